import type { Instruction } from '../../dockerfile/instruction.ts';
import { type CacheSplit, cacheSplits } from '../cache-splits.ts';
import { GO_CACHE_MOUNTS, ON_SCRATCH } from '../example-parts.ts';
import { movedBelow } from '../move-arg.ts';
import { platformValue } from '../platform-values.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { wantedPlatforms } from '../wanted-platforms.ts';

export const archSplitsCachePage: RulePage = {
  why: `An ARG is part of the environment of every RUN below it, used or not. In a stage that is pinned to the machine that
builds, the steps are the same for all platforms and run once, but only down to the first ARG whose value differs: below
\`ARG TARGETARCH\` each platform downloads all modules for itself, at the same time. They are the same files.

The ARG belongs below \`go mod download\`. The rule keeps quiet in stages that are not pinned, which run once for each
platform anyhow; about arguments with a default, whose value is the same everywhere; where something between the ARG and the
download uses it, or may: make, a script, the cross-compiling helpers of xx; and where one platform is planned.`,
  saves: 'A run of go mod download for every platform but the first.',
  examples: [
    {
      bad: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY main.go ./
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=0 GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY main.go ./
ARG TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=0 GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const archSplitsCache: Rule = {
  id: 'arch-splits-cache',
  severity: 'note',
  fix: 'safe',
  summary: 'a platform ARG above go mod download makes it run once for each platform',
  check: (context) => {
    const platforms = wantedPlatforms(context);
    const differs = (name: string): boolean => new Set(platforms.map((each) => platformValue(name, each))).size > 1;
    const names = new Set(NAMES.filter(differs));
    if (names.size === 0) return [];
    const byStage = Map.groupBy(cacheSplits(context, names), (split) => split.stage);
    return [...byStage.values()].flatMap((splits) => remarkOf(context, splits) ?? []);
  },
};

const NAMES: readonly string[] = ['TARGETPLATFORM', 'TARGETOS', 'TARGETARCH', 'TARGETVARIANT'];

/** One cause, one finding: all that a stage declares too early, at the first of them. */
function remarkOf(context: RuleContext, splits: readonly CacheSplit[]): Remark | undefined {
  const [first] = splits;
  const download = first?.downloads[0]?.instruction;
  if (first === undefined || download === undefined) return undefined;
  const names = [...new Set(splits.map(({ name }) => name))];
  const edits = editsOf(context, splits);
  return {
    message: `${list(names)} above go mod download of line ${download.range.line} makes it run once for each platform: declare ${names.length > 1 ? 'them' : 'it'} below`,
    range: first.range,
    ...(edits === undefined ? {} : { fix: { safe: true, edits } }),
  };
}

function list(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** None where a stage built on this one has the download: others on it may want the argument. */
function editsOf(context: RuleContext, splits: readonly CacheSplit[]) {
  if (splits.some(({ stage, downloads }) => downloads.some((download) => download.stage !== stage))) return undefined;
  const byInstruction = Map.groupBy(splits, ({ instruction }) => instruction);
  const edits = [...byInstruction].map(([from, those]) => {
    const to = those.reduce<Instruction | undefined>((last, { downloads }) => {
      const own = downloads.at(-1)?.instruction;
      return last === undefined || (own !== undefined && own.index < last.index) ? own : last;
    }, undefined);
    return to === undefined
      ? undefined
      : movedBelow(
          context,
          from,
          those.map(({ name }) => name),
          to,
        );
  });
  return edits.some((each) => each === undefined) ? undefined : edits.flatMap((each) => each ?? []);
}
