import type { Instruction } from '../dockerfile/instruction.ts';
import { PLATFORM_ARGS } from '../dockerfile/keywords.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { isDeclared } from '../dockerfile/scope.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { RuleContext } from './rule.ts';
import { isOwnDefault, type VariableUse, variableUses } from './variable-uses.ts';

/** A place that reads a platform argument which the stage has not declared above it. */
export interface PlatformUse extends VariableUse {
  /** The helper that reads the argument from its environment. */
  readonly helper?: string;
}

/** Every such place of a stage, in the order of the file. `runs` are the stage's own. */
export function undeclaredUses(context: RuleContext, stage: Stage, runs: readonly RunScript[]): readonly PlatformUse[] {
  const runsOf = Map.groupBy(runs, (run) => run.instruction);
  // The default of an ARG of the name is for arch-arg-default to judge.
  const isMissing = (use: VariableUse): boolean =>
    PLATFORM_ARGS.includes(use.name) &&
    !isDeclared(stage.scope, use.name, use.instruction.index) &&
    !isOwnDefault(context, use);
  const usesOf = Map.groupBy(variableUses(context, stage, runsOf).filter(isMissing), (use) => use.instruction);
  return stage.instructions.flatMap((instruction) => [
    ...(usesOf.get(instruction) ?? []),
    ...(runsOf.get(instruction) ?? []).flatMap((run) => helperUse(context, run) ?? []),
  ]);
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

/** Any one of these tells xx the target. */
const TELLS_TARGET: readonly string[] = ['TARGETPLATFORM', 'TARGETARCH', 'TARGETPAIR'];

function helperUse(context: RuleContext, run: RunScript): PlatformUse | undefined {
  const { script, stage, instruction } = run;
  if (run.quoted || script.sources || context.purpose === 'tool' || !context.reached.has(stage)) return undefined;
  if (TELLS_TARGET.some((name) => script.assigned.has(name) || isDeclared(stage.scope, name, instruction.index)))
    return undefined;
  return helperIn(context, run);
}

function helperIn(context: RuleContext, run: RunScript): PlatformUse | undefined {
  const { instruction } = run;
  const word = run.script.commands
    .map(({ words }) => words[0])
    .find((first) => first !== undefined && HELPERS.has(first.text));
  if (word !== undefined) {
    return helperAt(instruction, run.range(word.at, word.end), word.text);
  }
  if (!run.script.commands.some(({ words }) => words.some(({ text }) => text === 'xx-go'))) return undefined;
  const build = context.goBuilds.find((each) => each.run === run && each.program === 'xx-go');
  if (build === undefined || !context.isShipped(build)) return undefined;
  return helperAt(instruction, build.range, 'xx-go');
}

function helperAt(instruction: Instruction, range: PlatformUse['range'], helper: string): PlatformUse {
  return { name: 'TARGETPLATFORM', guarded: false, range, instruction, helper };
}
