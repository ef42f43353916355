import type { ContextListing } from '../../dockerfile/context.ts';
import { formatSize } from '../../model/bytes.ts';
import type { Rule } from '../rule.ts';
import { takesWholeContext } from '../whole-context.ts';

export const dockerignoreMissing: Rule = {
  id: 'dockerignore-missing',
  severity: 'warning',
  fix: 'safe',
  summary: 'the whole folder is sent to the builder, and nothing is ignored',
  why: `\`COPY .\` (and a RUN that mounts the context) takes every file of the build context: \`.git\`, build output, local
configuration with its passwords. They travel to the builder, any change to one of them runs the step again, and in a shipped
stage they stay in the image. A \`.dockerignore\` at the root of the context, or \`<Dockerfile>.dockerignore\` beside the
Dockerfile, keeps them out.

It keeps quiet where the instruction names what it takes, or leaves things out with \`--exclude\`, in stages that are not
built, and where an ignore file holds at least one pattern.`,
  saves: 'What is measured: the bytes of the context as it would be sent.',
  examples: [
    {
      bad: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n',
      good: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY go.mod go.sum main.go ./\n',
      context: { '.git/objects/pack/pack-1.pack': 41_300_000, 'go.mod': 310, 'go.sum': 4_100, 'main.go': 2_900 },
    },
  ],
  check: ({ dockerfile, reached, context }) => {
    if (context === undefined || context.ignore.patterns.length > 0 || context.files === 0) return [];
    const { escapeChar } = dockerfile.directives;
    for (const stage of dockerfile.stages) {
      if (!reached.has(stage)) continue;
      const instruction = stage.instructions.find((candidate) => takesWholeContext(stage, candidate, escapeChar));
      // The context is sent once: the first place says it.
      if (instruction === undefined) continue;
      return [
        { message: message(instruction.keyword, context), range: instruction.range, evidenceBytes: context.bytes },
      ];
    }
    return [];
  },
};

function message(keyword: string, context: ContextListing): string {
  const { bytes, files, complete, entries, ignore } = context;
  const size = `${complete ? '' : 'at least '}${formatSize(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}`;
  const biggest = entries[0];
  const most =
    biggest === undefined || entries.length === 1 ? '' : `, most of it ${biggest.name} (${formatSize(biggest.bytes)})`;
  const cause = ignore.file === undefined ? 'there is no .dockerignore' : 'the ignore file holds no pattern';
  return `${keyword} takes the whole build context (${size}${most}) because ${cause}: list in it what the build does not need`;
}
