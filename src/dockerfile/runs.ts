import { posix } from 'node:path';
import { heredocsOf } from './heredoc.ts';
import type { Instruction } from './instruction.ts';
import { fileEnd, fileOffset } from './joined.ts';
import { lookupVariable } from './scope.ts';
import { readScript, type ShellScript } from './shell.ts';
import { type Range, rangeOf, type Source } from './source.ts';
import type { Stage } from './stages.ts';

/** One script that a RUN runs. */
export interface RunScript {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** What `script` was read from. */
  readonly text: string;
  readonly script: ShellScript;
  /** Is its text the body of a here-document whose delimiter is quoted? */
  readonly quoted: boolean;
  /** A stretch of the script as a stretch of the file. */
  readonly range: (from: number, to: number) => Range;
}

const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash'];
/** A longer script is no one's build step; reading it would cost more than it tells. In UTF-16 units. */
const MAX_SCRIPT = 1 << 20;

/** What the RUN instructions of all stages run, in the order of the file, as far as a POSIX shell or bash runs it. */
export function runScripts(source: Source, stages: readonly Stage[]): readonly RunScript[] {
  // SHELL is inherited like everything else.
  const posixAfter = new Map<Stage, boolean>();
  const runs: RunScript[] = [];
  for (const stage of stages) {
    let posixShell = stage.base.stage === undefined || posixAfter.get(stage.base.stage) !== false;
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'SHELL') posixShell = isShell(instruction.exec?.[0]);
      if (instruction.keyword === 'RUN') runs.push(...scriptsOf(source, stage, instruction, posixShell));
    }
    posixAfter.set(stage, posixShell);
  }
  return runs;
}

function isShell(program: string | undefined): boolean {
  return program !== undefined && SHELLS.includes(posix.basename(program));
}

interface ScriptText {
  readonly text: string;
  readonly quoted: boolean;
  readonly range: (from: number, to: number) => Range;
}

function scriptsOf(source: Source, stage: Stage, instruction: Instruction, posixShell: boolean): readonly RunScript[] {
  return textsOf(source, instruction, posixShell)
    .filter(({ text }) => text.length <= MAX_SCRIPT)
    .map(({ text, quoted, range }) => ({
      stage,
      instruction,
      text,
      quoted,
      range,
      script: readScript(text, (name) => lookupVariable(stage.scope, name, instruction.index)),
    }));
}

function textsOf(source: Source, instruction: Instruction, posixShell: boolean): readonly ScriptText[] {
  const { body, exec, heredocs } = instruction;
  const whole = rangeOf(source, fileOffset(body, 0), fileEnd(body, body.text.length));
  if (exec !== undefined) {
    const script = shellArgument(exec);
    return script === undefined ? [] : [{ text: script, quoted: false, range: () => whole }];
  }
  if (!posixShell) return [];
  const first = heredocs[0];
  if (first === undefined) {
    return [
      {
        text: body.text,
        quoted: false,
        range: (from, to) => rangeOf(source, fileOffset(body, from), fileEnd(body, to)),
      },
    ];
  }
  const inBody = (from: number, to: number): Range => rangeOf(source, first.start + from, first.start + to);
  // `RUN <<EOF` runs the body itself, with the shell of its first line if it has one.
  if (heredocs.length === 1 && heredocsOf(body.text).length === 1 && /^\d*<<-?\s*\S+$/.test(body.text)) {
    const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(first.content);
    const program = interpreter?.[1]?.endsWith('/env') === true ? interpreter[2] : interpreter?.[1];
    if (interpreter !== null && !isShell(program)) return [];
    return [{ text: first.content, quoted: !first.expand, range: inBody }];
  }
  // `RUN bash <<EOF` hands it to a shell.
  const word = /^\s*(?:\d*<<-?\s*\S+\s+)?([^\s<]+)/.exec(body.text)?.[1];
  if (isShell(word)) return [{ text: first.content, quoted: !first.expand, range: inBody }];
  // Anything else is a command line with text below it, which the shell reads whole. The bodies follow one another.
  const tail = heredocs.map((heredoc) => `${heredoc.content}${heredoc.name}`).join('\n');
  const length = body.text.length;
  const place = (index: number, end: boolean): number =>
    index > length ? first.start + index - length - 1 : end ? fileEnd(body, index) : fileOffset(body, index);
  return [
    {
      text: `${body.text}\n${tail}`,
      quoted: false,
      range: (from, to) => rangeOf(source, place(from, false), place(to, true)),
    },
  ];
}

/** The script of `["sh", "-c", "script"]`; for any other exec form the words as one quoted command. */
function shellArgument(words: readonly string[]): string | undefined {
  if (isShell(words[0])) {
    const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
    return flag === -1 ? undefined : words[flag + 1];
  }
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
