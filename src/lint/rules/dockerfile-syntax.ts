import { NO_IGNORE } from '../../dockerfile/ignore.ts';
import type { Problem } from '../../dockerfile/problem.ts';
import { parseReference } from '../../dockerfile/reference.ts';
import { createSource, rangeOf, type Source } from '../../dockerfile/source.ts';
import { stageProblems } from '../../dockerfile/stage-problems.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

/** `{{ .Image }}`, `<%= image %>`, `@IMAGE@`, `@@IMAGE@@`, `%%IMAGE%%`: a template's words, which no Dockerfile needs. */
const PLACEHOLDER = /\{\{|\{%|<%|@[A-Za-z_]\w*@|%%\w+%%/;

export const dockerfileSyntaxPage: RulePage = {
  why: `An instruction that BuildKit cannot read fails the build before its first step. Each such place costs one finding
and one instruction: the rest of the file is read and judged all the same.

Some words BuildKit looks at only in the stages that it builds: ports, signals, modes, checksums, \`\${NAME:?why}\`, and whether
the stage that is taken from stands above. Of those it is told in these stages alone, by the values that variables have by
default; where a value cannot be known, the rule keeps quiet.

A pattern of the ignore file that is none ends the build too, as soon as something is taken from the context: it is told at its
line of that file.

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
  check: (context) => {
    const { dockerfile } = context;
    const { source } = dockerfile;
    const problems = [...dockerfile.problems, ...stageProblems(dockerfile, context.reached, replacedReader(context))];
    const template = problems.find((problem) => isTemplate(source, problem));
    // Elsewhere in it a word that is missing may be the placeholder's.
    if (template === undefined) return [...problems.map(remark), ...ignoreRemarks(context)];
    return [
      {
        message: 'this is a template: what its placeholders stand for is not known, so those lines are not judged',
        range: template.range,
        severity: 'note',
      },
    ];
  },
};

function replacedReader({ isReplaced }: RuleContext): (stage: Stage) => boolean {
  return ({ name = '' }) => {
    const reference = parseReference(name);
    return reference !== undefined && isReplaced(reference);
  };
}

/** Where nothing is taken from the context, not every BuildKit reads its ignore file. */
function ignoreRemarks({ files, takings }: RuleContext): readonly Remark[] {
  const { file, text, problems } = files?.ignore ?? NO_IGNORE;
  if (file === undefined || problems.length === 0 || takings().length === 0) return [];
  const source = createSource(text);
  return problems.map(({ line, message, ours }) => ({
    file,
    message: ours ? message : `${message}: BuildKit ends the build there`,
    range: rangeOf(source, source.lineStarts[line - 1] ?? 0, (source.lineStarts[line] ?? text.length + 1) - 1),
    ...(ours ? { severity: 'note' as const } : {}),
  }));
}

function remark({ message, hint, range }: Problem): Remark {
  return { message: `${message}: ${hint}`, range };
}

function isTemplate(source: Source, { range }: Problem): boolean {
  const from = source.lineStarts[range.line - 1] ?? 0;
  const to = source.lineStarts[range.endLine] ?? source.text.length;
  return PLACEHOLDER.test(source.text.slice(from, Math.min(to, from + 4096)));
}
