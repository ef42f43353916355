import { UNKNOWN } from '../dockerfile/shell.ts';
import type { FileCommand } from './file-commands.ts';
import { changedMode } from './file-mode.ts';
import type { RuleContext } from './rule.ts';
import { isRoot, readOwner } from './user.ts';

/** Folders that base images fill with programs and libraries, root's own and executable for all. */
const FILLED: ReadonlySet<string> = new Set([
  '/bin',
  '/lib',
  '/lib64',
  '/sbin',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/sbin',
]);

/** The folder of the base image that a recursive chmod or chown changes with all that is in it, as written. */
export function changedBaseFolder(
  { lineage }: RuleContext,
  { name, options, operands, absolute }: FileCommand,
): string | undefined {
  const [change = UNKNOWN, ...folders] = operands;
  if (lineage[0]?.base.resolved === 'scratch' || change.includes(UNKNOWN)) return undefined;
  if (!options.some((option) => /^-[a-zA-Z]*R|^--recursive$/.test(option))) return undefined;
  const changes = name === 'chmod' ? isOtherMode(change) : isOtherOwner(change);
  return changes ? folders.find((folder) => FILLED.has(absolute(folder) ?? '')) : undefined;
}

function isOtherMode(change: string): boolean {
  const after = changedMode(0o755, change);
  return after !== undefined && after !== 0o755;
}

function isOtherOwner(change: string): boolean {
  const { user, group = '' } = readOwner(change);
  return (user !== '' && !isRoot(user)) || (group !== '' && !isRoot(group));
}
