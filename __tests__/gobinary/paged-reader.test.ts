import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PagedReader } from '../../src/gobinary/paged-reader.ts';
import { readerOf } from '../support/readers.ts';

const BYTES = randomBytes(100_000);

test('gives what the file gives, wherever it is looked at and whatever was looked at before', () => {
  const looks = fc.array(
    fc.record({ offset: fc.integer({ min: 0, max: 101_000 }), length: fc.integer({ min: 0, max: 20_000 }) }),
  );
  fc.assert(
    fc.property(looks, fc.nat(20_000), (all, known) => {
      const reader = new PagedReader(readerOf(BYTES), BYTES.subarray(0, known));
      for (const { offset, length } of all) {
        expect(Buffer.from(reader.read(offset, length)).equals(BYTES.subarray(offset, offset + length))).toBe(true);
      }
    }),
  );
});

/** How often a file is asked for its bytes. */
function asks(look: (reader: PagedReader) => void): number {
  let asked = 0;
  const size = BYTES.length;
  const read = (offset: number, length: number): Uint8Array => {
    asked += 1;
    return BYTES.subarray(offset, offset + length);
  };
  look(new PagedReader({ size, read }));
  return asked;
}

test('small looks at the same place ask the file once', () => {
  const many = (reader: PagedReader): void => {
    for (let offset = 20_000; offset < 22_000; offset += 8) reader.read(offset, 8);
  };
  expect(asks(many)).toBe(1);
});

test('what stands at the end of a file, such as its sections and their names, is one look', () => {
  const both = (reader: PagedReader): void => {
    reader.read(BYTES.length - 2_304, 2_304);
    reader.read(BYTES.length - 2_304 - 351, 351);
  };
  expect(asks(both)).toBe(1);
});

test('what is in memory already is not asked for', () => {
  const reader = new PagedReader({ size: BYTES.length, read: () => expect.unreachable() }, BYTES.subarray(0, 1_000));
  expect(Buffer.from(reader.read(200, 800)).equals(BYTES.subarray(200, 1_000))).toBe(true);
});
