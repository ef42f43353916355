import { isSpace } from './space.ts';

/** A word of an instruction's arguments, quotes and escapes kept; `at` is its index in the text. */
export interface ArgumentWord {
  readonly text: string;
  readonly at: number;
}

/** Splits at white space outside quotes, as BuildKit does for ARG, ENV and LABEL. */
export function splitQuotedWords(text: string, escapeChar: string): readonly ArgumentWord[] {
  const words: ArgumentWord[] = [];
  let start = -1;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (start === -1) {
      if (isSpace(char)) continue;
      start = at;
    }
    if (quote === '' && isSpace(char)) {
      words.push({ text: text.slice(start, at), at: start });
      start = -1;
    } else if (char === escapeChar && quote !== "'") {
      at += 1;
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
    } else if (char === quote) {
      quote = '';
    }
  }
  if (start !== -1) words.push({ text: text.slice(start), at: start });
  return words;
}

/** Splits at every stretch of white space, of ASCII alone: FROM, COPY, ADD, EXPOSE, VOLUME. */
export function splitPlainWords(text: string): readonly ArgumentWord[] {
  const words: ArgumentWord[] = [];
  for (const match of text.matchAll(/[^\t\n\v\f\r ]+/g)) words.push({ text: match[0], at: match.index });
  return words;
}
