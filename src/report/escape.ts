import { oneLine } from '../model/text.ts';

/**
 * Text from files, images and builds is hostile: before it stands in a comment it must not mention people, link issues,
 * open HTML, break a table or reorder what is read.
 */

const ZERO_WIDTH_SPACE = '\u200b';

/** Text as Markdown that shows just these characters. */
export function plain(text: string, most?: number): string {
  return oneLine(text, most)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\`*_{}[\]|~])/g, '\\$1')
    .replace(/([@#])(?=\w)/g, `$1${ZERO_WIDTH_SPACE}`)
    .replace(/\b(https?|www)(:\/\/|\.)/gi, `$1${ZERO_WIDTH_SPACE}$2`);
}

/** A code span: fenced by more backticks than the text holds in a row, safe inside a table. */
export function code(text: string, most?: number): string {
  const line = oneLine(text, most).replaceAll('|', '\\|');
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}
