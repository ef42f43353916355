import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ByteReader } from '../gobinary/byte-reader.ts';

/** A stretch of a file on disk: a whole blob of a layout folder, or a member of an uncompressed archive. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/** Bytes at offsets, into memory that the caller has. */
export interface Positioned {
  /** Fills `target` with `length` bytes from `offset` on, and says how many there were. */
  readInto(target: Uint8Array, offset: number, length: number): number;
}

const CHUNK = 4 * 1024 * 1024;

/** The bytes of a range in order, as fresh chunks. */
export function rangeChunks(range: FileRange): AsyncIterable<Uint8Array> {
  return chunksInto(range, () => Buffer.allocUnsafeSlow(CHUNK));
}

/**
 * The same without new memory for each: a chunk is valid until the second one after it is asked for, so that one can
 * be worked on while the next is read.
 */
export function rangeChunksInTurn(range: FileRange): AsyncIterable<Uint8Array> {
  const buffers = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const;
  return chunksInto(range, (index) => buffers[index % 2 === 0 ? 0 : 1]);
}

async function* chunksInto(range: FileRange, buffer: (index: number) => Uint8Array): AsyncGenerator<Uint8Array> {
  await using file = await open(range.path, 'r');
  let done = 0;
  for (let index = 0; done < range.size; index += 1) {
    const target = buffer(index);
    const { bytesRead } = await file.read(target, 0, Math.min(CHUNK, range.size - done), range.start + done);
    // Cut off: whoever reads it knows how much there should be.
    if (bytesRead === 0) return;
    done += bytesRead;
    yield target.subarray(0, bytesRead);
  }
}

/** A range that is open for reading at offsets, until the end of the scope: `using`. Offsets count from its start. */
export class OpenRange implements ByteReader, Positioned {
  readonly range: FileRange;
  readonly #file: number;

  constructor(range: FileRange) {
    this.range = range;
    this.#file = openSync(range.path, 'r');
  }

  get size(): number {
    return this.range.size;
  }

  read(offset: number, length: number): Uint8Array {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)));
    return buffer.subarray(0, this.readInto(buffer, offset));
  }

  /** Fills `target` with `length` bytes from `offset` on, as far as the range goes, and says how many there were. */
  readInto(target: Uint8Array, offset: number, length = target.length): number {
    const wanted = Math.min(length, this.size - offset);
    let filled = 0;
    while (filled < wanted) {
      const got = readSync(this.#file, target, filled, wanted - filled, this.range.start + offset + filled);
      if (got === 0) break;
      filled += got;
    }
    return filled;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
