import type { Instruction } from '../dockerfile/instruction.ts';
import { findStage, type Stage } from '../dockerfile/stages.ts';
import type { RuleContext, RuleEdit } from './rule.ts';

/** Lines of their own right below an instruction, indented as it is; no edit where the file ends within it. */
export function linesBelow(
  { dockerfile }: RuleContext,
  instruction: Instruction,
  lines: readonly string[],
): readonly RuleEdit[] {
  const { text, lineStarts } = dockerfile.source;
  const { start, end, line } = instruction.range;
  if (instruction.heredocs.length > 0 || /[\\`]\s*$/.test(text.slice(start, end))) return [];
  const indent = /^[ \t]*/.exec(text.slice(lineStarts[line - 1] ?? start, start))?.[0] ?? '';
  return [{ start: end, end, text: lines.map((each) => `\n${indent}${each}`).join('') }];
}

/** How `COPY --from` names a stage. */
export function wordForStage({ dockerfile }: RuleContext, stage: Stage): string {
  const { name, index } = stage;
  return name !== undefined && findStage(dockerfile.stages, name) === stage ? name : String(index);
}
