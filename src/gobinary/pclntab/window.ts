import type { ByteReader } from '../byte-reader.ts';

const STEP = 2 ** 18;

/** Bytes that may still be read; a table that makes us jump about in it is not one that a linker wrote. */
export interface ReadBudget {
  left: number;
}

/** A stretch of a file, of which a piece at a time is in memory. Meant for reading mostly forwards. */
export class Window {
  readonly #reader: ByteReader;
  readonly #start: number;
  readonly #size: number;
  readonly #budget: ReadBudget;
  #from = 0;
  /** The piece in memory. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The same. */
  bytes: Uint8Array = new Uint8Array();

  constructor(reader: ByteReader, start: number, size: number, budget: ReadBudget) {
    this.#reader = reader;
    this.#start = start;
    this.#size = size;
    this.#budget = budget;
  }

  /** Where in `view` the byte `at` stands, with `length` bytes from it on readable; -1 where they cannot be had. */
  seek(at: number, length: number): number {
    const into = at - this.#from;
    if (into >= 0 && into + length <= this.view.byteLength) return into;
    if (!(at >= 0 && length >= 0 && at + length <= this.#size)) return -1;
    const wanted = Math.min(Math.max(STEP, length), this.#size - at);
    this.#budget.left -= wanted;
    if (this.#budget.left < 0) return -1;
    const bytes = this.#reader.read(this.#start + at, wanted);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.bytes = bytes;
    this.#from = at;
    return bytes.byteLength >= length ? 0 : -1;
  }
}
