import { lastAtOrBelow } from './source.ts';

/**
 * The text of an instruction with its continuation lines joined as BuildKit joins them (comment lines, blank lines and
 * the escape character at the end dropped), which still knows where in the file each character stood.
 */
export interface JoinedText {
  readonly text: string;
  /** Where each piece begins in the whole joined line, ascending, and in the file. */
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
  /** Index of `text[0]` in the whole joined line. */
  readonly shift: number;
}

export function joinPieces(pieces: readonly { readonly text: string; readonly offset: number }[]): JoinedText {
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += piece.text.length;
  }
  return {
    text: pieces.map((piece) => piece.text).join(''),
    starts,
    offsets: pieces.map((piece) => piece.offset),
    shift: 0,
  };
}

export function sliceJoined(joined: JoinedText, from: number, to: number = joined.text.length): JoinedText {
  return { ...joined, text: joined.text.slice(from, to), shift: joined.shift + from };
}

/** Offset in the file of the character at `index` of `joined.text`. */
export function fileOffset(joined: JoinedText, index: number): number {
  const at = joined.shift + index;
  const piece = lastAtOrBelow(joined.starts, at);
  return (joined.offsets[piece] ?? 0) + at - (joined.starts[piece] ?? 0);
}

/** Offset in the file just after the character before `index`: where a stretch that ends at `index` ends. */
export function fileEnd(joined: JoinedText, index: number): number {
  return index === 0 ? fileOffset(joined, 0) : fileOffset(joined, index - 1) + 1;
}
