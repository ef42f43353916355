import type { Instruction } from '../../dockerfile/instruction.ts';
import { reachedStages } from '../../dockerfile/mounts.ts';
import type { RunScript } from '../../dockerfile/runs.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import { cacheMountEdits } from '../go-cache-mounts.ts';
import { goCachesOf } from '../go-caches.ts';
import { type GoCommand, goCommandsOf, isForeign, isModuleMade } from '../go-commands.ts';
import { aheadReader, fetchesNothing, firstFetchOf, moduleCopyOf } from '../go-module-steps.ts';
import { isMountedApart } from '../mount-targets.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const modulesBeforeSourcePage: RulePage = {
  why: `A step is run again when a file that an earlier COPY took has changed. With the source copied before \`go mod download\` or
\`go build\`, each commit downloads every module anew. Copy go.mod and go.sum first and download, or mount a cache over
GOMODCACHE. That is a warning.

Where only the compiler starts from nothing, a note says so: with a cache mounted over GOCACHE only what changed is compiled.
Cache mounts stay with the builder; one that is made for every run, as in most CI, has to bring them along.

The fix mounts the caches in every go command of the stage, as one that goes without would not see what the others keep, at
the folders that GOMODCACHE, GOCACHE, GOPATH, HOME and USER come to. There is none where those cannot be known, where make
or a script may call go out of sight, or where something in the folders is used later.

It keeps quiet where modules come from vendor/, where the source is only mounted, about modules without dependencies, and
where go.mod is made in the build; of the compiler, where nothing comes from the build context, or a step above the source has
compiled packages ahead, or may have, in make or a script.`,
  saves: 'Time of each build: the download of all modules, and compiling what did not change.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN go mod download
RUN ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const modulesBeforeSource: Rule = {
  id: 'modules-before-source',
  severity: 'warning',
  fix: 'suggested',
  summary: 'every change of the source fetches all modules again, or compiles everything again',
  check: (context) => {
    const { purpose, goBuilds, isShipped } = context;
    if (purpose === 'tool') return [];
    const built = goBuilds.filter((build) => isShipped(build));
    const stages = [...new Set(built.map(({ run }) => run.stage))]
      .slice(0, MAX_STAGES)
      .filter((stage) => !isVendored(context, stage));
    const runsOf = Map.groupBy(context.runs, (run) => run.instruction);
    const seen = new Set<number>();
    const fetches = stages.flatMap((stage) => {
      const remark = fetchRemark(context, stage, runsOf);
      // Stages built on one another share their steps: what is said of one is said of all.
      if (remark === undefined || seen.has(remark.range.start)) return [];
      seen.add(remark.range.start);
      return [withFix(context, stage, remark)];
    });
    if (fetches.length > 0) return fetches;
    // One note is enough of advice, however many stages there are.
    const isAhead = aheadReader(context);
    for (const { run, range } of built.slice(0, MAX_BUILDS)) {
      if (isAhead(run.stage, run.instruction)) continue;
      const remark = stages.includes(run.stage) ? compileRemark(context, run, range) : undefined;
      if (remark !== undefined) return [withFix(context, run.stage, remark)];
    }
    return [];
  },
};

/** Each is looked at with all that it is built on; more are nobody's own writing. */
const MAX_STAGES = 100;
const MAX_BUILDS = 100;

function isVendored({ context }: RuleContext, stage: Stage): boolean {
  return fetchesNothing(stage) || context?.entries.some(({ name }) => name === 'vendor') === true;
}

function fetchRemark(
  context: RuleContext,
  stage: Stage,
  runsOf: ReadonlyMap<Instruction, readonly RunScript[]>,
): Remark | undefined {
  const first = firstFetchOf(stage, runsOf);
  const source = first === undefined ? undefined : (first.source ?? moduleCopyOf(context, first.command));
  if (first === undefined || source === undefined) return undefined;
  if (isMounted(context, first.command, 'modules') || hasNoDependencies(context)) return undefined;
  if (isModuleMade(first.command, context.runs)) return undefined;
  const { keyword, range } = source;
  return {
    message: `${goOf(first.command)} fetches all modules again whenever a source file changes, as ${keyword} in line ${range.line} comes before it: copy go.mod and go.sum alone and download first, or mount a cache over GOMODCACHE`,
    range: rangeOfCommand(first.command),
    severity: 'warning',
  };
}

function compileRemark(context: RuleContext, run: RunScript, range: Remark['range']): Remark | undefined {
  const command = goCommandsOf(run).find(
    (each) => rangeOfCommand(each).start === range.start && /^(?:build|install)$/.test(each.verb) && !isForeign(each),
  );
  if (command === undefined || isMounted(context, command, 'builds')) return undefined;
  if (!comesFromContext(context, run)) return undefined;
  return {
    message: `${goOf(command)} compiles everything again whenever a file changes: mount a cache over GOCACHE`,
    range,
    severity: 'note',
  };
}

/** Of source that is cloned or added from elsewhere, no file changes. */
function comesFromContext({ dockerfile, takings }: RuleContext, { stage }: RunScript): boolean {
  const reached = reachedStages(dockerfile.stages, stage);
  return takings().some((taking) => reached.has(taking.stage));
}

function withFix(context: RuleContext, stage: Stage, remark: Remark): Remark {
  const edits = cacheMountEdits(context, stage);
  return { ...remark, ...(edits.length === 0 ? {} : { fix: { safe: false, edits } }) };
}

/** Is a cache mounted where the command keeps its modules or what it compiles? Where that is not known, any mount may be it. */
function isMounted({ dockerfile }: RuleContext, command: GoCommand, which: 'modules' | 'builds'): boolean {
  const { instruction } = command.run;
  return isMountedApart(instruction, goCachesOf(command, dockerfile)[which] ?? '');
}

/** A go.mod without a go.sum beside it names no other module. */
function hasNoDependencies({ context }: RuleContext): boolean {
  const names = new Set(context?.entries.map(({ name }) => name));
  return names.has('go.mod') && !names.has('go.sum');
}

function goOf({ name, verb }: GoCommand): string {
  return `${name} ${verb}`;
}

function rangeOfCommand({ run, program, args, verb }: GoCommand): Remark['range'] {
  const last = verb.split(' ').at(-1);
  return run.range(program.at, (args.find(({ text }) => text === last) ?? program).end);
}
