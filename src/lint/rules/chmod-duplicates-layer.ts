import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { changedBaseFolder } from '../base-folders.ts';
import { type CopiedFile, copiedFilesOf, pathOfFile } from '../copied-files.ts';
import { type FileCommand, fileCommandsOf } from '../file-commands.ts';
import { changedMode } from '../file-mode.ts';
import { imageFactsOf } from '../images/image-facts.ts';
import { type PlainCommand, plainCommandsOf } from '../plain-command.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import { isSmall, isSmallByName } from '../small-files.ts';
import { inNumbers, isNumeric, isRoot, type KnownNumbers, knownNumbers, type Owner, readOwner } from '../user.ts';

export const chmodDuplicatesLayerPage: RulePage = {
  why: `A layer holds whole files. A chmod or chown of a file that an earlier COPY brought puts the file, as big as it is, into
the image a second time. \`COPY --chmod\` and \`COPY --chown\` set both as the file is copied. So does a recursive one of a
folder such as /usr/bin, with all programs of the base image.

Only a real change counts: \`chmod +x\` of a binary that is executable already adds nothing, nor does a folder by itself. The
rule keeps quiet about those, about modes that are not known, files that were not copied but made by a RUN, and stages that are
not shipped. A small file by its name (a script, a configuration) is a note. The fix is offered where the RUN does nothing else,
for files that are named one by one, and users that are there
when the COPY runs.`,
  saves: 'The size of the files that are changed.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM alpine:3.22
COPY --from=build /web /usr/bin/web
RUN chown 65532:65532 /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM alpine:3.22
COPY --chown=65532:65532 --from=build /web /usr/bin/web
USER 65532:65532
ENTRYPOINT ["/usr/bin/web"]
`,
    },
  ],
};

export const chmodDuplicatesLayer: Rule = {
  id: 'chmod-duplicates-layer',
  severity: 'warning',
  fix: 'safe',
  summary: 'a RUN changes the mode or the owner of copied files, and stores them twice',
  check: (context) => {
    const copies = copiedFilesOf(context, context.lineage);
    const commands = fileCommandsOf(context, context.lineage, COMMANDS);
    if (copies.length * commands.length > MAX_PAIRS) return [];
    const programs = new Set(context.started().flatMap(({ path }) => path ?? []));
    const known: Known = { copies, numbers: knownNumbers(context.runs), programs };
    const told = new Map<Instruction, Set<CopiedFile>>();
    return commands.flatMap((command) => {
      const { instruction } = command.run;
      const folder = changedBaseFolder(context, command);
      if (folder !== undefined) return [ofBase(command, folder)];
      const hit = hitBy(context, known, command);
      // A RUN stores a file once, however many of its commands change it.
      const before = told.get(instruction) ?? new Set();
      if (hit.every((copied) => before.has(copied))) return [];
      told.set(instruction, new Set([...before, ...hit]));
      return remarkOf(context, known, command, hit);
    });
  },
};

interface Known {
  readonly copies: readonly CopiedFile[];
  /** The paths of what the container starts. */
  readonly programs: ReadonlySet<string>;
  readonly numbers: KnownNumbers;
}

/** More of both than anybody writes by hand. */
const MAX_PAIRS = 1_000_000;
const COMMANDS: ReadonlySet<string> = new Set(['chmod', 'chown']);

/** How big that is, the image says when it is built. */
function ofBase({ name, run, program, args }: FileCommand, folder: string): Remark {
  const what = name === 'chmod' ? 'mode' : 'owner';
  return {
    message: `${name} changes the ${what} of all that the base image has in ${folder}, and so stores it a second time: name the files that need it`,
    range: run.range(program.at, args.at(-1)?.end ?? program.end),
  };
}

/** The copied files that the command changes, and so stores again. */
function hitBy(context: RuleContext, known: Known, command: FileCommand): readonly CopiedFile[] {
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

function isRecursive({ options }: FileCommand): boolean {
  return options.some((option) => /^-[a-zA-Z]*R|^--recursive$/.test(option));
}

function remarkOf(
  context: RuleContext,
  known: Known,
  command: FileCommand,
  hit: readonly CopiedFile[],
): readonly Remark[] {
  const [change = '', ...operands] = command.operands;
  const paths = operands.map((operand) => command.absolute(operand));
  // A big file says more than a small one beside it.
  const first = hit.find((copied) => !isSmallByName(copied.source ?? '')) ?? hit[0];
  if (first === undefined) return [];
  const flag = `--${command.name}`;
  const word =
    operands[paths.findIndex((path) => path !== undefined && isMeant(known, first, path, isRecursive(command)))];
  const what = command.name === 'chmod' ? 'mode' : 'owner';
  const bytes = bytesOf(context, hit);
  const edits = hit.length === paths.length ? editsOf(context, known, command, change, hit) : [];
  return [
    {
      message: `${command.name} changes the ${what} of ${word}, which ${first.instruction.keyword} in line ${first.instruction.range.line} brought, and so stores it a second time: set it there with ${flag}`,
      range: command.run.range(command.program.at, command.args.at(-1)?.end ?? command.program.end),
      ...(bytes === undefined ? {} : { evidenceBytes: bytes }),
      ...(isSmall(first.source ?? '', bytes) ? { severity: 'note' as const } : {}),
      ...(edits.length === 0 ? {} : { fix: { safe: true, edits } }),
    },
  ];
}

/** What is stored again; undefined where that shows only when it is built. */
function bytesOf({ files }: RuleContext, hit: readonly CopiedFile[]): number | undefined {
  let sum = 0;
  for (const { from, source } of hit) {
    const bytes = from === 'context' && source !== undefined ? files?.bytesOf(source) : undefined;
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}

/** A file by its path, or anything below a folder that is changed with all that is in it. */
function isMeant(known: Known, copied: CopiedFile, path: string, recursive: boolean): boolean {
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
function modeOf({ files }: RuleContext, copied: CopiedFile): number | undefined {
  const flag = copied.instruction.flags.findLast(({ name }) => name === 'chmod')?.value;
  if (flag !== undefined) return /^[0-7]{3,4}$/.test(flag) ? Number.parseInt(flag, 8) : undefined;
  if (!copied.isFile || copied.source === undefined) return undefined;
  return copied.from === 'context' ? files?.modeOf(copied.source) : 0o755;
}

/** The option on each COPY, and the RUN gone: only where that is all that the RUN does, and all that the COPY brings. */
function editsOf(
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
