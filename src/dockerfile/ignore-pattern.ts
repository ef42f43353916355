/**
 * Does a `.dockerignore` pattern match a whole path? `*` and `?` stop at `/`, `**` crosses it and `**` + `/` also matches
 * nothing, `[a-z]` is one character, a backslash takes the next character as it is, unless that is a letter. As moby's patternmatcher has it.
 * Two marks to go back to, the last `*` and the last `**`, suffice, so the time is bounded by pattern × path².
 */
export type IgnoreToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'any' | 'star' | 'folders' | 'rest' };

/** The tokens of a pattern, or `undefined` where its brackets or escapes are broken, which BuildKit refuses. */
export function compilePattern(text: string): readonly IgnoreToken[] | undefined {
  const pattern = Array.from(text);
  const tokens: IgnoreToken[] = [];
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at] ?? '';
    if (char === '*' && pattern[at + 1] === '*') {
      at += 2;
      if (pattern[at] === '/') at += 1;
      // Several in a row match what one does.
      if (tokens.at(-1)?.kind !== 'folders') tokens.push({ kind: 'folders' });
      if (at >= pattern.length) tokens[tokens.length - 1] = { kind: 'rest' };
    } else if (char === '*' || char === '?') {
      tokens.push({ kind: char === '*' ? 'star' : 'any' });
      at += 1;
    } else if (char === '[') {
      const set = readSet(pattern, at + 1);
      if (set === undefined) return undefined;
      tokens.push(set.token);
      at = set.end;
    } else {
      if (char === '\\') at += 1;
      const literal = pattern[at];
      if (literal === undefined) return undefined;
      const token: IgnoreToken | undefined =
        char === '\\' && /[A-Za-z0-9]/.test(literal) ? escapedLetter(literal) : { kind: 'text', text: literal };
      if (token === undefined) return undefined;
      const last = tokens.at(-1);
      // One token for characters in a row: they match together or not at all.
      if (token.kind === 'text' && last?.kind === 'text') {
        tokens[tokens.length - 1] = { kind: 'text', text: last.text + token.text };
      } else tokens.push(token);
      at += 1;
    }
  }
  return tokens;
}

const CLASSES: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  ['d', [['0', '9']]],
  [
    's',
    [
      ['\t', '\n'],
      ['\f', '\r'],
      [' ', ' '],
    ],
  ],
  [
    'w',
    [
      ['0', '9'],
      ['A', 'Z'],
      ['_', '_'],
      ['a', 'z'],
    ],
  ],
]);
const CONTROLS: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }),
);

/**
 * moby hands an escaped letter to Go's regular expressions, where it means what it means there: a class, a control
 * character, an edge of a word (which is taken to match nothing), or an error.
 */
function escapedLetter(letter: string): IgnoreToken | undefined {
  const control = CONTROLS.get(letter);
  if (control !== undefined) return { kind: 'text', text: control };
  const ranges = CLASSES.get(letter.toLowerCase());
  if (ranges !== undefined) return { kind: 'set', negated: letter !== letter.toLowerCase(), ranges };
  return 'AbBz'.includes(letter) ? { kind: 'set', negated: false, ranges: [] } : undefined;
}

function readSet(
  pattern: readonly string[],
  start: number,
): { readonly token: IgnoreToken; readonly end: number } | undefined {
  let at = start;
  const negated = pattern[at] === '^';
  if (negated) at += 1;
  const ranges: (readonly [string, string])[] = [];
  const one = (): string | undefined => {
    if (pattern[at] === '\\') at += 1;
    const char = pattern[at];
    at += 1;
    return char;
  };
  while (pattern[at] !== ']' || ranges.length === 0) {
    if (pattern[at] === '-' || pattern[at] === ']') return undefined;
    const low = one();
    let high = low;
    if (pattern[at] === '-') {
      at += 1;
      if (pattern[at] === ']') return undefined;
      high = one();
    }
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return { token: { kind: 'set', negated, ranges }, end: at + 1 };
}

export function matchesPattern(tokens: readonly IgnoreToken[], path: string): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  let folders = -1;
  let foldersAt = 0;
  while (at < path.length || token < tokens.length) {
    const current = tokens[token];
    const length = current === undefined ? 0 : lengthOf(current, path, at);
    if (current?.kind === 'rest') return true;
    if (current?.kind === 'star') {
      star = token;
      starAt = at;
      token += 1;
    } else if (current?.kind === 'folders') {
      folders = token;
      foldersAt = at;
      star = -1;
      token += 1;
    } else if (length > 0) {
      token += 1;
      at += length;
    } else if (star !== -1 && starAt < path.length && path[starAt] !== '/') {
      starAt += characterAt(path, starAt).length;
      at = starAt;
      token = star + 1;
    } else {
      const slash = folders === -1 ? -1 : path.indexOf('/', foldersAt);
      if (slash === -1) return false;
      star = -1;
      foldersAt = slash + 1;
      at = foldersAt;
      token = folders + 1;
    }
  }
  return true;
}

/** How much of a path a token takes from there on; 0 where it does not match. */
function lengthOf(token: IgnoreToken, path: string, at: number): number {
  if (token.kind === 'text') return path.startsWith(token.text, at) ? token.text.length : 0;
  if (at >= path.length) return 0;
  const char = characterAt(path, at);
  const matches = token.kind === 'set' ? isIn(token, char) : token.kind === 'any' && char !== '/';
  return matches ? char.length : 0;
}

function isIn({ ranges, negated }: Extract<IgnoreToken, { readonly kind: 'set' }>, char: string): boolean {
  return ranges.some(([low, high]) => isBetween(char, low, high)) !== negated;
}

/** One character as Go counts them: a surrogate pair is one. */
function characterAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00 ? text.slice(at, at + 2) : (text[at] ?? '');
}

function isBetween(char: string, low: string, high: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return (low.codePointAt(0) ?? 0) <= code && code <= (high.codePointAt(0) ?? 0);
}
