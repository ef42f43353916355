import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { bodyRange, type Instruction } from '../dockerfile/instruction.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { lookupVariable } from '../dockerfile/scope.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { expandWord, parseWord } from '../dockerfile/variables.ts';
import { plainCommandsOf } from './plain-command.ts';

/** A USER instruction. */
export interface UserSetting {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** What follows USER, variables replaced: a name or number, perhaps `:group`. Undefined where it cannot be known. */
  readonly value: string | undefined;
  /** Where that stands. */
  readonly range: Range;
}

/** The USER instructions of the stages, in their order. */
export function userSettingsOf(dockerfile: Dockerfile, stages: readonly Stage[]): readonly UserSetting[] {
  const { source, directives } = dockerfile;
  return stages.flatMap((stage) =>
    stage.instructions
      .filter((instruction) => instruction.keyword === 'USER')
      .map((instruction) => ({
        stage,
        instruction,
        value: expandWord(parseWord(instruction.body.text, directives.escapeChar), (name) =>
          lookupVariable(stage.scope, name, instruction.index),
        ),
        range: bodyRange(source, instruction, 0, instruction.body.text.length),
      })),
  );
}

export interface Owner {
  readonly user: string;
  readonly group: string | undefined;
}

/** `user[:group]`, as USER and `--chown` take it. */
export function readOwner(value: string): Owner {
  const colon = value.indexOf(':');
  return colon === -1
    ? { user: value, group: undefined }
    : { user: value.slice(0, colon), group: value.slice(colon + 1) };
}

export function isNumeric(name: string): boolean {
  return /^\d+$/.test(name);
}

export function isRoot(name: string): boolean {
  return name === 'root' || /^0+$/.test(name);
}

/** Numbers that the distributions and distroless agree on. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['root', '0'],
  ['nobody', '65534'],
  ['nogroup', '65534'],
  ['nonroot', '65532'],
]);

/** The numbers of users and groups, by name. */
export interface KnownNumbers {
  readonly users: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

/** Options without a value (useradd(8), adduser of Debian and busybox). */
const BARE = /^(?:-[DHSMmrl]+|--system|--no-create-home|--disabled-(?:password|login)|--create-home)$/;

/** The numbers that are well known, and those that `useradd -u N name` and the like of the file give. */
export function knownNumbers(runs: readonly RunScript[]): KnownNumbers {
  const users = new Map(WELL_KNOWN);
  const groups = new Map(WELL_KNOWN);
  for (const { name: program, args } of runs.flatMap(plainCommandsOf)) {
    const isUser = program === 'useradd' || program === 'adduser';
    if (!isUser && program !== 'groupadd' && program !== 'addgroup') continue;
    const words = args.flatMap(({ text }) => (/^--[ug]id=/.test(text) ? text.split('=') : [text]));
    // getopt(3) lets options stand behind the name, too.
    const last = words.findLastIndex((word) => !BARE.test(word));
    const name = words[last] ?? '';
    const before = words[last - 1] ?? '';
    // The last word may be the value of an option instead.
    if (name === '' || (before.startsWith('-') && !BARE.test(before))) continue;
    const at = words.findIndex((word) => (isUser ? /^(?:-u|--uid)$/ : /^(?:-g|--gid)$/).test(word));
    const number = at === -1 ? '' : (words[at + 1] ?? '');
    if (isNumeric(number)) (isUser ? users : groups).set(name, number);
    else if (!WELL_KNOWN.has(name)) (isUser ? users : groups).delete(name);
  }
  return { users, groups };
}

/** The numbers of the users that `useradd -u N name` and the like of the commands make, other than root. */
export function madeUsers(runs: readonly RunScript[]): readonly string[] {
  const { users } = knownNumbers(runs);
  return [...new Set([...users].flatMap(([name, number]) => (WELL_KNOWN.get(name) === number ? [] : [number])))].filter(
    (number) => !isRoot(number),
  );
}

/** The same owner in numbers, where they are known. */
export function inNumbers({ user, group }: Owner, { users, groups }: KnownNumbers): string | undefined {
  const uid = isNumeric(user) ? user : users.get(user);
  if (uid === undefined || group === undefined) return uid;
  const gid = isNumeric(group) ? group : groups.get(group);
  return gid === undefined ? undefined : `${uid}:${gid}`;
}
