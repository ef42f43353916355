import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHeader } from '../../../src/image/tar/header.ts';

const CHECKSUM = 148;

/** POSIX pax, "ustar Interchange Format": the sum of all bytes, those of the checksum taken for blanks. */
function summed(block: Uint8Array): Buffer {
  const header = Buffer.from(block);
  // Numbers that are none would be refused for that.
  header.write('0000644\0', 100);
  header.write('00000000000\0', 124);
  header.fill(' ', CHECKSUM, CHECKSUM + 8);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM);
  return header;
}

const blocks = fc.oneof(
  fc.uint8Array({ minLength: 512, maxLength: 512 }),
  fc.constantFrom(0, 1, 0x7f, 0x80, 0xff).map((byte) => new Uint8Array(512).fill(byte)),
);

test('the sum of any bytes is the one that the standard says, wherever they lie', () => {
  fc.assert(
    fc.property(blocks, fc.nat(9), (block, at) => {
      const bytes = Buffer.concat([Buffer.alloc(at, 0xff), summed(block), Buffer.alloc(3, 0xff)]);
      expect(parseHeader(bytes, at, () => 'here').size).toBe(0);
    }),
  );
});

test('a single byte that changed is seen', () => {
  fc.assert(
    fc.property(blocks, fc.nat(511), fc.integer({ min: 1, max: 255 }), (block, at, change) => {
      fc.pre(at < 100 || at >= CHECKSUM + 8);
      const header = summed(block);
      header[at] = ((header[at] ?? 0) + change) % 256;
      expect(() => parseHeader(header, 0, () => 'here')).toThrow('here: not a tar header');
    }),
  );
});
