import type { ByteReader } from './byte-reader.ts';

const PAGE = 8 * 1024;
/** Headers, the tables that they point to and their names lie in a few places. */
const PAGES = 8;

/**
 * The same bytes with the pages that were looked at last kept: headers of executables are read a few bytes at a time,
 * and each would be a call of the system. What is longer than a page is read as it is.
 */
export function paged(reader: ByteReader): ByteReader {
  const pages = new Map<number, Uint8Array>();
  const page = (index: number): Uint8Array => {
    const known = pages.get(index);
    if (known !== undefined) return known;
    const bytes = reader.read(index * PAGE, PAGE);
    for (const oldest of pages.keys()) {
      if (pages.size < PAGES) break;
      pages.delete(oldest);
    }
    pages.set(index, bytes);
    return bytes;
  };
  return {
    size: reader.size,
    read(offset, length) {
      const index = Math.floor(offset / PAGE);
      const into = offset - index * PAGE;
      if (!(offset >= 0) || into + length > PAGE) return reader.read(offset, length);
      return page(index).subarray(into, into + Math.max(0, length));
    },
  };
}
