import type { Instruction } from './instruction.ts';
import { splitQuotedWords } from './words.ts';

/** One name of an ARG or ENV, its value as written (quotes and variables kept) or undefined where it has none. */
export interface Declaration {
  readonly kind: 'ARG' | 'ENV';
  readonly name: string;
  readonly raw: string | undefined;
  /** Index of the word in the instruction's joined arguments. */
  readonly at: number;
}

/** The names that an ARG or ENV declares; an ARG may hold several, an ENV may have the old form `ENV name value`. */
export function declarationsOf(instruction: Instruction, escapeChar: string): readonly Declaration[] {
  const kind = instruction.keyword;
  if (kind !== 'ARG' && kind !== 'ENV') return [];
  const { text } = instruction.body;
  const words = splitQuotedWords(text, escapeChar);
  const first = words[0];
  if (kind === 'ENV' && first !== undefined && !first.text.includes('=')) {
    const value = text.slice(first.at + first.text.length).trim();
    return value === '' ? [] : [{ kind, name: first.text, raw: value, at: first.at }];
  }
  return words.flatMap((word) => {
    const equals = word.text.indexOf('=');
    const name = unquoted(equals === -1 ? word.text : word.text.slice(0, equals));
    const raw = equals === -1 ? undefined : word.text.slice(equals + 1);
    // A word with no "=" is a problem in ENV; the names around it still count.
    return name === '' || (kind === 'ENV' && raw === undefined) ? [] : [{ kind, name, raw, at: word.at }];
  });
}

function unquoted(text: string): string {
  return text.replace(/["']/g, '');
}
