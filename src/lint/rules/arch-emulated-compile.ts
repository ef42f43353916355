import { declarationsOf } from '../../dockerfile/declarations.ts';
import { mountsOf } from '../../dockerfile/mounts.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { formatPlatform, type Platform } from '../../model/platform.ts';
import { downloadScanner } from '../cache-splits.ts';
import { GOARCH_PREFIX, GOARM_PREFIX, prefixEdits } from '../command-prefix.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { loweredBelowDownloads } from '../move-arg.ts';
import { pinOf } from '../pinned.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import { wantedPlatforms } from '../wanted-platforms.ts';

export const archEmulatedCompilePage: RulePage = {
  why: `A stage without \`--platform\` runs on the platform of the image. For a platform that the builder has no machine for,
every instruction of it is emulated, the compiler too, which takes several times as long. Go needs no such machine: in a
stage \`FROM --platform=$BUILDPLATFORM\`, with \`GOARCH=$TARGETARCH\` before the command, it compiles for any platform.

It is said where several platforms are planned, or the file, if it is not for a tool, reads TARGETARCH or TARGETPLATFORM
itself. With cgo a cross-compiler is needed as well, and where cgo is on, or may be, it is a note. The rule keeps quiet where
the builder has a machine for each platform, about stages that are pinned, and about binaries that are not shipped. The fix sets GOARCH for the
command alone: an ENV would reach programs that the stage builds for itself.`,
  saves: 'Minutes of build time for each platform that is emulated.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    GOARCH=$TARGETARCH ${GOOD_BUILD}

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    GOARCH=$TARGETARCH ${GOOD_BUILD}

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const archEmulatedCompile: Rule = {
  id: 'arch-emulated-compile',
  severity: 'warning',
  fix: 'suggested',
  summary: 'Go compiles under emulation, where it could cross-compile',
  check: (context) => {
    const emulated = emulatedPlatforms(context);
    if (emulated.length === 0) return [];
    const builds = context.goBuilds.filter(
      (build) =>
        build.program === 'go' &&
        !context.shipped.has(build.run.stage) &&
        pinOf(context, build.run.stage).kind === 'target' &&
        context.isShipped(build),
    );
    if (builds.length === 0) return [];
    const search = {
      context,
      takings: readTakings(context),
      scan: downloadScanner(context),
      platforms: wantedPlatforms(context),
    };
    const byRoot = Map.groupBy(builds, (build) => rootOf(build.run.stage));
    return [...byRoot].map(([root, those]) => remarkOf(search, root, those));
  },
};

/** The platforms for which a stage that is not pinned would be emulated; none where several are not meant. */
function emulatedPlatforms(context: RuleContext): readonly string[] {
  const platforms = wantedPlatforms(context);
  if (new Set(platforms.map(({ architecture }) => architecture)).size < 2) return [];
  // A tool is built for the machine of whoever uses it, unless somebody says otherwise.
  const isMeant =
    context.platforms.length > 0 ||
    (context.purpose !== 'tool' && /\bTARGET(?:ARCH|PLATFORM)\b/.test(context.dockerfile.source.text));
  if (!isMeant) return [];
  const native = new Set(context.nativePlatforms.map(({ architecture }) => architecture));
  return platforms.filter(({ architecture }) => !native.has(architecture)).map(formatPlatform);
}

interface Search {
  readonly context: RuleContext;
  readonly takings: Takings;
  readonly scan: ReturnType<typeof downloadScanner>;
  readonly platforms: readonly Platform[];
}

function remarkOf(search: Search, root: Stage, builds: readonly GoBuild[]): Remark {
  const { context } = search;
  const mayUseCgo = builds.some((build) => !isCgoOff(context, build));
  const range = root.from.range;
  if (mayUseCgo) {
    return {
      message:
        'for every platform that the builder has no machine for, this stage is emulated, and Go compiles slowly: with CGO_ENABLED=0 or a cross-compiler it can run on $BUILDPLATFORM',
      range,
      severity: 'note',
    };
  }
  const edits = editsOf(search, root, builds);
  return {
    message: `for every platform that the builder has no machine for, this stage is emulated, and Go compiles slowly: write FROM --platform=$BUILDPLATFORM, and GOARCH=$TARGETARCH ${builds.some(({ verb }) => verb === 'install') ? 'go build -o in place of go install, which puts what it cross-compiles into bin/linux_arm64' : 'before go build'}`,
    range,
    ...(edits === undefined ? {} : { fix: { safe: false, edits } }),
  };
}

/** Set to 0, or off by itself: since Go 1.20 it is where there is no C compiler. */
function isCgoOff(context: RuleContext, build: GoBuild): boolean {
  const cgo = build.environment('CGO_ENABLED');
  if (cgo.state !== 'unset' && !(cgo.state === 'set' && cgo.value === ''))
    return cgo.state === 'set' && cgo.value === '0';
  const state = context.imageState(build.run.stage);
  const minor = state.facts?.go?.minor;
  return state.compiler(build.run.instruction.index) === 'no' && minor !== undefined && minor >= 20;
}

function editsOf(search: Search, root: Stage, builds: readonly GoBuild[]): readonly RuleEdit[] | undefined {
  const { context, takings, platforms } = search;
  if (!takesOnlyWhatFits(takings, root, builds)) return undefined;
  const { from, platform } = root;
  const flag = from.flags.find(({ name }) => name === 'platform');
  // A FROM over several lines, or with other flags, is left to its author.
  if ((platform === undefined) !== (flag === undefined) || from.flags.length > 1) return undefined;
  const pin: RuleEdit =
    flag === undefined
      ? { start: from.keywordRange.end, end: from.keywordRange.end, text: ' --platform=$BUILDPLATFORM' }
      : { start: flag.range.start, end: flag.range.end, text: '--platform=$BUILDPLATFORM' };
  const arm = platforms.some(({ architecture }) => architecture === 'arm');
  const prefixes = prefixEdits(context, builds, arm ? [GOARCH_PREFIX, GOARM_PREFIX] : [GOARCH_PREFIX]);
  return prefixes === undefined ? undefined : [pin, ...prefixes, ...lowered(search, builds)];
}

const SPLITTING: ReadonlySet<string> = new Set(['TARGETARCH', 'TARGETPLATFORM', 'TARGETVARIANT']);

/** Pinned, the steps are shared between platforms down to the first argument that differs: see arch-splits-cache. */
function lowered({ context, scan }: Search, builds: readonly GoBuild[]): readonly RuleEdit[] {
  const { escapeChar } = context.dockerfile.directives;
  return [...new Set(builds.map((build) => build.run.stage))].flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const names = declarationsOf(instruction, escapeChar).flatMap(({ kind, name, raw }) =>
        kind === 'ARG' && raw === undefined && SPLITTING.has(name) ? [name] : [],
      );
      return names.length === 0 ? [] : (loweredBelowDownloads(context, scan, stage, instruction, names) ?? []);
    }),
  );
}

/** Files that are the same on every platform. */
const NEUTRAL =
  /^\/(?:etc\/(?:passwd|group|ssl(?:\/.*)?|ca-certificates(?:\/.*)?|mime\.types)|usr\/share\/(?:zoneinfo|ca-certificates)(?:\/.*)?|usr\/local\/go\/lib\/time(?:\/.*)?)$/;

/** What other stages take of the stages on a root: the sources of a COPY, or (undefined) anything, by a mount. */
type Takings = ReadonlyMap<Stage, readonly (readonly string[] | undefined)[]>;

function readTakings({ dockerfile }: RuleContext): Takings {
  const { stages } = dockerfile;
  const byName = new Map<string, Stage>(stages.map((stage) => [String(stage.index), stage]));
  for (const stage of stages) if (stage.name !== undefined) byName.set(stage.name, stage);
  const takings = new Map<Stage, (readonly string[] | undefined)[]>();
  const take = (name: string | undefined, sources: readonly string[] | undefined): void => {
    const from = byName.get(name?.toLowerCase() ?? '');
    if (from === undefined) return;
    const root = rootOf(from);
    takings.set(root, [...(takings.get(root) ?? []), sources]);
  };
  for (const stage of stages) {
    for (const instruction of stage.instructions) {
      const sources = instruction.body.text.split(/\s+/).slice(0, -1);
      for (const flag of instruction.flags) if (flag.name === 'from') take(flag.value, sources);
      for (const mount of mountsOf(instruction)) take(mount.get('from'), undefined);
    }
  }
  return takings;
}

/** Is all that other stages take from Go, or the same on every platform? What only runs there stays there. */
function takesOnlyWhatFits(takings: Takings, root: Stage, builds: readonly GoBuild[]): boolean {
  const outputs = new Set(builds.flatMap((build) => build.outputs));
  return (takings.get(root) ?? []).every(
    (sources) => sources?.every((source) => outputs.has(source) || NEUTRAL.test(source)) === true,
  );
}

function rootOf(stage: Stage): Stage {
  let root = stage;
  while (root.base.stage !== undefined) root = root.base.stage;
  return root;
}
