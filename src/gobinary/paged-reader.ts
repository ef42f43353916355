import type { ByteReader } from './byte-reader.ts';

const PAGE = 8 * 1024;
/** Headers, the tables that they point to and their names lie in a few places. */
const PAGES = 8;
const NOTHING = new Uint8Array();

/**
 * The same bytes with the pages that were looked at last kept: headers of executables are read a few bytes at a time,
 * and each would be a call of the system. What is longer than a page is read as it is.
 */
export class PagedReader implements ByteReader {
  readonly size: number;
  readonly #reader: ByteReader;
  readonly #head: Uint8Array;
  readonly #pages = new Map<number, Uint8Array>();

  /** @param head as many of the first bytes as are in memory already */
  constructor(reader: ByteReader, head: Uint8Array = NOTHING) {
    this.#reader = reader;
    this.#head = head;
    this.size = reader.size;
  }

  read(offset: number, length: number): Uint8Array {
    if (offset >= 0 && length >= 0 && offset + length <= this.#head.length) {
      return this.#head.subarray(offset, offset + length);
    }
    // Counted from the end, where linkers put the table of sections and, right before it, their names.
    const end = this.size - Math.floor((this.size - 1 - offset) / PAGE) * PAGE;
    const start = Math.max(0, end - PAGE);
    if (!(offset >= 0 && offset < this.size) || offset + length > end) return this.#reader.read(offset, length);
    return this.#page(start, end).subarray(offset - start, offset - start + Math.max(0, length));
  }

  #page(start: number, end: number): Uint8Array {
    const known = this.#pages.get(start);
    if (known !== undefined) return known;
    const bytes = this.#reader.read(start, end - start);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size < PAGES) break;
      this.#pages.delete(oldest);
    }
    this.#pages.set(start, bytes);
    return bytes;
  }
}
