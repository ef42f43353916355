import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tableBlobs } from '../../../src/image/rpm/sqlite-table.ts';
import { FormatError } from '../../../src/model/errors.ts';
import { sqliteDatabase } from '../../support/rpm-database.ts';

const read = (file: Uint8Array): Uint8Array[] => [...tableBlobs(file, 'Packages', 1)];
const hex = (rows: readonly Uint8Array[]): string[] => rows.map((row) => Buffer.from(row).toString('hex'));
/** All lengths around which a row begins to flow over, and some of many pages. */
const lengths = (pageSize: number): number[] => [
  ...Array.from({ length: 60 }, (_, index) => pageSize - 70 + index),
  ...[0, 1, 127, 128, 2 * pageSize, 20_000, 200_000],
];

describe('what SQLite wrote', () => {
  test.each([512, 1024, 4096, 65_536])('rows of all lengths, pages of %d bytes', (pageSize) => {
    const rows = lengths(pageSize).map((length) => randomBytes(length));
    expect(hex(read(sqliteDatabase({ rows, pageSize })))).toEqual(hex(rows));
  });

  test('a tree of many levels', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => Buffer.from(`row ${index}`));
    expect(hex(read(sqliteDatabase({ rows, pageSize: 512 })))).toEqual(hex(rows));
  });

  test.each<[string, string]>([
    ['as rpm keeps it', 'PRAGMA journal_mode=WAL'],
    ['with pages that point back', 'PRAGMA auto_vacuum=FULL'],
    // The schema then takes pages of its own, and Packages is far down in it.
    ['after many tables', Array.from({ length: 200 }, (_, index) => `CREATE TABLE t${index} (a, b)`).join(';')],
  ])('%s', (_, before) => {
    const rows = lengths(512).map((length) => randomBytes(length));
    const kept = rows.filter((_row, index) => (index + 1) % 3 !== 0);
    const after = 'DELETE FROM Packages WHERE hnum % 3 = 0;';
    expect(hex(read(sqliteDatabase({ rows, pageSize: 512, before, after })))).toEqual(hex(kept));
  });

  test('numbers of rows that take nine bytes', () => {
    const after = "INSERT INTO Packages (hnum, blob) VALUES (-1, x'0102'), (9223372036854775807, x'0304');";
    expect(hex(read(sqliteDatabase({ rows: [Buffer.from('a')], after })))).toEqual(['0102', '61', '0304']);
  });

  test('no rows', () => {
    expect(read(sqliteDatabase({ rows: [] }))).toEqual([]);
  });
});

const DATABASE = sqliteDatabase({ rows: [3, 5000, 300, 40].map((length) => Buffer.alloc(length, 7)), pageSize: 512 });
const changed = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(DATABASE);
  change(bytes);
  return bytes;
};
/** Pages of 512 bytes behind the first one of `DATABASE`, whose schema is made to say that Packages begins in page 2. */
const withPages = (...pages: readonly Buffer[]): Buffer => {
  const first = Buffer.from(DATABASE.subarray(0, 512));
  return Buffer.concat([first, ...pages]);
};
/** A page with a header of a table: its kind, cells by their offset, and the right-most child of an interior one. */
const page = (kind: number, cells: readonly number[], right = 0): Buffer => {
  const bytes = Buffer.alloc(512);
  bytes[0] = kind;
  bytes.writeUInt16BE(cells.length, 3);
  if (kind === 5) bytes.writeUInt32BE(right, 8);
  for (const [index, cell] of cells.entries()) bytes.writeUInt16BE(cell, (kind === 5 ? 12 : 8) + 2 * index);
  return bytes;
};

describe('what is broken', () => {
  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'no SQLite 3 database'],
    ['another format', Buffer.alloc(4096, 'x'), 'no SQLite 3 database'],
    ['a size of pages', changed((bytes) => bytes.writeUInt16BE(513, 16)), 'no pages of 513 bytes'],
    ['no room in pages', changed((bytes) => bytes.writeUInt8(200, 20)), 'with 312 to be used'],
    ['another encoding', changed((bytes) => bytes.writeUInt32BE(2, 56)), 'not in UTF-8'],
    ['another table', sqliteDatabase({ rows: [], after: 'ALTER TABLE Packages RENAME TO p;' }), 'no table "Packages"'],
    [
      'a view',
      sqliteDatabase({ rows: [], after: `ALTER TABLE Packages RENAME TO p; CREATE VIEW Packages AS SELECT * FROM p;` }),
      'no table "Packages"',
    ],
    ['texts', sqliteDatabase({ rows: [], after: "INSERT INTO Packages (blob) VALUES ('x');" }), 'has no blob'],
    ['no such page', withPages(), 'page 2 is not in the file'],
    ['a page of an index', withPages(page(10, [])), 'page 2 is not one of a table'],
    ['too many cells', withPages(Buffer.from(page(13, [])).fill(0xff, 3, 5)), 'does not hold its 65535 cells'],
    ['a cell outside', withPages(page(13, [511])), 'a cell of page 2 is outside of it'],
    ['a child that is its parent', withPages(page(5, [], 2)), 'page 2 is used twice'],
    ['the schema as a child', withPages(page(5, [], 1)), 'page 1 is used twice'],
    [
      'a chain of pages',
      withPages(...Array.from({ length: 30 }, (_, index) => page(5, [], index + 3))),
      'deeper than 20 levels',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(FormatError);
    expect(() => read(bytes)).toThrow(message);
  });

  test.each<[string, number, readonly number[], string]>([
    // 476 of 2,000 bytes as below: they end in the page, and the number of the next page does not.
    ['a row whose next page is named outside', 30, [0x8f, 0x50, 1], 'a row is outside of its page'],
    ['a row that ends behind its page', 502, [20, 1], 'a row is outside of its page'],
    // 5 bytes, row 1: a header of 3 bytes, null, and a blob of 19 bytes, whose type is 50.
    ['a value longer than its row', 200, [5, 1, 3, 0, 50], 'a row is shorter than its values'],
    ['a header longer than its row', 200, [3, 1, 9, 0, 0], 'a row is shorter than its values'],
    ['a row of one column', 200, [2, 1, 2, 0], 'a row has 1 columns, and 2 were expected'],
    ['a type cut off', 200, [3, 1, 3, 0, 0x81], 'a number runs over the end'],
  ])('%s', (_, at, cell, message) => {
    const leaf = page(13, [at]);
    leaf.set(cell, at);
    const bytes = withPages(leaf, ...Array.from({ length: 4 }, () => Buffer.alloc(512)));
    expect(() => read(bytes)).toThrow(FormatError);
    expect(() => read(bytes)).toThrow(message);
  });

  test('a row that flows over in a circle', () => {
    const leaf = page(13, [20]);
    // 2,000 bytes, row 1: by section 1.6, M is 39 and K is 39 + (2,000 - 39) % 508 = 476, which stand here.
    leaf.set([0x8f, 0x50, 1], 20);
    leaf.writeUInt32BE(3, 23 + 476);
    const overflow = Buffer.alloc(512);
    overflow.writeUInt32BE(3, 0);
    expect(() => read(withPages(leaf, overflow, overflow, overflow))).toThrow('page 3 is used twice');
  });

  test('one row that all cells of a page point to does not multiply the file', () => {
    const leaf = page(
      13,
      Array.from({ length: 60 }, () => 200),
    );
    // 103 bytes, row 1: a header of 4 bytes, null, and a blob of 99 bytes, whose type is 210.
    leaf.set([103, 1, 4, 0, 0x81, 0x52], 200);
    expect(() => read(withPages(leaf))).toThrow('the rows are longer than the file');
    leaf.writeUInt16BE(2, 3);
    expect(read(withPages(leaf)).map(({ length }) => length)).toEqual([99, 99]);
  });

  test('cut off anywhere', () => {
    expect(read(DATABASE)).toHaveLength(4);
    for (let length = 0; length < DATABASE.length; length += 37) {
      expect(() => read(DATABASE.subarray(0, length))).toThrow(FormatError);
    }
  });

  test('bytes changed anywhere', () => {
    const change = fc.record({
      at: fc.nat(DATABASE.length - 1),
      value: fc.nat(255),
      run: fc.integer({ min: 1, max: 4 }),
    });
    let failed = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = changed((copy) => {
          for (const { at, value, run } of changes) copy.fill(value, at, Math.min(at + run, copy.length));
        });
        try {
          expect(read(bytes).reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          failed += 1;
        }
      }),
      { seed: 20_240_611, numRuns: 5_000 },
    );
    expect(failed).toBeGreaterThan(500);
  });
});
