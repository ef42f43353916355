import { isAscii } from '../model/text.ts';
import { matchesWildcard } from './wildcard.ts';

/** A piece of a word of the Dockerfile (not of the shell): text, or `$NAME` / `${NAME…}`. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** `''`, `-`, `:-`, `+`, `:+`, `?`, `:?`, `#`, `##`, `%`, `%%`, `/`, `//`; `bad` for what BuildKit refuses. */
      readonly operator: string;
      readonly operand: readonly WordPart[];
      readonly replacement: readonly WordPart[];
      /** Index of the `$` in the word. */
      readonly at: number;
      readonly end: number;
    };

export type VariablePart = Extract<WordPart, { kind: 'variable' }>;

/** What is known of a variable: its value, that it is not set, or nothing. */
export type Lookup = (name: string) => Known;
export type Known = { readonly state: 'set'; readonly value: string } | { readonly state: 'unset' | 'unknown' };

/** Deeper than anyone nests by hand, and far from the stack's end. */
const MAX_DEPTH = 64;
/** Values that are cut by a pattern: longer ones are left unknown, as the search grows with the square. */
const MAX_PATTERN_VALUE = 512;

/** Quotes and escapes resolved, variables kept. Single quotes and an escape before `$` keep it text. */
export function parseWord(word: string, escapeChar: string): readonly WordPart[] {
  return new WordReader(word, escapeChar).read('', 0);
}

/** Why BuildKit refuses to expand a word, whatever its variables are; undefined where it does not. */
export function wordFault(word: string, escapeChar: string): string | undefined {
  // Only these can go wrong, and most words hold none.
  if (!/['"$]/.test(word)) return undefined;
  const reader = new WordReader(word, escapeChar);
  reader.read('', 0);
  return reader.fault;
}

class WordReader {
  readonly #word: string;
  readonly #escapeChar: string;
  #at = 0;
  /** The first thing in the word that does not end or is no expansion. */
  fault: string | undefined;

  constructor(word: string, escapeChar: string) {
    this.#word = word;
    this.#escapeChar = escapeChar;
  }

  /** Reads up to (and over) `stop`, or to the end. Patterns and replacements keep the escape character. */
  read(stop: string, depth: number, raw?: 'pattern' | 'replacement'): readonly WordPart[] {
    const parts: WordPart[] = [];
    let text = '';
    let quoted = false;
    let stopped = stop === '';
    while (this.#at < this.#word.length) {
      const char = this.#word[this.#at] ?? '';
      if (!quoted && char === stop) {
        this.#at += 1;
        stopped = true;
        break;
      }
      if (char === this.#escapeChar) {
        const next = this.#word[this.#at + 1] ?? '';
        // The end of a pattern is escaped for the sake of the word, and is no part of the pattern's own escapes.
        const own = raw === 'pattern' && char === '\\' && (next === '}' || next === '/');
        // Inside double quotes only these are escaped; elsewhere the escape character goes.
        const stays = quoted && next !== '"' && next !== '$' && next !== this.#escapeChar;
        text += stays || (raw !== undefined && !own) ? char + next : next;
        this.#at += 2;
      } else if (char === '"') {
        quoted = !quoted;
        this.#at += 1;
      } else if (char === "'" && !quoted) {
        const end = this.#word.indexOf("'", this.#at + 1);
        if (end === -1) this.fault ??= 'a single quote does not end';
        text += this.#word.slice(this.#at + 1, end === -1 ? undefined : end);
        this.#at = end === -1 ? this.#word.length : end + 1;
      } else if (char === '$') {
        const part = this.#variable(depth);
        if (part === undefined) {
          text += '$';
        } else {
          if (text !== '') parts.push({ kind: 'text', text });
          text = '';
          parts.push(part);
        }
      } else {
        text += char;
        this.#at += 1;
      }
    }
    if (text !== '') parts.push({ kind: 'text', text });
    if (quoted) this.fault ??= 'a double quote does not end';
    if (!stopped) this.fault ??= stop === '/' ? 'a "${…/" lacks its second "/"' : 'a "${" does not end';
    return parts;
  }

  #variable(depth: number): VariablePart | undefined {
    const at = this.#at;
    this.#at += 1;
    const braced = this.#word[this.#at] === '{';
    if (braced) this.#at += 1;
    const name = nameAt(this.#word, this.#at);
    this.#at += name.length;
    const made = (operator: string, operand: readonly WordPart[] = [], replacement: readonly WordPart[] = []) =>
      ({ kind: 'variable', name, operator, operand, replacement, at, end: this.#at }) as const;
    if (!braced) return name === '' ? undefined : made('');
    if (depth >= MAX_DEPTH) {
      this.#at = this.#word.length;
      this.fault ??= `"\${…}" stands in itself more than ${MAX_DEPTH} times`;
      return made('bad');
    }
    if (this.#word[this.#at] === '}') {
      this.#at += 1;
      if (name === '') this.fault ??= '"${}" names no variable';
      return made(name === '' ? 'bad' : '');
    }
    const operators = /:[-+?]|##?|%%?|\/\/?|[-+?]/y;
    operators.lastIndex = this.#at;
    const operator = operators.exec(this.#word)?.[0] ?? 'bad';
    if (operator === 'bad' || (name === '' && operator.startsWith(':'))) {
      const end = this.#at >= this.#word.length;
      this.fault ??= end
        ? 'a "${" does not end'
        : `"\${${name}${this.#word[this.#at]}" is no expansion that BuildKit knows`;
      this.read('}', depth + 1);
      return made('bad');
    }
    this.#at += operator.length;
    const cuts = operator.startsWith('#') || operator.startsWith('%');
    if (!operator.startsWith('/')) return made(operator, this.read('}', depth + 1, cuts ? 'pattern' : undefined));
    const operand = this.read('/', depth + 1, 'pattern');
    return made(operator, operand, this.read('}', depth + 1, 'replacement'));
  }
}

/** The word with its variables replaced, or `undefined` where a value cannot be known. */
export function expandWord(parts: readonly WordPart[], lookup: Lookup): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = part.kind === 'text' ? part.text : expandVariable(part, lookup);
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

function expandVariable(part: VariablePart, lookup: Lookup): string | undefined {
  const known = lookup(part.name);
  const { operator } = part;
  if (operator === 'bad' || known.state === 'unknown') return undefined;
  const value = known.state === 'set' ? known.value : undefined;
  const missing = value === undefined || (operator.startsWith(':') && value === '');
  switch (operator) {
    case '':
      return value ?? '';
    case '-':
    case ':-':
      return missing ? expandWord(part.operand, lookup) : value;
    case '+':
    case ':+':
      return missing ? '' : expandWord(part.operand, lookup);
    case '?':
    case ':?':
      return missing ? undefined : value;
  }
  const pattern = expandWord(part.operand, lookup);
  const replacement = expandWord(part.replacement, lookup);
  if (pattern === undefined || replacement === undefined) return undefined;
  return cutByPattern(value ?? '', operator, pattern, replacement);
}

/** `${NAME#p}`, `##`, `%`, `%%`, `${NAME/p/r}`, `//`; undefined where it is not worked out. */
export function cutByPattern(
  value: string,
  operator: string,
  pattern: string,
  replacement: string,
): string | undefined {
  if (value.length > MAX_PATTERN_VALUE || pattern.length > MAX_PATTERN_VALUE) return undefined;
  // What is escaped in a pattern is rare, and as much a matter of the shell as of BuildKit.
  if (pattern.includes('\\')) return undefined;
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  const longestFirst = lengths.toReversed();
  if (operator.startsWith('#')) {
    const order = operator === '##' ? longestFirst : lengths;
    const length = order.find((size) => matchesWildcard(pattern, value.slice(0, size)));
    return length === undefined ? value : value.slice(length);
  }
  if (operator.startsWith('%')) {
    const order = operator === '%%' ? longestFirst : lengths;
    const length = order.find((size) => matchesWildcard(pattern, value.slice(value.length - size)));
    return length === undefined ? value : value.slice(0, value.length - length);
  }
  // Patterns with wildcards in a replacement are rare: those are left unknown.
  if (pattern === '' || /[*?]/.test(pattern) || /[$\\]/.test(replacement)) return undefined;
  return operator === '//' ? value.replaceAll(pattern, () => replacement) : value.replace(pattern, () => replacement);
}

/** Every variable of the word, those inside `${…}` included, in order. */
export function variablesOf(parts: readonly WordPart[]): readonly VariablePart[] {
  return parts.flatMap((part) =>
    part.kind === 'text' ? [] : [part, ...variablesOf(part.operand), ...variablesOf(part.replacement)],
  );
}

/** The name, number or sign of a variable that stands at an offset; empty where none does. */
function nameAt(word: string, at: number): string {
  // V8 takes as long for tables of all letters as for the rest of a Dockerfile: they are made where they are needed.
  const pattern = isAscii(word)
    ? /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?\-$!]/y
    : /[\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+|[@*#?\-$!]/uy;
  pattern.lastIndex = at;
  return pattern.exec(word)?.[0] ?? '';
}
