import { parseExecForm } from './exec-form.ts';
import { fileEnd, fileOffset, type JoinedText, sliceJoined } from './joined.ts';
import { type Range, rangeOf, type Source } from './source.ts';
import { trimStart } from './space.ts';
import type { Comment, Heredoc, Statement } from './split.ts';

/** `--name=value`, quotes of the value removed; `value` is undefined for a bare `--name`. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
  readonly range: Range;
}

export interface Instruction {
  /** Place among the instructions of the file, from 0. */
  readonly index: number;
  /** In capitals, whatever the file has. */
  readonly keyword: string;
  readonly keywordRange: Range;
  /** The whole instruction, continuation lines and here-documents included. */
  readonly range: Range;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, continuation lines joined. */
  readonly body: JoinedText;
  /** The words of an exec form; undefined for a shell form, or where the instruction has no forms. */
  readonly exec: readonly string[] | undefined;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly Comment[];
}

const WITH_EXEC_FORM: readonly string[] = ['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'COPY', 'ADD', 'VOLUME'];

export function parseInstruction(source: Source, statement: Statement, index: number, escapeChar: string): Instruction {
  const { line } = statement;
  const leading = line.text.length - trimStart(line.text).length;
  const keyword = /^[^\t\v\f\r ]+/.exec(line.text.slice(leading))?.[0] ?? '';
  const [flags, after] = readFlags(source, line, leading + keyword.length, escapeChar);
  const rest = line.text.slice(after);
  const from = after + rest.length - rest.trimStart().length;
  const body = sliceJoined(line, from, Math.max(from, after + rest.trimEnd().length));
  const upper = keyword.toUpperCase();
  return {
    index,
    keyword: upper,
    keywordRange: rangeOf(source, fileOffset(line, leading), fileEnd(line, leading + keyword.length)),
    range: rangeOf(source, statement.start, statement.end),
    flags,
    body,
    exec: WITH_EXEC_FORM.includes(upper) ? parseExecForm(body.text) : undefined,
    heredocs: statement.heredocs,
    comments: statement.comments,
  };
}

function isBlank(char: string): boolean {
  return char === ' ' || (char >= '\t' && char <= '\r');
}

/** The flags after the keyword, and the index at which the arguments begin. */
function readFlags(source: Source, line: JoinedText, start: number, escapeChar: string): [readonly Flag[], number] {
  const { text } = line;
  const flags: Flag[] = [];
  let at = start;
  while (true) {
    while (at < text.length && isBlank(text[at] ?? '')) at += 1;
    if (!text.startsWith('--', at)) return [flags, at];
    const begin = at;
    let word = '';
    let quote = '';
    while (at < text.length && (quote !== '' || !isBlank(text[at] ?? ''))) {
      const char = text[at] ?? '';
      if (char === escapeChar) {
        word += text[at + 1] ?? '';
        at += 1;
      } else if (quote === '' && (char === '"' || char === "'")) {
        quote = char;
      } else if (char === quote) {
        quote = '';
      } else {
        word += char;
      }
      at += 1;
    }
    at = Math.min(at, text.length);
    if (word === '--') return [flags, at];
    const equals = word.indexOf('=');
    flags.push({
      name: equals === -1 ? word.slice(2) : word.slice(2, equals),
      value: equals === -1 ? undefined : word.slice(equals + 1),
      range: rangeOf(source, fileOffset(line, begin), fileEnd(line, at)),
    });
  }
}

/** The value of a flag, an empty one included; the last where it stands several times. */
export function flagValue(instruction: Instruction, name: string): string | undefined {
  return instruction.flags.findLast((flag) => flag.name === name)?.value;
}

/** Where a stretch of the joined arguments stands in the file. */
export function bodyRange(source: Source, instruction: Instruction, from: number, to: number): Range {
  return rangeOf(source, fileOffset(instruction.body, from), fileEnd(instruction.body, to));
}
