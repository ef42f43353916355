/** A stretch of a file: UTF-16 offsets (end exclusive) and the same as 1-based lines and columns. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A text with the offsets at which its lines begin. Only `\n` ends a line, as in BuildKit. */
export interface Source {
  readonly text: string;
  readonly lineStarts: readonly number[];
}

const BYTE_ORDER_MARK = '\uFEFF';

export function createSource(text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { text, lineStarts };
}

/** Length of the byte order mark: it has an offset but, as in editors, no column. */
export function markLength(source: Source): number {
  return source.text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
}

/** 0-based index of the last of the ascending `starts` that is not above `offset`. */
export function lastAtOrBelow(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function positionAt(source: Source, offset: number): { line: number; column: number } {
  const index = lastAtOrBelow(source.lineStarts, offset);
  const start = (source.lineStarts[index] ?? 0) + (index === 0 ? markLength(source) : 0);
  return { line: index + 1, column: Math.max(0, offset - start) + 1 };
}

/** Offsets outside the text are moved to its nearest end. */
export function rangeOf(source: Source, start: number, end: number): Range {
  const from = Math.min(Math.max(start, 0), source.text.length);
  const to = Math.min(Math.max(end, from), source.text.length);
  const first = positionAt(source, from);
  const last = positionAt(source, to);
  return {
    start: from,
    end: to,
    line: first.line,
    column: first.column,
    endLine: last.line,
    endColumn: last.column,
  };
}
