import { declarationsOf } from '../../dockerfile/declarations.ts';
import { bodyRange, type Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import type { Platform } from '../../model/platform.ts';
import { downloadScanner } from '../cache-splits.ts';
import { GO_CACHE_MOUNTS, ON_SCRATCH } from '../example-parts.ts';
import { loweredBelowDownloads } from '../move-arg.ts';
import { isPinned } from '../pinned.ts';
import { consumptionReader, type PlatformDefault, platformDefaults } from '../platform-defaults.ts';
import { platformValue } from '../platform-values.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import { wantedPlatforms } from '../wanted-platforms.ts';

export const archArgDefaultPage: RulePage = {
  why: `BuildKit fills in TARGETARCH, BUILDPLATFORM and the like by itself, but a default written in the Dockerfile comes before
that: with \`ARG TARGETARCH=amd64\` the variable says amd64 in a build for linux/arm64 too. A default before the first FROM
reaches every stage that declares the argument. \`ARG TARGETARCH=\${TARGETARCH:-amd64}\` in a stage is the same, as
TARGETARCH is not yet known on its right side; so is an empty default.

No default is needed: whatever builds the file with BuildKit gives the values. The rule keeps quiet where nothing in the
file reads the value, where the default is made of arguments that are known there (\`\${TARGETARCH:-amd64}\` above the first
FROM), and where \`--build-arg\` says otherwise. Where every planned platform has that very value, it is a note.`,
  saves: 'An image that does not start on the platform it is made for.',
  examples: [
    {
      bad: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETARCH=amd64
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=0 GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETARCH
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=0 GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const archArgDefault: Rule = {
  id: 'arch-arg-default',
  severity: 'error',
  fix: 'safe',
  summary: 'a platform argument has a default, which wins over --platform',
  check: (context) => {
    const defaults = platformDefaults(context);
    if (defaults.length === 0) return [];
    const isConsumed = consumptionReader(context);
    const findings = { context, all: defaults, scan: downloadScanner(context), platforms: wantedPlatforms(context) };
    return defaults.filter(isConsumed).map((each) => remarkOf(findings, each));
  },
};

interface Search {
  readonly context: RuleContext;
  readonly all: readonly PlatformDefault[];
  readonly scan: ReturnType<typeof downloadScanner>;
  readonly platforms: readonly Platform[];
}

function remarkOf(search: Search, found: PlatformDefault): Remark {
  const { context, platforms } = search;
  const { name, value, instruction, declaration } = found;
  const fitting = platforms.every((platform) => platformValue(name, platform) === value);
  const instead = name.startsWith('BUILD') ? 'whatever machine builds' : 'whatever --platform says';
  const says = `${name} is ${value === '' ? 'empty' : `"${value}"`} ${instead}`;
  const message = fitting
    ? `${says}, which fits what is planned: write ARG ${name} without a default`
    : `${says}, because a default wins over it: write ARG ${name} without one`;
  const equals = instruction.body.text.indexOf('=', declaration.at);
  return {
    message,
    range: bodyRange(context.dockerfile.source, instruction, declaration.at, equals + 1 + declaration.raw.length),
    severity: fitting ? 'note' : 'error',
    fix: { safe: true, edits: editsOf(search, found) },
  };
}

function editsOf({ context, all, scan }: Search, found: PlatformDefault): readonly RuleEdit[] {
  const { name } = found;
  // Without its own default a stage would take the global one.
  const globals = all.filter((each) => each.stage === undefined && each.name === name);
  const own = found.stage === undefined ? [] : [{ stage: found.stage, instruction: found.instruction }];
  const removals = [...globals, ...(own.length === 0 ? [] : [found])].map((each) => removal(context, each));
  const moves = [...own, ...(globals.length === 0 ? [] : takersOf(context, name))].flatMap(
    // An ARG that differs from platform to platform must not stand above a module download: see arch-splits-cache.
    ({ stage, instruction }) =>
      (name.startsWith('TARGET') && isPinned(context, stage)
        ? loweredBelowDownloads(context, scan, stage, instruction, [name])
        : undefined) ?? [],
  );
  // What is moved leaves its value behind.
  return [
    ...removals.filter((edit) => !moves.some(({ start, end }) => start <= edit.start && edit.end <= end)),
    ...moves,
  ];
}

interface Place {
  readonly stage: Stage;
  readonly instruction: Instruction;
}

/** The ARGs of the stages that take over a global default. */
function takersOf({ dockerfile }: RuleContext, name: string): readonly Place[] {
  return dockerfile.stages.flatMap((stage) =>
    stage.instructions
      .filter(
        (instruction) =>
          instruction.keyword === 'ARG' &&
          declarationsOf(instruction, dockerfile.directives.escapeChar).some(
            (each) => each.name === name && each.raw === undefined,
          ),
      )
      .map((instruction) => ({ stage, instruction })),
  );
}

function removal({ dockerfile }: RuleContext, { instruction, declaration }: PlatformDefault): RuleEdit {
  const equals = instruction.body.text.indexOf('=', declaration.at);
  const { start, end } = bodyRange(dockerfile.source, instruction, equals, equals + 1 + declaration.raw.length);
  return { start, end, text: '' };
}
