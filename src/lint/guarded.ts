import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { PlainCommand } from './plain-command.ts';

/** So many characters around a command are looked at. */
const WINDOW = 4000;

/** May a failure of the command be wanted, or the command never come to run? By the text around it. */
export function mayBeGuarded({ source }: Dockerfile, { run, command }: Pick<PlainCommand, 'run' | 'command'>): boolean {
  const { start, end } = run.range(command.at, command.end);
  const before = source.text.slice(Math.max(run.instruction.range.start, start - WINDOW), start);
  if (/(?:^|[\s;(&|])(?:if|case|for|while|until|!|test|\[\[?)\s|\bset \+e\b|\|\|/.test(before)) return true;
  const after = source.text.slice(end, Math.min(run.instruction.range.end, end + WINDOW)).replaceAll(/\\\r?\n/g, ' ');
  return /^[^;\n]*\|\|/.test(after);
}
