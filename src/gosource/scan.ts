import { isPartOfName } from './lex.ts';

const COMMENT = '//[^\\n]*|/\\*[^]*?(?:\\*/|$)';
const STRING = '"[^"\\\\\\n]*(?:\\\\[^\\n][^"\\\\\\n]*)*"|`[^`]*`';
const RUNE = "'[^'\\\\\\n]*(?:\\\\[^\\n][^'\\\\\\n]*)*'";

/**
 * A pattern that walks over Go source from comment to literal to name, as a lexer would (Go specification, "Lexical
 * elements"), and passes over all else in machine code: matches are comments, string and rune literals, and the names
 * that are asked for, where they are no part of a longer one.
 * @param names Go identifiers
 */
export function scanPattern(names: readonly string[] = []): RegExp {
  const alone = `(?<![\\w\\u0080-\\uffff])(?:${names.join('|')})(?![\\w\\u0080-\\uffff])`;
  return new RegExp([COMMENT, STRING, RUNE, ...(names.length > 0 ? [alone] : [])].join('|'), 'g');
}

const BLANKS = ' \t\r\n';

/** `http.` before a name. */
export interface Selector {
  readonly name: string;
  readonly start: number;
  /** No field or method of something else: no dot stands before it. */
  readonly free: boolean;
  /** `*` stands before it. */
  readonly pointed: boolean;
}

/** Looks back from places in Go source, over white space and the comments that it was told of. */
export class LookBack {
  readonly #text: string;
  /** Starts of comments by their ends. */
  readonly #comments = new Map<number, number>();

  constructor(text: string) {
    this.#text = text;
  }

  addComment(start: number, length: number): void {
    this.#comments.set(start + length, start);
  }

  /** The last character of code before an offset; empty at the beginning. */
  characterBefore(offset: number): string {
    return this.#text[this.#codeEnd(offset) - 1] ?? '';
  }

  /** What the name at an offset is selected from; undefined where no dot stands before it. */
  selectorBefore(offset: number): Selector | undefined {
    const dot = this.#codeEnd(offset) - 1;
    if (this.#text[dot] !== '.') return undefined;
    const end = this.#codeEnd(dot);
    let start = end;
    while (start > 0 && isPartOfName(this.#text.charCodeAt(start - 1))) start -= 1;
    const before = this.characterBefore(start);
    return { name: this.#text.slice(start, end), start, free: before !== '.', pointed: before === '*' };
  }

  #codeEnd(offset: number): number {
    let at = offset;
    for (;;) {
      while (at > 0 && BLANKS.includes(this.#text[at - 1] ?? '?')) at -= 1;
      const start = this.#comments.get(at);
      if (start === undefined) return at;
      at = start;
    }
  }
}
