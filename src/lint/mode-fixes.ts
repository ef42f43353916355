import type { Instruction } from '../dockerfile/instruction.ts';
import type { CopiedFile } from './copied-files.ts';
import type { FileCommand } from './file-commands.ts';
import { changedMode } from './file-mode.ts';
import { imageFactsOf } from './images/image-facts.ts';
import { type Known, modeOf } from './mode-changes.ts';
import { type PlainCommand, plainCommandsOf } from './plain-command.ts';
import type { RuleContext, RuleEdit } from './rule.ts';
import { isNumeric, type Owner, readOwner } from './user.ts';

/** The option on each COPY, and the RUN gone: only where that is all that the RUN does, and all that the COPY brings. */
export function modeEdits(
  context: RuleContext,
  { copies: all }: Known,
  command: FileCommand,
  change: string,
  hit: readonly CopiedFile[],
): readonly RuleEdit[] {
  const { run, name } = command;
  const { source } = context.dockerfile;
  const { instruction } = run;
  const simple =
    run.script.commands.length === 1 &&
    instruction.heredocs.length === 0 &&
    instruction.comments.length === 0 &&
    command.environment.size === 0;
  const copies = [...new Set(hit.map((copied) => copied.instruction))];
  const whole = copies.every((copy) => all.filter((copied) => copied.instruction === copy).length === 1);
  const set = copies.some((copy) => copy.flags.some((flag) => flag.name === name));
  if (!simple || !whole || set || !hit.every(({ isFile }) => isFile)) return [];
  const value = name === 'chmod' ? modeValue(context, hit, change) : ownerValue(context, readOwner(change), copies);
  if (value === undefined) return [];
  const end = source.lineStarts[instruction.range.endLine] ?? instruction.range.end;
  return [
    ...copies.map((copy) => ({
      start: copy.keywordRange.end,
      end: copy.keywordRange.end,
      text: ` --${name}=${value}`,
    })),
    { start: source.lineStarts[instruction.range.line - 1] ?? instruction.range.start, end, text: '' },
  ];
}

function modeValue(context: RuleContext, hit: readonly CopiedFile[], change: string): string | undefined {
  const modes = new Set(hit.map((copied) => changedMode(modeOf(context, copied) ?? 0, change)));
  const [mode] = modes;
  return modes.size === 1 && mode !== undefined ? mode.toString(8).padStart(3, '0') : undefined;
}

/** chown leaves a group that is not named at root; COPY would take the user's number. */
function ownerValue(context: RuleContext, { user, group }: Owner, copies: readonly Instruction[]): string | undefined {
  const names = [user === '' ? '0' : user, group === undefined || group === '' ? '0' : group];
  const exists = (name: string, kind: 'user' | 'group'): boolean =>
    isNumeric(name) || copies.every((copy) => isThere(context, name, kind, copy));
  return exists(names[0] ?? '', 'user') && exists(names[1] ?? '', 'group') ? names.join(':') : undefined;
}

/** Is there such a user or group when the COPY runs? A linked one sees none. */
function isThere(context: RuleContext, name: string, kind: 'user' | 'group', copy: Instruction): boolean {
  if (copy.flags.some((flag) => flag.name === 'link')) return false;
  const [root] = context.lineage;
  if (root !== undefined && kind === 'user' && imageFactsOf(root)?.users?.has(name) === true) return true;
  // Who makes a user without naming a group makes one of the same name.
  const makes = ({ name: program, args }: PlainCommand): boolean =>
    args.at(-1)?.text === name &&
    (/^(?:useradd|adduser)$/.test(program)
      ? kind === 'user' || !args.some(({ text }) => /^(?:-[GgN]|--(?:gid|ingroup|no-user-group)(?:=.*)?)$/.test(text))
      : kind === 'group' && /^(?:groupadd|addgroup)$/.test(program));
  return context.runs.some(
    (run) => context.shipped.has(run.stage) && run.instruction.index < copy.index && plainCommandsOf(run).some(makes),
  );
}
