import type { Instruction } from '../dockerfile/instruction.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { RuleContext, RuleEdit } from './rule.ts';

/** A line of its own right above an instruction of the stage: above the comments that belong to it. */
export function lineAbove(context: RuleContext, stage: Stage, instruction: Instruction, line: string): RuleEdit {
  const { source } = context.dockerfile;
  const previous =
    instruction === stage.instructions[0] ? stage.from : stage.instructions[instruction.index - stage.from.index - 2];
  // Comments directly above belong to the instruction; those inside it come after its start.
  const above = instruction.comments.filter((comment) => comment.range.start < instruction.range.start);
  const first = Math.max(above[0]?.range.line ?? instruction.range.line, (previous?.range.endLine ?? 0) + 1);
  const start = source.lineStarts[Math.min(first, instruction.range.line) - 1] ?? 0;
  return { start, end: start, text: `${line}\n` };
}
