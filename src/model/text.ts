/** Control characters but none of the white space, and the characters that change the direction of text. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** One line of at most `most` characters, without invisible characters. The cut is shown. */
export function oneLine(text: string, most = 200): string {
  const line = text.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join('')}…`;
}

/**
 * Text in which a workflow's runner finds no command: it reads `##[command]` anywhere in a line and `::command::` at
 * its start, on whatever stream.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/gm, '$1: ');
}

/** Every registered secret as `***`, the longest first, so that no secret leaves the tail of a longer one behind. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((result, secret) => result.replaceAll(secret, '***'), text);
}

export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
