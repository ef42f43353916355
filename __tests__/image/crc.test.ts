import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CrcOfStretch } from '../../src/image/crc.ts';

test('the sum of a stretch is that of its bytes', () => {
  const crc = new CrcOfStretch();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 70_000 }), (head, stretch) => {
      const before = crc32(head);
      expect(crc.of(before, crc32(stretch, before), stretch.length)).toBe(crc32(stretch));
    }),
    { numRuns: 300 },
  );
});

test('a stretch of many bytes', () => {
  const crc = new CrcOfStretch();
  const mebibyte = Buffer.alloc(2 ** 20, 'plimsoll');
  const before = crc32('before');
  let [sum, after] = [0, before];
  for (let index = 0; index < 100; index += 1) [sum, after] = [crc32(mebibyte, sum), crc32(mebibyte, after)];
  expect(crc.of(before, after, 100 * 2 ** 20)).toBe(sum);
});
