import { declarationsOf } from '../dockerfile/declarations.ts';
import { bodyRange, type Instruction } from '../dockerfile/instruction.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { type Range, rangeOf } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { parseWord, variablesOf } from '../dockerfile/variables.ts';
import type { RuleContext } from './rule.ts';

/** A place in a stage that is replaced by the value of a variable while the image is built. */
export interface VariableUse {
  readonly name: string;
  /** Has it a value of its own where the variable is empty or unset (`${X:-d}`, `${X+d}`, `${X:?}`)? */
  readonly guarded: boolean;
  readonly range: Range;
  readonly instruction: Instruction;
}

/** BuildKit expands variables in these itself (reference, "Environment replacement"). */
const EXPANDED: ReadonlySet<string> = new Set([
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/**
 * Every such place of a stage, in the order of the file. `runs` are the stage's own. Names that a RUN sets itself, or
 * may set by what it sources, are none of the Dockerfile's variables and left out.
 */
export function variableUses(
  context: RuleContext,
  stage: Stage,
  runs: ReadonlyMap<Instruction, readonly RunScript[]>,
): readonly VariableUse[] {
  return stage.instructions.flatMap((instruction) =>
    instruction.keyword === 'RUN'
      ? (runs.get(instruction) ?? []).flatMap(usesInScript)
      : usesInArguments(context, instruction),
  );
}

function usesInArguments({ dockerfile }: RuleContext, instruction: Instruction): readonly VariableUse[] {
  if (!EXPANDED.has(instruction.keyword)) return [];
  const { source, directives } = dockerfile;
  const used = (text: string, range: (from: number, to: number) => Range): readonly VariableUse[] =>
    !text.includes('$')
      ? []
      : variablesOf(parseWord(text, directives.escapeChar)).map(({ name, operator, at, end }) => ({
          name,
          guarded: /^:?[-+?]$/.test(operator),
          range: range(at, end),
          instruction,
        }));
  return [
    ...used(instruction.body.text, (from, to) => bodyRange(source, instruction, from, to)),
    ...instruction.heredocs
      .filter((heredoc) => heredoc.expand)
      .flatMap(({ content, start }) => used(content, (from, to) => rangeOf(source, start + from, start + to))),
  ];
}

function usesInScript({ script, instruction, quoted, range }: RunScript): readonly VariableUse[] {
  if (quoted || script.sources) return [];
  return script.expansions
    .filter(({ name }) => !script.assigned.has(name))
    .map(({ name, guarded, at, end }) => ({ name, guarded, range: range(at, end), instruction }));
}

/** Is the variable the default of the ARG of that very name: `ARG X=${X:-d}`? */
export function isOwnDefault({ dockerfile }: RuleContext, { instruction, name }: VariableUse): boolean {
  return (
    instruction.keyword === 'ARG' &&
    declarationsOf(instruction, dockerfile.directives.escapeChar).some((declaration) => declaration.name === name)
  );
}
