import type { Problem } from '../../dockerfile/problem.ts';
import type { Source } from '../../dockerfile/source.ts';
import type { Remark, Rule, RulePage } from '../rule.ts';

/** `{{ .Image }}`, `<%= image %>`, `@IMAGE@`, `@@IMAGE@@`, `%%IMAGE%%`: a template's words, which no Dockerfile needs. */
const PLACEHOLDER = /\{\{|\{%|<%|@[A-Za-z_]\w*@|%%\w+%%/;

export const dockerfileSyntaxPage: RulePage = {
  why: `An instruction that BuildKit cannot read fails the build before its first step. Each such place costs one finding
and one instruction: the rest of the file is read and judged all the same.

A file with placeholders of a template (\`{{ … }}\`, \`<% … %>\`) is no Dockerfile yet. Where they break it, a note for the whole file
says so.`,
  saves: 'A build that would fail.',
  examples: [
    {
      bad: 'FROM golang:1.26\nWORKDR /src\nCOPY --form=build /out/web /web\n',
      good: 'FROM golang:1.26\nWORKDIR /src\nCOPY --from=build /out/web /web\n',
    },
  ],
};

export const dockerfileSyntax: Rule = {
  id: 'dockerfile-syntax',
  severity: 'error',
  fix: 'none',
  summary: 'BuildKit would refuse the file',
  check: ({ dockerfile }) => {
    const { source, problems } = dockerfile;
    const template = problems.find((problem) => isTemplate(source, problem));
    // Elsewhere in it a word that is missing may be the placeholder's.
    if (template === undefined) return problems.map(remark);
    return [
      {
        message: 'this is a template: what its placeholders stand for is not known, so those lines are not judged',
        range: template.range,
        severity: 'note',
      },
    ];
  },
};

function remark({ message, hint, range }: Problem): Remark {
  return { message: `${message}: ${hint}`, range };
}

function isTemplate(source: Source, { range }: Problem): boolean {
  const from = source.lineStarts[range.line - 1] ?? 0;
  const to = source.lineStarts[range.endLine] ?? source.text.length;
  return PLACEHOLDER.test(source.text.slice(from, Math.min(to, from + 4096)));
}
