/** A line in double quotes from end to end; a quote inside is doubled. */
const QUOTED = /^"(?:[^"]|"")*"$/;

/**
 * The entries of a multi-line input, as docker/build-push-action reads them: one a line, and one that begins with a
 * double quote goes on over line ends until its closing quote, so that a key of several lines can be given.
 * A quote that is never closed is an ordinary letter.
 */
export function inputLines(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  const entries: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const end = closing(lines, index);
    const text = lines
      .slice(index, end + 1)
      .join('\n')
      .trim();
    entries.push(QUOTED.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text);
    index = end;
  }
  return entries.filter((entry) => entry.trim() !== '');
}

/** Index of the line on which the entry that begins on line `from` ends. */
function closing(lines: readonly string[], from: number): number {
  if (lines[from]?.trimStart().startsWith('"') !== true) return from;
  let quotes = 0;
  for (let index = from; index < lines.length; index += 1) {
    quotes += (lines[index] ?? '').split('"').length - 1;
    if (quotes % 2 === 0) return (lines[index] ?? '').trimEnd().endsWith('"') ? index : from;
  }
  return from;
}
