import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { ByteReader } from '../gobinary/byte-reader.ts';

/** A stretch of a file on disk: a whole blob of a layout folder, or a member of an uncompressed archive. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

const CHUNK = 256 * 1024;

/** The bytes of a range in order, as fresh chunks. */
export function rangeChunks(range: FileRange): AsyncIterable<Uint8Array> {
  if (range.size === 0) return none();
  return createReadStream(range.path, {
    start: range.start,
    end: range.start + range.size - 1,
    highWaterMark: CHUNK,
  });
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** A range that is open for reading at offsets, until the end of the scope: `using`. Offsets count from its start. */
export class OpenRange implements ByteReader {
  readonly #file: number;
  readonly #start: number;
  readonly size: number;

  constructor(range: FileRange) {
    this.#file = openSync(range.path, 'r');
    this.#start = range.start;
    this.size = range.size;
  }

  read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const buffer = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const got = readSync(this.#file, buffer, filled, wanted - filled, this.#start + offset + filled);
      if (got === 0) break;
      filled += got;
    }
    return buffer.subarray(0, filled);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
