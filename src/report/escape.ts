import { oneLine } from '../model/text.ts';

/**
 * Text from files, images and builds is hostile: before it stands in a comment it must not mention people, link issues,
 * open HTML, break a table or reorder what is read.
 */

const ZERO_WIDTH_SPACE = '\u200b';

/** People and teams, issues by `#1` and by `GH-1`. */
const MENTIONS = [/([@#]|\bGH-)(?=\w)/gi, `$1${ZERO_WIDTH_SPACE}`] as const;

/** What becomes a link of itself: also after a letter, as after the underscore of `_www.`. */
const ADDRESSES = [/(https?|ftp|www|mailto|xmpp)(:|\.)/gi, `$1${ZERO_WIDTH_SPACE}$2`] as const;

/** Text as Markdown that shows just these characters. */
export function plain(text: string, most?: number): string {
  return inert(entities(oneLine(text, most)).replace(/([\\`*_{}[\]|~])/g, '\\$1'));
}

/** The same for inside an HTML block, where a backslash is a backslash. */
export function html(text: string, most?: number): string {
  return inert(entities(oneLine(text, most)));
}

/** A link, or the bare text where the address is not one that may be opened from a comment. */
export function link(text: string, url: string): string {
  return /^https:\/\/[\w.-]+\/[\w./%#?=&+~-]*$/.test(url) ? `[${plain(text)}](${url})` : plain(text);
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

function entities(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function inert(text: string): string {
  return text.replace(...MENTIONS).replace(...ADDRESSES);
}
