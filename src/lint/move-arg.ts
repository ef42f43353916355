import { declarationsOf } from '../dockerfile/declarations.ts';
import { bodyRange, type Instruction } from '../dockerfile/instruction.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { splitQuotedWords } from '../dockerfile/words.ts';
import type { downloadScanner } from './cache-splits.ts';
import type { RuleContext, RuleEdit } from './rule.ts';

/**
 * Moves names of an ARG, without their values, to a line of their own below another instruction. Undefined where the
 * ARG goes over several lines, which may hold comments.
 */
export function movedBelow(
  context: RuleContext,
  from: Instruction,
  names: readonly string[],
  to: Instruction,
): readonly RuleEdit[] | undefined {
  const { source } = context.dockerfile;
  const taken = takenOut(context, from, new Set(names));
  if (taken === undefined) return undefined;
  const line = `ARG ${names.join(' ')}`;
  const below = source.lineStarts[to.range.endLine];
  return below === undefined
    ? [taken, { start: source.text.length, end: source.text.length, text: `\n${line}` }]
    : [taken, { start: below, end: below, text: `${line}\n` }];
}

function takenOut(
  { dockerfile }: RuleContext,
  instruction: Instruction,
  names: ReadonlySet<string>,
): RuleEdit | undefined {
  const { source, directives } = dockerfile;
  const { body, range } = instruction;
  if (range.line !== range.endLine) return undefined;
  const declarations = declarationsOf(instruction, directives.escapeChar);
  if (declarations.every(({ name }) => names.has(name))) {
    const start = source.lineStarts[range.line - 1] ?? 0;
    return { start, end: source.lineStarts[range.endLine] ?? source.text.length, text: '' };
  }
  const going = new Set(declarations.filter(({ name }) => names.has(name)).map(({ at }) => at));
  const words = splitQuotedWords(body.text, directives.escapeChar).filter(({ at }) => !going.has(at));
  const { start, end } = bodyRange(source, instruction, 0, body.text.length);
  return { start, end, text: words.map(({ text }) => text).join(' ') };
}

/**
 * Moves names of an ARG below the module downloads that have no use for them, as arch-splits-cache wants it in a pinned
 * stage; undefined where there is nothing to move, or it cannot be.
 */
export function loweredBelowDownloads(
  context: RuleContext,
  scan: ReturnType<typeof downloadScanner>,
  stage: Stage,
  instruction: Instruction,
  names: readonly string[],
): readonly RuleEdit[] | undefined {
  const lowered = names.flatMap((name) => {
    const last = scan(stage, name, instruction.index).downloads.at(-1);
    return last === undefined ? [] : [{ name, last }];
  });
  const first = lowered.reduce<Instruction | undefined>(
    (to, { last }) => (to === undefined || last.index < to.index ? last : to),
    undefined,
  );
  return first === undefined
    ? undefined
    : movedBelow(
        context,
        instruction,
        lowered.map(({ name }) => name),
        first,
      );
}
