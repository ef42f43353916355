export type GoTokenKind = 'name' | 'string' | 'raw' | 'rune' | 'number' | 'comment' | 'operator';

/** A token of Go source: `start` and `end` are offsets in the text. */
export interface GoToken {
  readonly kind: GoTokenKind;
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const FIRST_OF_STRANGERS = 0x80;

const SPACE = /[ \t\r\n]*/y;
const NAME = /[\w\u0080-\uffff]*/y;
const NUMBER = /[\w.\u0080-\uffff]*/y;

/**
 * Reads Go source token by token (Go specification, "Lexical elements"), in one pass over the text. Operators come one
 * character at a time; white space is dropped. Text that is no Go ends the tokens and says why in `problem`.
 */
export class GoLexer {
  readonly text: string;
  problem: string | undefined;
  #at: number;

  /** @param at where to begin: outside of comments and literals */
  constructor(text: string, at = 0) {
    this.text = text;
    this.#at = at;
  }

  /** The next token, comments among them; undefined at the end. */
  next(): GoToken | undefined {
    const { text } = this;
    const start = this.#end(SPACE, this.#at);
    if (start >= text.length) return undefined;
    const [kind, end] = this.#read(text.charCodeAt(start), start);
    if (end === -1) {
      this.#at = text.length;
      return undefined;
    }
    this.#at = end;
    return { kind, start, end };
  }

  /** The next token that is no comment. */
  nextCode(): GoToken | undefined {
    let token = this.next();
    while (token?.kind === 'comment') token = this.next();
    return token;
  }

  textOf(token: GoToken): string {
    return this.text.slice(token.start, token.end);
  }

  #read(code: number, start: number): [GoTokenKind, number] {
    if (code === SLASH) {
      const second = this.text.charCodeAt(start + 1);
      if (second === SLASH) return ['comment', endOfLine(this.text, start)];
      if (second === 0x2a) {
        const close = this.text.indexOf('*/', start + 2);
        return ['comment', close === -1 ? this.#broken('a comment does not end') : close + 2];
      }
      return ['operator', start + 1];
    }
    if (code === QUOTE) return ['string', this.#quoted(start, QUOTE)];
    if (code === APOSTROPHE) return ['rune', this.#quoted(start, APOSTROPHE)];
    if (code === BACKTICK) {
      const close = this.text.indexOf('`', start + 1);
      return ['raw', close === -1 ? this.#broken('a raw string does not end') : close + 1];
    }
    if (isDigit(code)) return ['number', this.#end(NUMBER, start)];
    if (isPartOfName(code)) return ['name', this.#end(NAME, start)];
    if (code === 0) return ['operator', this.#broken('a NUL byte stands in it')];
    return ['operator', start + 1];
  }

  /** Where what begins at `start` ends. A regular expression soon runs as machine code, a loop over characters late. */
  #end(pattern: RegExp, start: number): number {
    pattern.lastIndex = start;
    pattern.test(this.text);
    return pattern.lastIndex;
  }

  #quoted(start: number, quote: number): number {
    for (let at = start + 1; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code === quote) return at + 1;
      if (code === NEWLINE) break;
      if (code === BACKSLASH) at += 1;
    }
    return this.#broken(quote === QUOTE ? 'a string does not end' : 'a character does not end');
  }

  #broken(problem: string): -1 {
    this.problem = problem;
    return -1;
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters beyond ASCII are taken as they come: which of them Go allows changes nothing that is asked here. */
export function isPartOfName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    isDigit(code) ||
    code >= FIRST_OF_STRANGERS
  );
}
