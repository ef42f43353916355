import { posix } from 'node:path';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { type CopiedFile, pathOfFile } from './copied-files.ts';
import type { FileCommand } from './file-commands.ts';
import { changedMode } from './file-mode.ts';
import type { RuleContext } from './rule.ts';
import { inNumbers, isRoot, type KnownNumbers, readOwner } from './user.ts';

/** What the commands of a build are held against. */
export interface Known {
  readonly copies: readonly CopiedFile[];
  /** The paths of what the container starts. */
  readonly programs: ReadonlySet<string>;
  readonly numbers: KnownNumbers;
}

/** The copied files that the command changes, and so stores again. */
export function hitBy(context: RuleContext, known: Known, command: FileCommand): readonly CopiedFile[] {
  const [change, ...operands] = command.operands;
  if (change === undefined || command.options.some((option) => option.startsWith('--ref'))) return [];
  const earlier = known.copies.filter(({ instruction }) => instruction.index < command.run.instruction.index);
  return operands.flatMap((operand) => {
    const path = command.absolute(operand);
    return path === undefined
      ? []
      : earlier
          .filter((copied) => isMeant(known, copied, path, isRecursive(command)))
          .filter((copied) => changes(context, known, command, change, copied));
  });
}

export function isRecursive({ options }: FileCommand): boolean {
  return options.some((option) => /^-[a-zA-Z]*R|^--recursive$/.test(option));
}

/** A file by its path, or anything below a folder that is changed with all that is in it. */
export function isMeant(known: Known, copied: CopiedFile, path: string, recursive: boolean): boolean {
  const { to } = copied;
  const file = fileOf(known, copied);
  if (file === path) return true;
  const place = file ?? to;
  return recursive && path !== '/' && place !== undefined && (place === path || place.startsWith(`${path}/`));
}

/** The path of what is a file: certainly, as the container starts it, or by a name that folders do not have. */
function fileOf({ programs }: Known, copied: CopiedFile): string | undefined {
  const { source, to, intoFolder } = copied;
  const certain = pathOfFile(copied);
  if (certain !== undefined || source === undefined || to === undefined) return certain;
  const place = intoFolder ? posix.join(to, posix.basename(source)) : to;
  if (programs.has(place)) return place;
  if (!/[^/]\.[A-Za-z0-9]{1,5}$/.test(source) || /[*?[]|\.d$/.test(source)) return undefined;
  return place;
}

function changes(
  context: RuleContext,
  known: Known,
  command: FileCommand,
  change: string,
  copied: CopiedFile,
): boolean {
  if (command.name === 'chmod') {
    const before = modeOf(context, copied);
    const after = before === undefined ? undefined : changedMode(before, change);
    return after !== undefined && after !== before;
  }
  const owner = readOwner(change);
  const { user } = owner;
  if (change.includes(UNKNOWN)) return false;
  const flag = copied.instruction.flags.findLast(({ name }) => name === 'chown')?.value;
  if (flag === undefined)
    return (user !== '' && !isRoot(user)) || (owner.group !== undefined && owner.group !== '' && !isRoot(owner.group));
  if (flag.includes('$')) return false;
  const set = readOwner(flag);
  const [before, after] = [
    inNumbers({ user: set.user, group: undefined }, known.numbers),
    inNumbers({ user, group: undefined }, known.numbers),
  ];
  return user !== '' && user !== set.user && before !== undefined && after !== undefined && before !== after;
}

/** What go build makes is executable for all; other files have the mode that they have where they come from. */
export function modeOf({ files }: RuleContext, copied: CopiedFile): number | undefined {
  const flag = copied.instruction.flags.findLast(({ name }) => name === 'chmod')?.value;
  if (flag !== undefined) return /^[0-7]{3,4}$/.test(flag) ? Number.parseInt(flag, 8) : undefined;
  if (!copied.isFile || copied.source === undefined) return undefined;
  return copied.from === 'context' ? files?.modeOf(copied.source) : 0o755;
}
