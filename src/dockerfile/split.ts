import { type Directives, readDirectives } from './directives.ts';
import { isExecForm } from './exec-form.ts';
import { type HeredocWord, heredocsOf } from './heredoc.ts';
import { type JoinedText, joinPieces } from './joined.ts';
import { KEYWORDS } from './keywords.ts';
import { type Problem, problemAt } from './problem.ts';
import { markLength, type Range, rangeOf, type Source } from './source.ts';
import { trimStart } from './space.ts';

export interface Comment {
  /** What follows the `#`, trimmed. */
  readonly text: string;
  readonly range: Range;
}

export interface Heredoc extends HeredocWord {
  /** The body as it stands in the file, from `start` on. */
  readonly content: string;
  readonly start: number;
}

/** One instruction before it is looked into. */
export interface Statement {
  readonly line: JoinedText;
  readonly start: number;
  /** After the last character, here-documents included; the line end is not part of it. */
  readonly end: number;
  readonly heredocs: readonly Heredoc[];
  /** The comment lines above it, and those between its lines. */
  readonly comments: readonly Comment[];
}

export interface Split {
  readonly directives: Directives;
  readonly statements: readonly Statement[];
  /** The comment lines that no instruction follows. */
  readonly trailingComments: readonly Comment[];
  readonly problems: readonly Problem[];
}

/** BuildKit reads lines with a scanner that refuses longer ones (`bufio.MaxScanTokenSize`). In bytes. */
const MAX_LINE_BYTES = 65_535;

/** Cuts a file into instructions by the rules of BuildKit's parser (frontend/dockerfile/parser/parser.go). */
export function splitStatements(source: Source): Split {
  const { text, lineStarts } = source;
  const lineCount = lineStarts.length;
  const startOf = (index: number): number =>
    (lineStarts[index] ?? text.length) + (index === 0 ? markLength(source) : 0);
  const endOf = (index: number): number => {
    const next = lineStarts[index + 1];
    let end = next === undefined ? text.length : next - 1;
    while (end > startOf(index) && text[end - 1] === '\r') end -= 1;
    return end;
  };
  const lineText = (index: number): string => text.slice(startOf(index), endOf(index));

  const [directives, directiveProblems] = readDirectives(source, lineText);
  const problems: Problem[] = [...directiveProblems];
  const statements: Statement[] = [];
  const endless = new Set<string>();
  let comments: Comment[] = [];
  let index = 0;

  const readComment = (line: string): void => {
    const start = startOf(index) + line.length - trimStart(line).length;
    comments.push({ text: line.trim().slice(1).trim(), range: rangeOf(source, start, endOf(index)) });
  };
  const tooLong = (line: string): boolean => {
    // A UTF-16 unit is at most three bytes: short lines need no counting.
    if (line.length * 3 <= MAX_LINE_BYTES || Buffer.byteLength(line) <= MAX_LINE_BYTES) return false;
    problems.push(
      problemAt(
        source,
        startOf(index),
        endOf(index),
        `this line is longer than the ${MAX_LINE_BYTES} bytes that BuildKit reads`,
        'put what it holds into a file and COPY that',
      ),
    );
    return true;
  };

  while (index < lineCount) {
    const first = lineText(index);
    const trimmed = trimStart(first);
    if (tooLong(first) || trimmed === '') {
      index += 1;
      continue;
    }
    if (trimmed.startsWith('#')) {
      readComment(first);
      index += 1;
      continue;
    }

    const start = startOf(index) + first.length - trimmed.length;
    const pieces: { text: string; offset: number }[] = [];
    let end = start;
    let content = trimmed;
    let offset = start;
    let opaque = false;
    while (true) {
      const cut = continuationAt(content, directives.escapeChar);
      pieces.push({ text: cut === -1 ? content : content.slice(0, cut), offset });
      end = offset + (cut === -1 ? content.trimEnd().length : cut + 1);
      index += 1;
      if (cut === -1) break;
      // Comment and blank lines between the lines of an instruction are dropped.
      while (index < lineCount && isCommentOrBlank(lineText(index))) {
        if (lineText(index).trim() !== '') readComment(lineText(index));
        index += 1;
      }
      if (index >= lineCount) break;
      content = lineText(index);
      offset = startOf(index);
      if (tooLong(content)) {
        opaque = true;
        content = '';
      }
    }
    const line = joinPieces(pieces);
    if (line.text.trim() === '') {
      const hint = 'drop the line, or go on after it';
      problems.push(problemAt(source, start, end, 'an instruction is continued and never begins', hint));
      continue;
    }

    const heredocs: Heredoc[] = [];
    if (!opaque && canHoldHeredoc(line.text)) {
      for (const word of heredocsOf(line.text)) {
        const bodyIndex = index;
        // Looked for in vain once, a terminator is not further down either.
        if (endless.has(word.name)) index = lineCount;
        while (index < lineCount && !isTerminator(lineText(index), word) && !tooLong(lineText(index))) index += 1;
        let closed = index < lineCount && isTerminator(lineText(index), word);
        // A file that ends in a line end has an empty last line, which terminates nothing.
        if (index === lineCount - 1 && lineText(index) === '') closed = false;
        if (!closed) {
          endless.add(word.name);
          problems.push(
            problemAt(
              source,
              start,
              end,
              `the here-document <<${word.name} does not end`,
              `write ${word.name} alone on the line after its text`,
            ),
          );
          // One instruction is lost, not the rest of the file: go on where the next one seems to begin.
          index = bodyIndex;
          while (index < lineCount && !beginsInstruction(lineText(index))) index += 1;
        }
        const bodyStart = startOf(bodyIndex);
        const bodyEnd = index < lineCount ? startOf(index) : text.length;
        heredocs.push({ ...word, content: text.slice(bodyStart, bodyEnd), start: bodyStart });
        if (closed) {
          end = endOf(index);
          index += 1;
        } else {
          end = Math.max(end, index > bodyIndex ? endOf(index - 1) : end);
          break;
        }
      }
    }
    statements.push({ line, start, end, heredocs, comments });
    comments = [];
  }
  return { directives, statements, trailingComments: comments, problems };
}

/** Index of the escape character that continues the line, or -1. A doubled one does not continue it. */
function continuationAt(line: string, escapeChar: string): number {
  let at = line.length - 1;
  while (at >= 0 && (line[at] === ' ' || line[at] === '\t')) at -= 1;
  if (at < 0 || line[at] !== escapeChar) return -1;
  return at > 0 && line[at - 1] === escapeChar ? -1 : at;
}

function isCommentOrBlank(line: string): boolean {
  const trimmed = trimStart(line);
  return trimmed === '' || trimmed.startsWith('#');
}

function isTerminator(line: string, word: HeredocWord): boolean {
  return (word.chomp ? line.replace(/^\t+/, '') : line) === word.name;
}

function canHoldHeredoc(line: string): boolean {
  const match = /^(?:onbuild\s+)?(?:run|copy|add)\s+/i.exec(line);
  return match !== null && !isExecForm(line.slice(match[0].length));
}

function beginsInstruction(line: string): boolean {
  const word = /^[A-Z]+(?=\s)/.exec(line)?.[0];
  return word !== undefined && KEYWORDS.includes(word);
}
