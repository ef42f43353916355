const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\"]))|\\/g;

/**
 * The value of a Go string literal, raw or interpreted; undefined where it is none. `\xff` and octal escapes that stand
 * for single bytes beyond ASCII give one character each, as nothing that is asked here holds such bytes.
 */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return undefined;
  const body = literal.slice(1, -1);
  if (quote === '`') return body.includes('`') ? undefined : body.replaceAll('\r', '');
  if (quote !== '"') return undefined;
  if (!body.includes('\\')) return body.includes('"') || body.includes('\n') ? undefined : body;
  let broken = false;
  const value = body.replace(ESCAPE, (_, hex, short, long, octal, simple: string | undefined) => {
    if (simple !== undefined) return SIMPLE[simple] ?? '';
    const code = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? 'z', 16) : Number.parseInt(octal, 8);
    if (Number.isNaN(code) || code > 0x10ffff || (octal !== undefined && code > 255)) broken = true;
    return broken ? '' : String.fromCodePoint(code);
  });
  return broken ? undefined : value;
}

/** Where the Go string literal that begins at `start` ends; undefined where it does not. */
export function literalEnd(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at + 1;
    if (quote === '"' && text[at] === '\\') at += 1;
  }
  return undefined;
}
