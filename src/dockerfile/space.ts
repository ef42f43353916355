/** Unicode's White_Space, which is what Go's unicode.IsSpace knows; the `\s` of JavaScript has U+FEFF in it, not U+0085. */
export function isSpace(char: string): boolean {
  return char <= ' ' ? /[\t-\r ]/.test(char) : char === '\u0085' || (char >= '\u00A0' && /[^\S\uFEFF]/.test(char));
}

/** Without the white space that it begins with. A byte order mark inside a file, where files were put together, is none. */
export function trimStart(text: string): string {
  const trimmed = text.trimStart();
  const dropped = text.slice(0, text.length - trimmed.length);
  return dropped.includes('\uFEFF') ? text.slice(dropped.indexOf('\uFEFF')) : trimmed;
}
