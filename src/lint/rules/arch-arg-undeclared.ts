import { declarationsOf } from '../../dockerfile/declarations.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { bodyRange } from '../../dockerfile/instruction.ts';
import { PLATFORM_ARGS } from '../../dockerfile/keywords.ts';
import type { RunScript } from '../../dockerfile/runs.ts';
import { isDeclared } from '../../dockerfile/scope.ts';
import type { Range } from '../../dockerfile/source.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { parseWord, variablesOf } from '../../dockerfile/variables.ts';
import type { Remark, Rule, RuleContext } from '../rule.ts';

export const archArgUndeclared: Rule = {
  id: 'arch-arg-undeclared',
  severity: 'error',
  summary: 'a platform argument is used in a stage that does not declare it',
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
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
      good: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
ARG TARGETOS TARGETARCH
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
    },
  ],
  check: (context) => {
    const runsOf = Map.groupBy(context.runs, (run) => run.instruction);
    return context.dockerfile.stages.flatMap((stage) => {
      const uses = stage.instructions.flatMap((instruction) =>
        usesOf(context, stage, instruction, runsOf.get(instruction) ?? []),
      );
      return [
        ...remarkOf(
          context,
          stage,
          uses.filter((use) => !use.guarded),
          'error',
        ),
        ...remarkOf(
          context,
          stage,
          uses.filter((use) => use.guarded && !uses.some((other) => !other.guarded && other.name === use.name)),
          'note',
        ),
      ];
    });
  },
};

interface Use {
  readonly name: string;
  readonly guarded: boolean;
  readonly range: Range;
  readonly instruction: Instruction;
  /** The helper that reads the argument from its environment. */
  readonly helper?: string;
}

/** BuildKit expands variables in these itself (reference, "Environment replacement"). */
const EXPANDED: ReadonlySet<string> = new Set([
  'ADD',
  'COPY',
  'ENV',
  'EXPOSE',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
  'ARG',
]);

function usesOf(
  context: RuleContext,
  stage: Stage,
  instruction: Instruction,
  runs: readonly RunScript[],
): readonly Use[] {
  if (instruction.keyword === 'RUN') return runs.flatMap((run) => usesInScript(context, run));
  if (!EXPANDED.has(instruction.keyword) || !instruction.body.text.includes('$')) return [];
  const { escapeChar } = context.dockerfile.directives;
  const own = new Set(declarationsOf(instruction, escapeChar).map((declaration) => declaration.name));
  return variablesOf(parseWord(instruction.body.text, escapeChar))
    .filter(({ name }) => isMissing(stage, name, instruction) && !own.has(name))
    .map(({ name, operator, at, end }) => ({
      name,
      guarded: /^:?[-+?]$/.test(operator),
      range: bodyRange(context.dockerfile.source, instruction, at, end),
      instruction,
    }));
}

function usesInScript(context: RuleContext, run: RunScript): readonly Use[] {
  const { script, stage, instruction } = run;
  if (run.quoted || script.sources) return [];
  const expanded = script.expansions
    .filter(({ name }) => !script.assigned.has(name) && isMissing(stage, name, instruction))
    .map(({ name, guarded, at, end }): Use => ({ name, guarded, range: run.range(at, end), instruction }));
  const platformKnown = ['TARGETPLATFORM', 'TARGETARCH'].some(
    (name) => script.assigned.has(name) || isDeclared(stage.scope, name, instruction.index),
  );
  const helper =
    platformKnown || context.purpose === 'tool' || !context.reached.has(stage) ? undefined : helperIn(context, run);
  return helper === undefined ? expanded : [...expanded, helper];
}

/** The helpers of xx that make or fetch something for the target; `xx-go test` may well run here. */
const HELPERS: ReadonlySet<string> = new Set([
  'xx-apk',
  'xx-apt',
  'xx-apt-get',
  'xx-cargo',
  'xx-cc',
  'xx-clang',
  'xx-clang++',
]);

function helperIn(context: RuleContext, run: RunScript): Use | undefined {
  const { instruction } = run;
  const word = run.script.commands
    .map(({ words }) => words[0])
    .find((first) => first !== undefined && HELPERS.has(first.text));
  if (word !== undefined) {
    return {
      name: 'TARGETPLATFORM',
      guarded: false,
      range: run.range(word.at, word.end),
      instruction,
      helper: word.text,
    };
  }
  if (!run.script.commands.some(({ words }) => words.some(({ text }) => text === 'xx-go'))) return undefined;
  const build = context.goBuilds.find((each) => each.run === run && each.program === 'xx-go');
  if (build === undefined || !context.isShipped(build)) return undefined;
  return { name: 'TARGETPLATFORM', guarded: false, range: build.range, instruction, helper: 'xx-go' };
}

function isMissing(stage: Stage, name: string, instruction: Instruction): boolean {
  return PLATFORM_ARGS.includes(name) && !isDeclared(stage.scope, name, instruction.index);
}

/** One cause, one finding: all the names that a stage lacks, at the first place that wants one. */
function remarkOf(
  context: RuleContext,
  stage: Stage,
  uses: readonly Use[],
  severity: 'error' | 'note',
): readonly Remark[] {
  const first = uses[0];
  if (first === undefined) return [];
  const names = [...new Set(uses.map((use) => use.name))];
  const line = `ARG ${names.join(' ')}`;
  return [
    {
      message: messageOf(first, names, line, severity),
      range: first.range,
      severity,
      fix: fixOf(context, stage, first.instruction, line),
    },
  ];
}

function messageOf(first: Use, names: readonly string[], line: string, severity: 'error' | 'note'): string {
  const list = names.map((name) => `$${name}`).join(' and ');
  if (severity === 'note')
    return `${list} ${names.length > 1 ? 'have' : 'has'} no ARG in this stage, so the default always counts: write ${line} above`;
  if (first.helper !== undefined && names.length === 1) {
    return `${first.helper} does not see the target platform in this stage: write ${line} above`;
  }
  return `${list} ${names.length > 1 ? 'are' : 'is'} empty here, as the stage has no ARG for ${names.length > 1 ? 'them' : 'it'}: write ${line} above`;
}

/** The ARG goes right above the first use, so that the steps before it stay shared between platforms. */
function fixOf(context: RuleContext, stage: Stage, instruction: Instruction, line: string): NonNullable<Remark['fix']> {
  const { source } = context.dockerfile;
  const previous =
    instruction === stage.instructions[0] ? stage.from : stage.instructions[instruction.index - stage.from.index - 2];
  // Comments directly above belong to the instruction; those inside it come after its start.
  const above = instruction.comments.filter((comment) => comment.range.start < instruction.range.start);
  const first = Math.max(above[0]?.range.line ?? instruction.range.line, (previous?.range.endLine ?? 0) + 1);
  const start = source.lineStarts[Math.min(first, instruction.range.line) - 1] ?? 0;
  const end = source.text.includes('\r\n') ? '\r\n' : '\n';
  return { safe: true, edits: [{ start, end: start, text: `${line}${end}` }] };
}
