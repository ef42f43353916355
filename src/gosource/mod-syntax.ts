import { literalEnd, unquote } from './literal.ts';

/** A directive of go.mod or go.work, alone on its line or one line of a block. */
export interface ModLine {
  readonly verb: string;
  /** Unquoted; brackets, commas and `=>` are words of their own. */
  readonly words: readonly string[];
  /** What stands after `//` at its end. */
  readonly comment: string;
  readonly line: number;
}

export interface ModProblem {
  readonly problem: string;
  readonly line: number;
}

export function isModProblem(value: object): value is ModProblem {
  return 'problem' in value;
}

const PUNCTUATION = '()[]{},';

/** Reads the syntax that go.mod and go.work share (Go modules reference, "Lexical elements" and "Grammar"). */
export function readModLines(text: string): readonly ModLine[] | ModProblem {
  const result: ModLine[] = [];
  let block: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const split = splitLine(raw);
    if (typeof split === 'string') return { problem: split, line };
    const { words, comment } = split;
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (block !== undefined) {
      if (first === ')' && rest.length === 0) block = undefined;
      else if (words.some((word) => word === '(' || word === ')'))
        return { problem: 'a bracket stands inside a block', line };
      else result.push({ verb: block, words, comment, line });
    } else if (rest[0] === '(' && rest.length === 1) block = first;
    else if (rest[0] === '(' && rest[1] === ')' && rest.length === 2) continue;
    else if (words.some((word) => word === '(' || word === ')'))
      return { problem: 'a bracket stands where none may', line };
    else result.push({ verb: first, words: rest, comment, line });
  }
  return block === undefined
    ? result
    : { problem: `the block of ${block.slice(0, 40)} does not end`, line: text.split('\n').length };
}

function splitLine(raw: string): { readonly words: readonly string[]; readonly comment: string } | string {
  const words: string[] = [];
  for (let at = 0; at < raw.length; ) {
    const char = raw[at] ?? '';
    if (char === ' ' || char === '\t' || char === '\r') {
      at += 1;
    } else if (raw.startsWith('//', at)) {
      return { words, comment: raw.slice(at + 2).trim() };
    } else if (raw.startsWith('/*', at)) {
      return 'comments begin with // here';
    } else if (PUNCTUATION.includes(char)) {
      words.push(char);
      at += 1;
    } else if (char === '"' || char === '`') {
      const end = literalEnd(raw, at);
      const value = end === undefined ? undefined : unquote(raw.slice(at, end));
      if (end === undefined || value === undefined) return 'a quoted string does not end or is none';
      words.push(value);
      at = end;
    } else {
      const end = wordEnd(raw, at);
      words.push(raw.slice(at, end));
      at = end;
    }
  }
  return { words, comment: '' };
}

function wordEnd(raw: string, start: number): number {
  let at = start;
  while (at < raw.length) {
    const char = raw[at] ?? '';
    if (char === ' ' || char === '\t' || char === '\r' || PUNCTUATION.includes(char)) break;
    if (char === '/' && (raw[at + 1] === '/' || raw[at + 1] === '*')) break;
    at += 1;
  }
  return Math.max(at, start + 1);
}
