import { declarationsOf } from '../dockerfile/declarations.ts';
import { bodyRange, type Instruction } from '../dockerfile/instruction.ts';
import { PLATFORM_ARGS } from '../dockerfile/keywords.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { isDeclared } from '../dockerfile/scope.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { parseWord, variablesOf } from '../dockerfile/variables.ts';
import type { RuleContext } from './rule.ts';

/** A place that reads a platform argument which the stage has not declared above it. */
export interface PlatformUse {
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

/** Every such place of a stage, in the order of the file. `runs` are the stage's own. */
export function undeclaredUses(context: RuleContext, stage: Stage, runs: readonly RunScript[]): readonly PlatformUse[] {
  const runsOf = Map.groupBy(runs, (run) => run.instruction);
  return stage.instructions.flatMap((instruction) =>
    usesOf(context, stage, instruction, runsOf.get(instruction) ?? []),
  );
}

function usesOf(
  context: RuleContext,
  stage: Stage,
  instruction: Instruction,
  runs: readonly RunScript[],
): readonly PlatformUse[] {
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

function usesInScript(context: RuleContext, run: RunScript): readonly PlatformUse[] {
  const { script, stage, instruction } = run;
  if (run.quoted || script.sources) return [];
  const expanded = script.expansions
    .filter(({ name }) => !script.assigned.has(name) && isMissing(stage, name, instruction))
    .map(({ name, guarded, at, end }): PlatformUse => ({ name, guarded, range: run.range(at, end), instruction }));
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

function helperIn(context: RuleContext, run: RunScript): PlatformUse | undefined {
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
