import { declarationsOf } from '../../dockerfile/declarations.ts';
import { bodyRange, type Instruction } from '../../dockerfile/instruction.ts';
import { PLATFORM_ARGS } from '../../dockerfile/keywords.ts';
import type { RunScript } from '../../dockerfile/runs.ts';
import { isDeclared } from '../../dockerfile/scope.ts';
import { lineageOf, type Stage } from '../../dockerfile/stages.ts';
import { GO_CACHE_MOUNTS, ON_SCRATCH } from '../example-parts.ts';
import { isSetByImage } from '../image-environment.ts';
import { lineAbove } from '../insert-arg.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import { isOwnDefault, type VariableUse, variableUses } from '../variable-uses.ts';

export const argOutOfScopePage: RulePage = {
  why: `An ARG before the first FROM counts in FROM lines alone. In a stage the variable is empty, whatever default it has and
whatever \`--build-arg\` says, until the stage declares it again: \`ARG VERSION\` without a value takes over the global one.
Nothing fails: the version of the binary is empty, the file is downloaded from a wrong address, the label says nothing.
\`ENV VERSION=$VERSION\` and \`ARG VERSION=$VERSION\` are no way in either, as their right side is looked up in the stage.

An ARG in a stage that this one is built on counts. The rule keeps quiet about an ENV of the name, names that the same RUN
sets or may read from a file that it sources, \`\${VERSION:-1}\`, here-documents with a quoted delimiter, the proxy arguments, and
variables that the base image sets. Where the base image is not known, it may set any: that is a note.`,
  saves: 'Values that are silently empty.',
  examples: [
    {
      bad: `ARG VERSION=1.4.0

FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.version=$VERSION" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
      good: `ARG VERSION=1.4.0

FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG VERSION
RUN ${GO_CACHE_MOUNTS} \\
    CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.version=$VERSION" -o /web .

${ON_SCRATCH}USER 65532
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const argOutOfScope: Rule = {
  id: 'arg-out-of-scope',
  severity: 'error',
  fix: 'safe',
  summary: 'a global ARG is used in a stage that does not declare it again',
  check: (context) => {
    const globals = globalNames(context);
    if (globals.size === 0) return [];
    const runs = Map.groupBy(context.runs, (run) => run.instruction);
    return context.dockerfile.stages.flatMap((stage) => remarksOf(context, stage, runs, globals));
  },
};

/** The line of each global ARG. The automatic platform arguments have a rule of their own. */
function globalNames({ dockerfile }: RuleContext): ReadonlyMap<string, number> {
  return new Map(
    dockerfile.globalArgs
      .flatMap((instruction) =>
        declarationsOf(instruction, dockerfile.directives.escapeChar).map(
          ({ name }) => [name, instruction.range.line] as const,
        ),
      )
      .filter(([name]) => !PLATFORM_ARGS.includes(name)),
  );
}

/** One finding for each name that a stage lacks, at the first place that wants it. */
function remarksOf(
  context: RuleContext,
  stage: Stage,
  runs: ReadonlyMap<Instruction, readonly RunScript[]>,
  globals: ReadonlyMap<string, number>,
): readonly Remark[] {
  const uses = variableUses(context, stage, runs).filter(
    ({ name, guarded, instruction }) =>
      !guarded && globals.has(name) && !isDeclared(stage.scope, name, instruction.index),
  );
  if (uses.length === 0) return [];
  const root = lineageOf(stage)[0] ?? stage;
  return [...Map.groupBy(uses, ({ name }) => name)].flatMap(([name, [first]]) => {
    const set = isSetByImage(root, name);
    if (first === undefined || set === 'yes') return [];
    const why = `the ARG of line ${globals.get(name)} counts in FROM lines alone`;
    const unless = set === 'maybe' ? ` unless the base image sets it` : '';
    return [
      {
        message: `$${name} is empty here${unless}, as ${why}: write ARG ${name} ${isOwnDefault(context, first) ? 'without a value' : 'above'}`,
        range: first.range,
        severity: set === 'maybe' ? 'note' : 'error',
        fix: { safe: true, edits: [fixOf(context, stage, first)] },
      },
    ];
  });
}

/** The ARG goes right above the first use, so that a new value leaves the steps before it in the cache. */
function fixOf(context: RuleContext, stage: Stage, use: VariableUse): RuleEdit {
  const { dockerfile } = context;
  const { name, instruction } = use;
  const own = declarationsOf(instruction, dockerfile.directives.escapeChar).find(
    (declaration) => declaration.name === name && declaration.raw?.includes('$') === true,
  );
  if (instruction.keyword !== 'ARG' || own?.raw === undefined)
    return lineAbove(context, stage, instruction, `ARG ${name}`);
  const equals = instruction.body.text.indexOf('=', own.at);
  const { start, end } = bodyRange(dockerfile.source, instruction, equals, equals + 1 + own.raw.length);
  return { start, end, text: '' };
}
