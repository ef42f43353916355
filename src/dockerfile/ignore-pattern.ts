/**
 * Does a `.dockerignore` pattern match a whole path? `*` and `?` stop at `/`, `**` crosses it and `**` + `/` also matches
 * nothing, `[a-z]` is one character, a backslash takes the next character as it is. As moby's patternmatcher has it.
 * Two marks to go back to, the last `*` and the last `**`, suffice, so the time is bounded by pattern × path².
 */
export type IgnoreToken =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'any' | 'star' | 'folders' | 'rest' };

/** The tokens of a pattern, or `undefined` where its brackets or escapes are broken, which BuildKit refuses. */
export function compilePattern(pattern: string): readonly IgnoreToken[] | undefined {
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
      tokens.push({ kind: 'char', char: literal });
      at += 1;
    }
  }
  return tokens;
}

function readSet(pattern: string, start: number): { readonly token: IgnoreToken; readonly end: number } | undefined {
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
    } else if (current !== undefined && at < path.length && matchesOne(current, path[at] ?? '')) {
      token += 1;
      at += 1;
    } else if (star !== -1 && starAt < path.length && path[starAt] !== '/') {
      starAt += 1;
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

function matchesOne(token: IgnoreToken, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char;
    case 'any':
      return char !== '/';
    case 'set':
      return token.ranges.some(([low, high]) => low <= char && char <= high) !== token.negated;
    default:
      return false;
  }
}
