import type { Stage } from '../../dockerfile/stages.ts';
import { GO_CACHE_MOUNTS, ON_SCRATCH } from '../example-parts.ts';
import { lineAbove } from '../insert-arg.ts';
import { type PlatformUse, undeclaredUses } from '../platform-uses.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const archArgUndeclaredPage: RulePage = {
  why: `BuildKit knows TARGETARCH, TARGETOS, BUILDPLATFORM and the like in every FROM, but gives them to a stage only where an
ARG asks for them. Without it the variable is empty: \`GOARCH=$TARGETARCH go build\` compiles for the builder's own platform,
and an arm64 image ships an amd64 program without a word. The cross-compiling helpers \`xx-go\`, \`xx-apk\` and so on read
TARGETPLATFORM or TARGETARCH from their environment and need the ARG as well.

An ARG in a stage that this one is built on counts, an ARG before the first FROM does not. The rule keeps quiet about FROM
lines, single quotes, here-documents with a quoted delimiter, and names that the same RUN sets itself. \`\${TARGETARCH:-amd64}\`
has a value of its own, always the same: that is a note.`,
  saves: 'An image that does not start on the platform it is made for.',
  examples: [
    {
      bad: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETOS TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const archArgUndeclared: Rule = {
  id: 'arch-arg-undeclared',
  severity: 'error',
  fix: 'safe',
  summary: 'a platform argument is used in a stage that does not declare it',
  check: (context) => {
    const runsOf = Map.groupBy(context.runs, (run) => run.stage);
    return context.dockerfile.stages.flatMap((stage) => {
      const uses = undeclaredUses(context, stage, runsOf.get(stage) ?? []);
      const needed = new Set(uses.filter((use) => !use.guarded).map((use) => use.name));
      const guarded = new Set(uses.map((use) => use.name).filter((name) => !needed.has(name)));
      return [...remarkOf(context, stage, uses, needed, 'error'), ...remarkOf(context, stage, uses, guarded, 'note')];
    });
  },
};

/** One cause, one finding: all the names that a stage lacks, at the first place that wants one. */
function remarkOf(
  context: RuleContext,
  stage: Stage,
  uses: readonly PlatformUse[],
  names: ReadonlySet<string>,
  severity: 'error' | 'note',
): readonly Remark[] {
  const ours = uses.filter((use) => names.has(use.name));
  const shown = ours.find((use) => severity === 'note' || !use.guarded);
  const first = ours[0];
  if (shown === undefined || first === undefined) return [];
  const line = `ARG ${[...names].join(' ')}`;
  const message = messageOf(shown, [...names], line, severity);
  // Each right above its first use, so that the steps before it stay shared between platforms.
  const firstUses = Map.groupBy(names, (name) => (ours.find((use) => use.name === name) ?? first).instruction);
  const edits = [...firstUses].map(([instruction, those]) =>
    lineAbove(context, stage, instruction, `ARG ${those.join(' ')}`),
  );
  return [{ message, range: shown.range, severity, fix: { safe: true, edits } }];
}

function messageOf(use: PlatformUse, names: readonly string[], line: string, severity: 'error' | 'note'): string {
  const dollars = names.map((name) => `$${name}`);
  const list = [dollars.slice(0, -1).join(', '), ...dollars.slice(-1)].filter((part) => part !== '').join(' and ');
  if (severity === 'note')
    return `${list} ${names.length > 1 ? 'have' : 'has'} no ARG in this stage, so the default always counts: write ${line} above`;
  if (use.helper !== undefined && names.length === 1) {
    return `${use.helper} does not see the target platform in this stage: write ${line} above`;
  }
  return `${list} ${names.length > 1 ? 'are' : 'is'} empty here, as the stage has no ARG for ${names.length > 1 ? 'them' : 'it'}: write ${line} above`;
}
