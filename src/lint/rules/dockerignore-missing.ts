import type { ContextListing } from '../../dockerfile/context.ts';
import { formatSize } from '../../model/bytes.ts';
import { ignoreEdits, isUsualWaste, wasteIn, wholeContextStep } from '../context-waste.ts';
import type { Rule, RulePage } from '../rule.ts';

export const dockerignoreMissingPage: RulePage = {
  why: `\`COPY .\` (and a RUN that mounts the context) takes every file of the build context: \`.git\`, build output, local
configuration with its passwords. They travel to the builder, any change to one of them runs the step again, and in a shipped
stage they stay in the image. A \`.dockerignore\` at the root of the context, or \`<Dockerfile>.dockerignore\` beside the
Dockerfile, keeps them out.

It keeps quiet where the instruction names what it takes, or leaves things out with \`--exclude\`, in stages that are not
built, and where an ignore file holds at least one pattern. A folder of less than 1 MB without history, installed packages,
logs, test data or settings of an editor was made for the image and needs no ignore file: only an empty one is spoken of.

The fix makes a \`.dockerignore\`, or fills the empty one, with what is there and certain to be useless; what has to be looked
at first, like the history in \`.git\`, makes it a suggestion. There is none where nothing of the kind is sent.`,
  saves: 'What is measured: the bytes of the context as it would be sent.',
  options: {
    'min-bytes':
      'The context is told from this size on, whatever lies in it and also where an ignore file is there and empty, instead of from 1 MB.',
  },
  examples: [
    {
      bad: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n',
      good: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY go.mod go.sum main.go ./\n',
      context: {
        '.git/objects/pack/pack-1.pack': 41_300_000,
        'go.mod': 310,
        'go.sum': 4_100,
        'main.go': 2_900,
        'node_modules/left-pad/index.js': 12_400_000,
      },
    },
  ],
};

export const dockerignoreMissing: Rule = {
  id: 'dockerignore-missing',
  severity: 'warning',
  fix: 'safe',
  summary: 'the whole folder is sent to the builder, and nothing is ignored',
  options: ['min-bytes'],
  check: (facts, { minBytes }) => {
    const { context } = facts;
    if (context === undefined || context.files === 0) return [];
    const { patterns, problems } = context.ignore;
    // A pattern that is broken is for dockerfile-syntax to tell.
    if (patterns.length > 0 || problems.length > 0) return [];
    if (isSmall(context, minBytes)) return [];
    // The context is sent once: the first place says it.
    const step = wholeContextStep(facts);
    if (step === undefined) return [];
    const waste = wasteIn(facts, context);
    const edits = ignoreEdits(
      context,
      waste.map(({ name }) => name),
    );
    return [
      {
        message: message(step.keyword, context),
        range: step.range,
        evidenceBytes: context.bytes,
        ...(edits.length === 0 ? {} : { fix: { safe: waste.every(({ safe }) => safe), edits } }),
      },
    ];
  },
};

/** Below this, in bytes, nobody waits for a context. */
const SMALL = 1_000_000;

/** Where a setting says from when on the bytes count, they alone do. */
function isSmall({ complete, bytes, entries, ignore }: ContextListing, minBytes: number | undefined): boolean {
  if (minBytes !== undefined) return complete && bytes < minBytes;
  return ignore.file === undefined && complete && bytes < SMALL && !entries.some(({ name }) => isUsualWaste(name));
}

function message(keyword: string, context: ContextListing): string {
  const { bytes, files, complete, entries, ignore } = context;
  const size = `${complete ? '' : 'at least '}${formatSize(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}`;
  const biggest = entries[0];
  const share = biggest !== undefined && biggest.bytes > bytes / 2 ? 'most' : 'the biggest part';
  const most =
    biggest === undefined || entries.length === 1
      ? ''
      : `, ${share} of it ${biggest.name} (${formatSize(biggest.bytes)})`;
  const cause = ignore.file === undefined ? 'there is no .dockerignore' : 'the ignore file holds no pattern';
  return `${keyword} takes the whole build context (${size}${most}) because ${cause}: list in it what the build does not need`;
}
