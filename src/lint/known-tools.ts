import { posix } from 'node:path';
import { WATCHED_PROGRAMS } from './images/facts.ts';

export const SHELLS: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash']);
const SYSTEM = /^(?:\/usr(?:\/local)?)?\/s?bin$/;

/** A shell, or a tool that the tables of images know of, by name or in one of the system's folders. Others may be the project's own. */
export function isKnownTool(program: string): boolean {
  const name = posix.basename(program);
  if (!SHELLS.has(name) && !WATCHED_PROGRAMS.has(name)) return false;
  return !program.includes('/') || SYSTEM.test(posix.dirname(program));
}
