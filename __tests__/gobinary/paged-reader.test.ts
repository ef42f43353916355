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

test('small looks at the same place ask the file once', () => {
  let asked = 0;
  const reader = new PagedReader({
    size: BYTES.length,
    read(offset, length) {
      asked += 1;
      return BYTES.subarray(offset, offset + length);
    },
  });
  for (let offset = 0; offset < 4_000; offset += 8) reader.read(offset, 8);
  expect(asked).toBe(1);
});

test('what is in memory already is not asked for', () => {
  const reader = new PagedReader({ size: BYTES.length, read: () => expect.unreachable() }, BYTES.subarray(0, 1_000));
  expect(Buffer.from(reader.read(200, 800)).equals(BYTES.subarray(200, 1_000))).toBe(true);
});
