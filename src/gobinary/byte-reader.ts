/** Bytes at offsets, as `pread` gives them: the one way in which this folder sees a file. */
export interface ByteReader {
  /** Length of the file in bytes. */
  readonly size: number;
  /** The bytes from `offset` on: `length` of them, or fewer where the file ends. */
  read(offset: number, length: number): Uint8Array;
}

/**
 * Exactly `length` bytes at `offset`, or null where the file does not hold them.
 * Offsets come from headers that may lie: anything that is no whole number within the file is null, never a throw.
 */
export function bytesAt(reader: ByteReader, offset: number, length: number): Uint8Array | null {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return null;
  if (offset < 0 || length < 0 || offset + length > reader.size) return null;
  const bytes = reader.read(offset, length);
  return bytes.length === length ? bytes : null;
}

/** Whole numbers of a byte order out of bytes; outside of the bytes they are `NaN`, which no later check lets through. */
export class Fields {
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = littleEndian;
  }

  u16(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, this.#little) : Number.NaN;
  }

  u32(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#little) : Number.NaN;
  }

  /** Above 2^53 the number is not exact, and fails `Number.isSafeInteger`. */
  u64(at: number): number {
    const first = this.u32(at);
    const second = this.u32(at + 4);
    return this.#little ? second * 2 ** 32 + first : first * 2 ** 32 + second;
  }
}

/** Names of files, libraries and sections: the longest path that Linux takes. */
const LONGEST_TEXT = 4_096;

/**
 * The text up to the first NUL, from `at` on, cut where it is longer than any name; empty where `at` lies outside.
 * Headers may point into one long text as often as they like: each look costs no more than a name.
 */
export function textAt(bytes: Uint8Array, at: number): string {
  if (!Number.isSafeInteger(at) || at < 0 || at >= bytes.length) return '';
  const most = Math.min(bytes.length, at + LONGEST_TEXT);
  let end = at;
  while (end < most && bytes[end] !== 0) end += 1;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', at, end);
}

// Readers are classes: a `read` that is made anew for each file would have V8 throw away, with each file, the code that
// it compiled for the loops over the one before.

/** A stretch of something that is open already, with offsets of its own. */
export class Stretch implements ByteReader {
  readonly size: number;
  readonly #reader: ByteReader;
  readonly #start: number;

  constructor(reader: ByteReader, start: number, size: number) {
    this.#reader = reader;
    this.#start = start;
    this.size = size;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#reader.read(this.#start + offset, Math.max(0, Math.min(length, this.size - offset)));
  }
}

/** Bytes that are all there. */
export class BytesReader implements ByteReader {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + Math.max(0, length));
  }
}
