import { setImmediate } from 'node:timers/promises';
import { FormatError } from '../../model/errors.ts';

/** Bytes of a sparse file that are stored; what lies between them are holes, read as zeros. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: number;
}

/** A file that is stored without its holes, as GNU tar does with `--sparse`. */
export interface SparseFile {
  /** Of the whole file, holes included. */
  readonly size: number;
  /** In order; they do not overlap. */
  readonly stretches: readonly Stretch[];
}

/**
 * Holds a map against its file and against the bytes that are stored of it, as strictly as Go's archive/tar.
 * @throws FormatError, begun with `where`, for stretches that overlap, go back or beyond the end, or whose bytes are
 * not those that are stored
 */
export function sparseFile(size: number, stretches: readonly Stretch[], stored: number, where: string): SparseFile {
  let end = 0;
  let bytes = 0;
  for (const stretch of stretches) {
    const stop = stretch.offset + stretch.bytes;
    if (stretch.offset < end) throw new FormatError(`${where}: the map of a sparse file overlaps or is out of order`);
    if (!Number.isSafeInteger(stop) || stop > size) {
      throw new FormatError(`${where}: the map of a sparse file goes beyond its ${size} bytes`);
    }
    end = stop;
    bytes += stretch.bytes;
  }
  if (bytes !== stored) {
    throw new FormatError(
      `${where}: the map of a sparse file speaks of ${bytes} stored bytes, and there are ${stored}`,
    );
  }
  return { size, stretches };
}

/** The first `length` bytes of the file at most, from the first stored ones. */
export function sparseHead(file: SparseFile, stored: Uint8Array, length: number): Uint8Array {
  const head = new Uint8Array(Math.min(length, file.size));
  let used = 0;
  for (const { offset, bytes } of file.stretches) {
    if (offset >= head.length) break;
    const part = stored.subarray(used, used + Math.min(bytes, head.length - offset));
    head.set(part, offset);
    used += part.length;
  }
  return head;
}

const ZEROS_BYTES = 256 * 1024;
/** Holes come without any waiting: so many pieces of zeros, and others get their turn, such as a signal to stop. */
const TURN = 256;

/** The contents with the holes filled in. `take` gives the next stored bytes piece by piece, fewer where they end. */
export async function* withHoles(
  file: SparseFile,
  take: (bytes: number) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const zeros = new Uint8Array(Math.min(ZEROS_BYTES, file.size));
  let at = 0;
  let pieces = 0;
  for (const { offset, bytes } of [...file.stretches, { offset: file.size, bytes: 0 }]) {
    while (at < offset) {
      const piece = zeros.subarray(0, offset - at);
      yield piece;
      at += piece.length;
      pieces += 1;
      if (pieces % TURN === 0) await setImmediate();
    }
    yield* take(bytes);
    at = offset + bytes;
  }
}
