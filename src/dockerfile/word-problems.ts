import { type Complaint, clip } from './complaint.ts';
import { csvFields } from './csv.ts';
import { isHeredocWord } from './heredoc.ts';
import { bodyRange, type Instruction } from './instruction.ts';
import type { Source } from './source.ts';
import { type Lookup, parseWord, variablesOf, wordFault } from './variables.ts';
import { type ArgumentWord, splitPlainWords, splitQuotedWords } from './words.ts';

/** The flags whose values are expanded (frontend/dockerfile/instructions/commands.go, Expand). */
const EXPANDED_FLAGS: readonly string[] = ['checksum', 'chmod', 'chown', 'platform'];

/** `${NAME:?why}` in words, of a variable that certainly has no value. */
export function demandComplaint(words: readonly string[], escapeChar: string, lookup: Lookup): Complaint | undefined {
  const part = words
    .filter((word) => word.includes('?'))
    .flatMap((word) => variablesOf(parseWord(word, escapeChar)))
    .find(({ operator, name }) => /^:?\?$/.test(operator) && lookup(name).state === 'unset');
  if (part === undefined) return undefined;
  return {
    message: `${clip(part.name)} has no value, and \${${clip(part.name)}${part.operator}…} demands one`,
    hint: 'declare it above',
  };
}

/** All words of an instruction that BuildKit expands. */
export function wordsOf(instruction: Instruction, escapeChar: string): readonly string[] {
  const flags = instruction.flags.flatMap(({ name, value = '' }) => flagWords(name, value));
  return [...flags, ...expandedWords(instruction, escapeChar).map(({ text }) => text)];
}

function flagWords(name: string, value: string): readonly string[] {
  return EXPANDED_FLAGS.includes(name) ? [value] : name === 'mount' ? mountValues(value) : [];
}

/** A quote or a `${` that does not end, in words that BuildKit expands. Those of RUN and CMD are the shell's. */
export function wordComplaint(source: Source, instruction: Instruction, escapeChar: string): Complaint | undefined {
  const { body, flags, exec } = instruction;
  for (const { name, value = '', range } of flags) {
    const fault = firstFault(flagWords(name, value), escapeChar);
    if (fault !== undefined) return complain(fault, range);
  }
  if (!/['"$]/.test(body.text)) return undefined;
  for (const { text, at } of expandedWords(instruction, escapeChar)) {
    const fault = wordFault(text, escapeChar);
    if (fault === undefined) continue;
    return complain(
      fault,
      exec === undefined
        ? bodyRange(source, instruction, at, at + text.length)
        : bodyRange(source, instruction, 0, body.text.length),
    );
  }
  return undefined;
}

function complain(fault: string, at: { readonly start: number; readonly end: number }): Complaint {
  return { message: fault, hint: 'end it, or put the escape character before it', at };
}

function firstFault(words: readonly string[], escapeChar: string): string | undefined {
  for (const word of words) {
    const fault = wordFault(word, escapeChar);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function mountValues(text: string): readonly string[] {
  return (csvFields(text) ?? []).flatMap((field) => (field.includes('=') ? field.slice(field.indexOf('=') + 1) : []));
}

function expandedWords(instruction: Instruction, escapeChar: string): readonly ArgumentWord[] {
  const { keyword, body, exec } = instruction;
  switch (keyword) {
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return assignmentWords(keyword, body.text, escapeChar);
    case 'FROM':
      return splitPlainWords(body.text).slice(0, 1);
    case 'ADD':
    case 'COPY':
    case 'VOLUME': {
      const words = exec?.map((text) => ({ text, at: 0 })) ?? splitPlainWords(body.text);
      return words.filter(({ text }) => keyword === 'VOLUME' || !isHeredocWord(text));
    }
    case 'EXPOSE':
      return splitPlainWords(body.text);
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return [{ text: body.text, at: 0 }];
    default:
      return [];
  }
}

/** Names and values by themselves: each is expanded on its own, so that a quote cannot reach over the `=`. */
function assignmentWords(keyword: string, text: string, escapeChar: string): readonly ArgumentWord[] {
  const words = splitQuotedWords(text, escapeChar);
  const name = splitPlainWords(text)[0];
  if (keyword !== 'ARG' && name !== undefined && words[0]?.text.includes('=') === false) {
    const rest = text.slice(name.text.length).trimStart();
    return [name, { text: rest, at: text.length - rest.length }];
  }
  return words.flatMap((word) => {
    const equals = word.text.indexOf('=');
    if (equals === -1) return [word];
    return [
      { text: word.text.slice(0, equals), at: word.at },
      { text: word.text.slice(equals + 1), at: word.at + equals + 1 },
    ];
  });
}
