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
    const index = Math.floor(offset / PAGE);
    const into = offset - index * PAGE;
    if (!(offset >= 0) || into + length > PAGE) return this.#reader.read(offset, length);
    return this.#page(index).subarray(into, into + Math.max(0, length));
  }

  #page(index: number): Uint8Array {
    const known = this.#pages.get(index);
    if (known !== undefined) return known;
    const bytes = this.#reader.read(index * PAGE, PAGE);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size < PAGES) break;
      this.#pages.delete(oldest);
    }
    this.#pages.set(index, bytes);
    return bytes;
  }
}
