import stringWidth from 'fast-string-width';
import { markLength, type Source } from '../dockerfile/source.ts';

/** UTF-16 units shown of a line, and how many of them at most before the place in question. */
const MOST_SHOWN = 120;
const MOST_BEFORE = 60;

/** A line as a terminal may show it, and the columns of the terminal before the place in question. */
export interface Excerpt {
  readonly text: string;
  readonly width: number;
}

/**
 * The part of a line around a column, safe to print: what moves the cursor or turns text around is written as an escape.
 * Undefined where there is nothing to see.
 * @param line 1-based
 * @param column 1-based, in UTF-16 units; the byte order mark has none
 */
export function excerpt(source: Source, line: number, column: number): Excerpt | undefined {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return undefined;
  const first = line === 1 ? markLength(source) : start;
  const next = source.lineStarts[line];
  const whole = source.text.slice(first, next === undefined ? undefined : next - 1).replace(/\r$/, '');
  if (whole.trim() === '') return undefined;
  const at = notInside(whole, Math.min(Math.max(column, 1) - 1, whole.length));
  const from = whole.length <= MOST_SHOWN ? 0 : notInside(whole, Math.max(0, at - MOST_BEFORE));
  const to = notInside(whole, Math.min(whole.length, from + MOST_SHOWN));
  const before = `${from > 0 ? '…' : ''}${visible(whole.slice(from, at))}`;
  return {
    text: `${before}${visible(whole.slice(at, to))}${to < whole.length ? '…' : ''}`,
    width: stringWidth(before),
  };
}

/** The nearest place that does not cut a pair of surrogates in two. */
function notInside(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function visible(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
