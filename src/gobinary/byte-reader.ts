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

/** A stretch of something that is open already, with offsets of its own. */
export function within(reader: ByteReader, start: number, size: number): ByteReader {
  return {
    size,
    read: (offset, length) => reader.read(start + offset, Math.max(0, Math.min(length, size - offset))),
  };
}

/** Bytes that are all there. */
export function bytesReader(bytes: Uint8Array): ByteReader {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + Math.max(0, length)) };
}
