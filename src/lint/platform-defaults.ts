import { type Declaration, declarationsOf } from '../dockerfile/declarations.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { PLATFORM_ARGS } from '../dockerfile/keywords.ts';
import { declarationIndex, isDeclared, lookupVariable, type Scope } from '../dockerfile/scope.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { expandWord, parseWord, variablesOf } from '../dockerfile/variables.ts';
import type { RuleContext } from './rule.ts';
import { variableUses } from './variable-uses.ts';

/** An ARG that gives a platform argument a default, which then wins over what BuildKit would fill in. */
export interface PlatformDefault {
  readonly name: string;
  /** The value that it has in every build. */
  readonly value: string;
  readonly instruction: Instruction;
  readonly declaration: Declaration & { readonly raw: string };
  /** Undefined above the first FROM. */
  readonly stage: Stage | undefined;
}

/** All whose value is the same whatever the platform, in the order of the file. */
export function platformDefaults({ dockerfile }: RuleContext): readonly PlatformDefault[] {
  const { globals, globalArgs, stages, directives } = dockerfile;
  const read = (instructions: readonly Instruction[], scope: Scope, stage: Stage | undefined) =>
    instructions.flatMap((instruction) =>
      declarationsOf(instruction, directives.escapeChar).flatMap(({ raw, ...rest }) => {
        if (instruction.keyword !== 'ARG' || raw === undefined || !PLATFORM_ARGS.includes(rest.name)) return [];
        const value = constantValue(raw, scope, stage, instruction.index, directives.escapeChar);
        const kept = lookupVariable(scope, rest.name, instruction.index + 1);
        // A --build-arg that says otherwise has been thought about.
        if (value === undefined || (kept.state === 'set' && kept.value !== value)) return [];
        return [{ name: rest.name, value, instruction, declaration: { ...rest, raw }, stage }];
      }),
    );
  return [
    ...read(globalArgs, globals, undefined),
    ...stages.flatMap((stage) => read(stage.instructions, stage.scope, stage)),
  ];
}

/** The default where nothing in it depends on the build: no other argument, and none of BuildKit's that is known there. */
function constantValue(
  raw: string,
  scope: Scope,
  stage: Stage | undefined,
  index: number,
  escapeChar: string,
): string | undefined {
  const word = parseWord(raw, escapeChar);
  const depends = variablesOf(word).some(
    // Above the first FROM the platform arguments have their values without an ARG.
    ({ name }) => isDeclared(scope, name, index) || (stage === undefined && PLATFORM_ARGS.includes(name)),
  );
  return depends ? undefined : expandWord(word, (name) => lookupVariable(scope, name, index));
}

/**
 * Is a default read by anything that the file shows: a FROM, another ARG, an instruction or a RUN of a stage that has it?
 * @returns the answer for each; the file is gone through once
 */
export function consumptionReader(context: RuleContext): (found: PlatformDefault) => boolean {
  const { dockerfile } = context;
  const { escapeChar } = dockerfile.directives;
  const namesIn = (word: string): readonly string[] => variablesOf(parseWord(word, escapeChar)).map(({ name }) => name);
  const inFrom = new Set(
    dockerfile.stages.flatMap(({ base, platform }) => [...namesIn(base.raw), ...namesIn(platform?.raw ?? '')]),
  );
  const lastInArg = new Map(
    dockerfile.globalArgs.flatMap((arg) =>
      declarationsOf(arg, escapeChar).flatMap(({ raw }) =>
        namesIn(raw ?? '').map((name) => [name, arg.index] as const),
      ),
    ),
  );
  const bare = new Set(
    dockerfile.instructions.flatMap((instruction) =>
      instruction.keyword === 'ARG'
        ? declarationsOf(instruction, escapeChar).flatMap(({ name, raw }) =>
            raw === undefined ? [`${instruction.index} ${name}`] : [],
          )
        : [],
    ),
  );
  // By the declaration that is in force where they are read; of global ones, by name alone.
  const read = new Set<string>();
  const runs = Map.groupBy(context.runs, (run) => run.instruction);
  const note = (scope: Scope, name: string, index: number): void => {
    const from = declarationIndex(scope, name, index);
    if (from === undefined) return;
    read.add(`${from} ${name}`);
    // A stage takes over the default of the global ARG by an ARG without a value.
    if (bare.has(`${from} ${name}`)) read.add(name);
  };
  for (const stage of dockerfile.stages) {
    for (const { name, instruction } of variableUses(context, stage, runs))
      if (PLATFORM_ARGS.includes(name)) note(stage.scope, name, instruction.index);
    for (const instruction of stage.instructions) {
      if (!runsHelper(runs.get(instruction) ?? [])) continue;
      for (const name of PLATFORM_ARGS.filter((each) => each.startsWith('TARGET')))
        note(stage.scope, name, instruction.index);
    }
  }
  return ({ name, instruction, stage }) =>
    stage !== undefined
      ? read.has(`${instruction.index} ${name}`)
      : read.has(name) || inFrom.has(name) || (lastInArg.get(name) ?? -1) > instruction.index;
}

/** The cross-compiling helpers read their target from the environment. */
function runsHelper(runs: RuleContext['runs']): boolean {
  return runs.some(({ script }) => script.commands.some(({ words }) => words[0]?.text.startsWith('xx-') === true));
}
