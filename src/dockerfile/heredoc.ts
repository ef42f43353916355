/** A here-document of a RUN, COPY or ADD: `<<EOF … EOF`. */
export interface HeredocWord {
  readonly name: string;
  /** False where the delimiter is quoted: nothing in the body is expanded by the shell that reads it. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are dropped, before the terminator too. */
  readonly chomp: boolean;
}

const WORD = /^\d*<<(-?)\s*([^<]*)$/;

/**
 * The here-documents that a joined line opens, in order. A word opens one only when it begins with `<<` (after a file
 * descriptor), so `"<<EOF"`, `a<<EOF` and `<<<word` do not: as BuildKit's parser has it.
 */
export function heredocsOf(line: string): readonly HeredocWord[] {
  if (!line.includes('<<')) return [];
  const found: HeredocWord[] = [];
  for (const word of splitWords(line)) {
    const match = WORD.exec(word);
    const rest = match?.[2] ?? '';
    if (match === null || rest === '') continue;
    const name = unquote(rest);
    if (name === undefined) continue;
    found.push({ name: name.text, expand: !name.quoted, chomp: match[1] === '-' });
  }
  return found;
}

/** Is a word by itself a here-document, as the words of COPY and ADD are looked at? */
export function isHeredocWord(word: string): boolean {
  const rest = WORD.exec(word)?.[2] ?? '';
  return rest !== '' && unquote(rest) !== undefined;
}

/** Words with quotes and escapes kept; white space after `<<` belongs to the word. None where a quote does not end. */
function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let at = 0;
  while (at < line.length) {
    const char = line[at] ?? '';
    if (char === "'" || char === '"') {
      const end = quoteEnd(line, at);
      if (end === -1) return [];
      word += line.slice(at, end + 1);
      at = end + 1;
    } else if (char === '\\') {
      word += line.slice(at, at + 2);
      at += 2;
    } else if (char === '<' && line[at + 1] === '<') {
      const space = /^[\t\r ]*/.exec(line.slice(at + 2, at + 66))?.[0] ?? '';
      word += `<<${space}`;
      at += 2 + space.length;
    } else if (/\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
      at += 1;
    } else {
      word += char;
      at += 1;
    }
  }
  if (word !== '') words.push(word);
  return words;
}

function quoteEnd(line: string, start: number): number {
  const quote = line[start];
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === quote) return at;
    if (quote === '"' && line[at] === '\\') at += 1;
  }
  return -1;
}

function unquote(text: string): { readonly text: string; readonly quoted: boolean } | undefined {
  let out = '';
  let quoted = false;
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === "'" || char === '"') {
      const end = quoteEnd(text, at);
      if (end === -1) return undefined;
      out += text.slice(at + 1, end);
      quoted = true;
      at = end + 1;
    } else if (char === '\\') {
      // The shell takes an escaped delimiter for a quoted one.
      out += text[at + 1] ?? '';
      quoted = true;
      at += 2;
    } else if (/\s/.test(char)) {
      return undefined;
    } else {
      out += char;
      at += 1;
    }
  }
  return out === '' ? undefined : { text: out, quoted };
}
