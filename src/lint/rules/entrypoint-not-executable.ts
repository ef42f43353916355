import { posix } from 'node:path';
import { bodyRange, type Flag, type Instruction } from '../../dockerfile/instruction.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { matchesWildcard } from '../../dockerfile/wildcard.ts';
import type { CopiedFile } from '../copied-files.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import { type RuntimeCommand, runtimeCommandsOf } from '../runtime-commands.ts';

export const entrypointNotExecutablePage: RulePage = {
  why: `COPY keeps the mode that a file has in the build context. A script without an x bit ends the start of the container with
"permission denied". One whose first line names an interpreter that the image lacks, as \`#!/bin/bash\` on alpine, or ends in the
CR LF of Windows, ends it with "no such file or directory", though the file is there.

Judged are files of the build context that ENTRYPOINT or CMD starts. The rule keeps quiet where \`--chmod\` sets an x bit or may do
so, where a RUN sets the mode, where the script is given to a shell (\`sh /run.sh\`), where a RUN names the script in a way that
may change it, and where it is not known what the base image has.`,
  saves: 'A container that does not start.',
  examples: [
    {
      bad: 'FROM alpine:3.22\nCOPY run.sh /run.sh\nUSER 65532:65532\nENTRYPOINT ["/run.sh"]\n',
      good: 'FROM alpine:3.22\nCOPY --chmod=755 run.sh /run.sh\nUSER 65532:65532\nENTRYPOINT ["/run.sh"]\n',
      context: { 'run.sh': { text: '#!/bin/sh\nexec web\n', mode: 0o644 } },
    },
  ],
};

export const entrypointNotExecutable: Rule = {
  id: 'entrypoint-not-executable',
  severity: 'error',
  runtimeOnly: true,
  fix: 'safe',
  summary: 'the file that starts cannot be executed',
  check: (context) => {
    const { files, lineage, start, target } = context;
    const { entrypoint, command: cmd } = runtimeCommandsOf(lineage);
    const command = entrypoint ?? cmd;
    if (files === undefined || target === undefined || start === undefined || command === undefined) return [];
    const state = context.imageState(target);
    // What no shell can run is one fault, and shell-form-without-shell tells it.
    if (command.exec === undefined && state.program('sh') !== 'yes') return [];
    const first = start.commands[0]?.[0];
    const started = context.started().find(({ word }) => word === first);
    if (first === undefined || started?.provenance.kind !== 'context') return [];
    const { path, copies } = started.provenance;
    if (files.kindOf(path) !== 'file' || files.isSent(path) !== true) return [];
    const reason = notExecutable(context, path, copies) ?? badFirstLine(context, path);
    return reason === undefined ? [] : [{ ...reason, range: rangeOf(context, command, first) }];
  },
};

type Reason = Omit<Remark, 'range'>;

function rangeOf({ dockerfile }: RuleContext, command: RuntimeCommand, word: string): Remark['range'] {
  const found = command.text.indexOf(word);
  const at = Math.max(found, 0) + command.at;
  return bodyRange(dockerfile.source, command.instruction, at, found === -1 ? command.text.length : at + word.length);
}

function notExecutable(context: RuleContext, path: string, copies: readonly CopiedFile[]): Reason | undefined {
  // The last COPY stands first: its --chmod is the one that counts.
  const set = copies.find(({ instruction }) => chmodOf(instruction) !== undefined);
  const copy = set ?? copies[0];
  const flag = set === undefined ? undefined : chmodOf(set.instruction);
  const mode = flag === undefined ? context.files?.modeOf(path) : octal(flag.value);
  const names = new Set([path, ...copies.map(({ to }) => to ?? UNKNOWN)].map((each) => posix.basename(each)));
  if (mode === undefined || (mode & 0o111) !== 0 || setsMode(context, names)) return undefined;
  const where = `${copy?.instruction.keyword} in line ${copy?.instruction.range.line}`;
  const cause = flag === undefined ? 'in the build context' : `after --chmod=${flag.value}`;
  return {
    message: `${path} has no x bit ${cause}, so the container does not start: set it with --chmod=755 on ${where}`,
    ...fixOf(context, copies, flag),
  };
}

function chmodOf({ flags }: Instruction): Flag | undefined {
  return flags.findLast(({ name, value = '' }) => name === 'chmod' && value !== '');
}

/** Modes in letters may add the bit to one that is there. */
function octal(mode = ''): number | undefined {
  return /^0*[0-7]{1,4}$/.test(mode) ? Number.parseInt(mode, 8) : undefined;
}

/** `--chmod` is for all that a COPY takes: it has to be this file alone. */
function fixOf(context: RuleContext, copies: readonly CopiedFile[], flag: Flag | undefined): Pick<Remark, 'fix'> {
  const [copy] = copies;
  if (copy === undefined || copies.length !== 1 || copy.source === undefined) return {};
  const { body, keywordRange, exec, heredocs } = copy.instruction;
  const words = exec?.length ?? body.text.split(/\s+/).length;
  if (words !== 2 || heredocs.length > 0 || context.files?.kindOf(copy.source) !== 'file') return {};
  const { start, end } = flag?.range ?? { start: keywordRange.end, end: keywordRange.end };
  const edits: readonly RuleEdit[] = [{ start, end, text: `${flag === undefined ? ' ' : ''}--chmod=755` }];
  return { fix: { safe: true, edits } };
}

/** Does a RUN of the build change modes of that file, of all files, or of some that are not known? */
function setsMode(context: RuleContext, names: ReadonlySet<string>): boolean {
  return context.runs.some(
    (run) =>
      context.reached.has(run.stage) &&
      (run.script.sources ||
        plainCommandsOf(run).some(({ name, args }) => {
          const words = args.map(({ text }) => text);
          if (name === 'install' || name === 'find' || name === 'xargs') return true;
          if (name !== 'chmod') return /^(?:cp|mv)$/.test(name) && words.some((word) => meets(word, names));
          return words.some((word) => /^-[a-zA-Z]*R|^--recursive$/.test(word) || meets(word, names));
        })),
  );
}

function meets(word: string, names: ReadonlySet<string>): boolean {
  const name = posix.basename(word);
  return name.includes(UNKNOWN) || [...names].some((each) => matchesWildcard(name, each));
}

function badFirstLine(context: RuleContext, path: string): Reason | undefined {
  const { files, target, lineage } = context;
  const head = Buffer.from(files?.head(path)?.subarray(0, MAX_LINE) ?? []).toString('latin1');
  const line = /^#!\s*([^\n]*)\n/.exec(head)?.[1];
  if (line === undefined || target === undefined) return undefined;
  if (line.endsWith('\r')) {
    if (mayRewrite(context, posix.basename(path))) return undefined;
    return {
      message: `the lines of ${path} end in CR LF, so its interpreter is not found and the container does not start: save it with LF`,
    };
  }
  const words = line.trim().split(/[ \t]+/);
  const isEnv = posix.basename(words[0] ?? '') === 'env';
  const named = isEnv ? words.slice(1).find((word) => !word.startsWith('-') && !word.includes('=')) : words[0];
  const state = context.imageState(target);
  const missing = [words[0], named].find((word) => word !== undefined && state.program(posix.basename(word)) === 'no');
  if (missing === undefined || !/^[\w./+-]+$/.test(missing)) return undefined;
  const image = lineage[0]?.base.resolved ?? 'the base image';
  return {
    message: `${path} is run by ${missing}, which ${image} lacks and nothing here brings, so the container does not start: install it, or start the program itself`,
  };
}

/** As long as the kernel reads (BINPRM_BUF_SIZE). */
const MAX_LINE = 256;

/** `sed -i 's/\r//' run.sh`, dos2unix and the like. */
function mayRewrite(context: RuleContext, name: string): boolean {
  return context.runs.some(
    (run) =>
      context.reached.has(run.stage) &&
      (run.script.sources ||
        plainCommandsOf(run).some(
          (command) =>
            /^(?:dos2unix|find|xargs)$/.test(command.name) ||
            (/^(?:sed|perl|tr|awk)$/.test(command.name) &&
              command.args.some(({ text }) => meets(text, new Set([name])) || text.includes('\\r'))),
        )),
  );
}
