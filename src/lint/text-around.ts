import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { PlainCommand } from './plain-command.ts';

/** So many characters around a command are looked at. */
const WINDOW = 4000;

/** What stands before and after a command in its RUN, as far as that is looked at. */
export interface Surroundings {
  readonly before: string;
  /** Is the command's failure caught by `||`? */
  readonly caught: boolean;
}

/** The text of the RUN around one of its commands. */
export function surroundings(
  { source }: Dockerfile,
  { run, command }: Pick<PlainCommand, 'run' | 'command'>,
): Surroundings {
  const { start, end } = run.range(command.at, command.end);
  const before = source.text.slice(Math.max(run.instruction.range.start, start - WINDOW), start);
  const after = source.text.slice(end, Math.min(run.instruction.range.end, end + WINDOW)).replaceAll(/\\\r?\n/g, ' ');
  return { before, caught: /^[^;\n]*\|\|/.test(after) };
}
