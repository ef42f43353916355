import { FormatError } from '../../model/errors.ts';
import { readValue, readVarint } from './sqlite-record.ts';

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
/** The file's own header, in front of the first page's. */
const HEADER_BYTES = 100;
const UTF_8 = 1;
const INTERIOR = 0x05;
const LEAF = 0x0d;
/** Of a page's bytes, as section 1.3.4 has it. */
const LEAST_USABLE = 480;
/** `BTCURSOR_MAX_DEPTH` of SQLite itself. */
const MOST_LEVELS = 20;
/** Columns of `sqlite_schema`. */
const SCHEMA = { type: 0, name: 1, rootpage: 3 } as const;

/**
 * The blobs that stand in one column of a table, in the order of the row numbers.
 *
 * Reads the bytes of a SQLite 3 database as https://www.sqlite.org/fileformat2.html lays them down, whoever wrote them:
 * a page is looked at once at most, and all rows together are no longer than the file, so that time and memory are
 * those of the file's length. The file is read alone: what stands in a write-ahead log beside it (`-wal`), as a program
 * leaves one that was killed, is not seen.
 * @param column from 0 on
 * @throws FormatError where the bytes are no such database, or it has no such table
 */
export function* tableBlobs(file: Uint8Array, table: string, column: number): Generator<Uint8Array, void, undefined> {
  const pages = new Pages(file);
  for (const row of pages.rows(rootOf(pages, table), 0)) {
    const value = readValue(row, column);
    if (value?.kind !== 'blob') throw new FormatError(`a row of the table "${table}" has no blob`);
    yield value.bytes;
  }
}

function rootOf(pages: Pages, table: string): number {
  // To the end, for the page of the table must not be one of the schema's.
  let root: number | undefined;
  for (const row of pages.rows(1, 0)) {
    if (textOf(row, SCHEMA.type) !== 'table' || textOf(row, SCHEMA.name) !== table) continue;
    const value = readValue(row, SCHEMA.rootpage);
    if (value?.kind === 'integer') root ??= value.value;
  }
  if (root === undefined) throw new FormatError(`there is no table "${table}"`);
  return root;
}

function textOf(row: Uint8Array, column: number): string | null {
  const value = readValue(row, column);
  return value?.kind === 'text' ? Buffer.from(value.bytes).toString('utf8') : null;
}

class Pages {
  readonly #file: Uint8Array;
  readonly #size: number;
  /** Bytes of a page that may be used: an extension may keep some at its end. */
  readonly #usable: number;
  readonly #seen = new Set<number>();
  /** Bytes that the rows still to come may have. Cells can be made to overlap, and would multiply the file. */
  #left: number;

  constructor(file: Uint8Array) {
    if (file.length < HEADER_BYTES || MAGIC.compare(file, 0, MAGIC.length) !== 0) {
      throw new FormatError('this is no SQLite 3 database');
    }
    const view = viewOf(file);
    const size = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
    const usable = size - view.getUint8(20);
    if (size < 512 || (size & (size - 1)) !== 0 || usable < LEAST_USABLE) {
      throw new FormatError(`there are no pages of ${size} bytes with ${usable} to be used`);
    }
    if (view.getUint32(56) !== UTF_8) throw new FormatError('the database is not in UTF-8');
    this.#file = file;
    this.#size = size;
    this.#usable = usable;
    this.#left = file.length;
  }

  /** The records of the tree below a page. */
  *rows(number: number, level: number): Generator<Uint8Array, void, undefined> {
    if (level > MOST_LEVELS) throw new FormatError(`a table is deeper than ${MOST_LEVELS} levels`);
    const page = this.#page(number);
    const view = viewOf(page);
    const start = number === 1 ? HEADER_BYTES : 0;
    const kind = page[start];
    if (kind !== LEAF && kind !== INTERIOR) throw new FormatError(`page ${number} is not one of a table`);
    const cells = view.getUint16(start + 3);
    const pointers = start + (kind === LEAF ? 8 : 12);
    if (pointers + 2 * cells > page.length) throw new FormatError(`page ${number} does not hold its ${cells} cells`);
    for (let cell = 0; cell < cells; cell += 1) {
      const at = view.getUint16(pointers + 2 * cell);
      if (at + 4 > page.length) throw new FormatError(`a cell of page ${number} is outside of it`);
      if (kind === LEAF) yield this.#record(page, at);
      else yield* this.rows(view.getUint32(at), level + 1);
    }
    if (kind === INTERIOR) yield* this.rows(view.getUint32(start + 8), level + 1);
  }

  #page(number: number): Uint8Array {
    const start = (number - 1) * this.#size;
    if (!(number >= 1 && start + this.#size <= this.#file.length)) {
      throw new FormatError(`page ${number} is not in the file`);
    }
    if (this.#seen.has(number)) throw new FormatError(`page ${number} is used twice`);
    this.#seen.add(number);
    return this.#file.subarray(start, start + this.#usable);
  }

  /** A row, put together from its page and the pages that it flows over to. */
  #record(page: Uint8Array, cell: number): Uint8Array {
    const { value: length, end: afterLength } = readVarint(page, cell);
    this.#left -= length;
    if (this.#left < 0) throw new FormatError('the rows are longer than the file');
    const { end: start } = readVarint(page, afterLength);
    const local = this.#localBytes(length);
    const end = start + local;
    if (end + (local < length ? 4 : 0) > page.length) throw new FormatError('a row is outside of its page');
    if (local === length) return page.subarray(start, end);
    const record = new Uint8Array(length);
    record.set(page.subarray(start, end));
    let next = viewOf(page).getUint32(end);
    for (let filled = local; filled < length; ) {
      const overflow = this.#page(next);
      const piece = overflow.subarray(4, 4 + length - filled);
      record.set(piece, filled);
      filled += piece.length;
      next = viewOf(overflow).getUint32(0);
    }
    return record;
  }

  /** How much of a row its own page keeps: U, X, M and K of section 1.6. */
  #localBytes(length: number): number {
    const most = this.#usable - 35;
    if (length <= most) return length;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (this.#usable - 4));
    return fitting <= most ? fitting : least;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
