import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { PlainCommand } from './plain-command.ts';
import { surroundings } from './text-around.ts';

/** May a failure of the command be wanted, or the command never come to run? By the text around it. */
export function mayBeGuarded(dockerfile: Dockerfile, plain: Pick<PlainCommand, 'run' | 'command'>): boolean {
  const { before, caught } = surroundings(dockerfile, plain);
  return /(?:^|[\s;(&|])(?:if|case|for|while|until|!|test|\[\[?)\s|\bset \+e\b|\|\|/.test(before) || caught;
}
