import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { findStage, lineageOf, type Stage } from '../../dockerfile/stages.ts';
import { imageFactsOf } from '../images/image-facts.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Rule, RuleContext, RulePage } from '../rule.ts';
import { workdirReader } from '../workdir.ts';

export const copyFromTooBroadPage: RulePage = {
  why: `A stage that compiles has the source, the module cache, and a whole distribution with a toolchain beside the binary. A
\`COPY --from\` of \`/\`, of GOPATH or of the folder that the source was copied to brings all of that into the image, and the
point of a second stage is lost.

The rule keeps quiet where a scratch stage takes \`/\` of one other to have it in one layer, and runs nothing; about stages that
are built on scratch or on an image that is not known, about external images, folders that the build only put its results into,
folders that the stage cleans with \`rm\`, and \`--exclude\`.`,
  saves: 'The source and the module cache, or the distribution and the toolchain.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o web .

FROM alpine:3.22
COPY --from=build /src /srv
USER 65532:65532
ENTRYPOINT ["/srv/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o web .

FROM alpine:3.22
COPY --from=build /src/web /srv/
USER 65532:65532
ENTRYPOINT ["/srv/web"]
`,
    },
  ],
};

export const copyFromTooBroad: Rule = {
  id: 'copy-from-too-broad',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'none',
  summary: 'COPY takes far more out of a build stage than what the build made',
  check: (context) => {
    const { dockerfile, lineage } = context;
    const holdings = holdingReader(context);
    return lineage.flatMap((stage) =>
      stage.instructions.flatMap((instruction) => {
        const transfer = stage.transferOf(instruction);
        const from = transfer?.from === undefined ? undefined : findStage(dockerfile.stages, transfer.from);
        if (transfer === undefined || from === undefined || from.index >= stage.index) return [];
        if (instruction.flags.some(({ name }) => name === 'exclude')) return [];
        for (const source of transfer.sources) {
          if (source === undefined) continue;
          const path = pathOf(source);
          const what = path === '/' ? everythingIn(from, stage) : whatIsIn(holdings(from), path);
          if (what === undefined) continue;
          const message = `${path === '/' ? `/ of stage ${transfer.from}` : `${path} of stage ${transfer.from}`} holds ${what}: COPY only the files that the image needs`;
          return [{ message, range: instruction.range }];
        }
        return [];
      }),
    );
  },
};

/** Sources of `COPY --from` start at the root of the stage; `/src/.` and `/src/*` are all that is in `/src`. */
function pathOf(source: string): string {
  const path = posix.normalize(`/${source}`).replace(/\/\*$/, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

function everythingIn(from: Stage, by: Stage): string | undefined {
  if (isSquash(by)) return undefined;
  const facts = imageFactsOf(from);
  if (facts === undefined || from.base.resolved === 'scratch') return undefined;
  if (facts.go !== undefined) return 'a distribution, the Go toolchain and whatever the build left behind';
  return facts.packageManager === undefined || facts.packageManager === null ? undefined : 'a whole distribution';
}

/** Nothing but what is copied: the layers of the stage before are wanted as one. */
function isSquash(stage: Stage): boolean {
  return (
    stage.base.resolved === 'scratch' &&
    !stage.instructions.some(({ keyword }) => keyword === 'RUN' || keyword === 'ADD')
  );
}

/** What a stage with the Go toolchain holds that no image needs. */
interface Holding {
  /** The folders that source is copied to. */
  readonly folders: readonly string[];
  /** What RUNs remove, as written; undefined where it may be anything. */
  readonly removed: readonly string[] | undefined;
}

/** A longer lineage is nobody's own writing. */
const MAX_LINEAGE = 64;

function holdingReader(context: RuleContext): (stage: Stage) => Holding | undefined {
  const known = new Map<Stage, Holding | undefined>();
  const runsOf = Map.groupBy(context.runs, (run) => run.stage);
  const workdirAt = workdirReader(context.dockerfile);
  const read = (from: Stage): Holding | undefined => {
    if (isDeep(from) || imageFactsOf(from)?.go === undefined) return undefined;
    const lineage = lineageOf(from);
    const folders = lineage.flatMap((stage) =>
      stage.instructions.flatMap((instruction) => sourceFolder(stage, instruction, workdirAt(instruction.index)) ?? []),
    );
    const commands = lineage.flatMap((stage) => runsOf.get(stage) ?? []).flatMap(plainCommandsOf);
    const removed = commands.flatMap(({ name, args }) =>
      name === 'rm' ? args.flatMap(({ text }) => (text.startsWith('-') ? [] : text)) : [],
    );
    return {
      folders: [...new Set(folders)],
      removed: commands.some(({ name }) => name === 'find') ? undefined : removed,
    };
  };
  return (stage) => {
    if (!known.has(stage)) known.set(stage, read(stage));
    return known.get(stage);
  };
}

function isDeep(stage: Stage): boolean {
  let depth = 0;
  for (let at: Stage | undefined = stage; at !== undefined && depth <= MAX_LINEAGE; at = at.base.stage) depth += 1;
  return depth > MAX_LINEAGE;
}

function whatIsIn(holding: Holding | undefined, path: string): string | undefined {
  if (holding?.removed === undefined) return undefined;
  // A stage that removes something of it is taken to know what it leaves.
  if (holding.removed.some((word) => !word.startsWith('/') || word.startsWith(path))) return undefined;
  if (/^\/go(?:\/pkg(?:\/mod)?)?$/.test(path)) return 'the Go modules that were downloaded';
  const held = holding.folders.some((folder) => folder === path || folder.startsWith(`${path}/`));
  return held ? 'the source that was built' : undefined;
}

/** The folder that a COPY puts Go source into: the context, or files that are Go's. */
function sourceFolder(stage: Stage, instruction: Instruction, workdir: string | undefined): string | undefined {
  const transfer = stage.transferOf(instruction);
  const destination = transfer?.destination;
  if (transfer === undefined || transfer.from !== undefined || destination === undefined) return undefined;
  const whole = transfer.sources.some((source) => source !== undefined && pathOf(source) === '/');
  const some = transfer.sources.some((source) => source !== undefined && /(?:^|\/)go\.mod$|\.go$/.test(source));
  if (!whole && !some) return undefined;
  const path = destination.startsWith('/')
    ? destination
    : workdir === undefined
      ? undefined
      : `${workdir}/${destination}`;
  if (path === undefined) return undefined;
  const folder = posix.normalize(path).replace(/(?<=.)\/$/, '');
  return whole || destination.endsWith('/') || destination === '.' || transfer.sources.length > 1
    ? folder
    : posix.dirname(folder);
}
