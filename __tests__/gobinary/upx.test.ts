import { expect, test } from 'vitest';
import { readGoBinary } from '../../src/gobinary/read-go-binary.ts';
import { readerOf } from '../support/readers.ts';

/**
 * What UPX leaves, by its `src/stub/src/include/linux.h` and `src/packhead.cpp`: an ELF header and two program headers,
 * `l_info` and `p_info`, the packed bytes, and the pack header at the end.
 */
function packed(bits: 32 | 64, options: { packHeader?: boolean; infoSize?: number } = {}): Buffer {
  const file = Buffer.alloc(4_096);
  file.set([0x7f, 0x45, 0x4c, 0x46, bits / 32, 1, 1]);
  const header = bits === 64 ? 64 : 52;
  const stride = bits === 64 ? 56 : 32;
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(bits === 64 ? 62 : 3, 18);
  if (bits === 64) file.writeBigUInt64LE(BigInt(header), 32);
  else file.writeUInt32LE(header, 28);
  file.writeUInt16LE(stride, bits === 64 ? 54 : 42);
  file.writeUInt16LE(2, bits === 64 ? 56 : 44);
  const info = header + 2 * stride;
  file.write('UPX!', info + 4, 'latin1');
  file.writeUInt32LE(options.infoSize ?? 7_000_001, info + 16);
  if (options.packHeader !== false) {
    file.write('UPX!', file.length - 36, 'latin1');
    file.writeUInt32LE(7_000_000, file.length - 36 + 0x18);
  }
  return file;
}

test.each([32, 64] as const)('%i bits: packed, with the size before', (bits) => {
  expect(readGoBinary(readerOf(packed(bits)))).toEqual({
    kind: 'packed',
    format: 'elf',
    bytes: 4_096,
    unpackedBytes: 7_000_000,
  });
});

test('without the header at the end, the size is the one in front', () => {
  expect(readGoBinary(readerOf(packed(64, { packHeader: false })))).toMatchObject({ unpackedBytes: 7_000_001 });
  expect(readGoBinary(readerOf(packed(64, { packHeader: false, infoSize: 0 })))).toMatchObject({ unpackedBytes: null });
});

test('the text alone, somewhere in a file, packs nothing', () => {
  const file = packed(64);
  file.fill(0, 176, 200);
  expect(readGoBinary(readerOf(file))).toBeNull();
});

/** What UPX 4.2.4 made of two Go programs: the first and the last bytes of each. */
const REAL = [
  {
    architecture: 'amd64',
    packedBytes: 5263748,
    unpackedBytes: 8_501_846,
    head: [
      'f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAA0DbIAgAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAADAAAAAAAAAAEAAAAGAAAA',
      'AAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAABAAAAAAAABA0V0CAAAAAAAQAAAAAAAAAQAAAAUAAAAAAAAAAAAAAADgnQIAAAAA',
      'AOCdAgAAAAC1YSoAAAAAALVhKgAAAAAAABAAAAAAAABR5XRkBgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'AAAAAAAAAAAIAAAAAAAAALT9cOtVUFgh9AoOFgAAAABWuoEAwFwsAJABAACbAAAAAgAAAPv7If9/RUxGAgEBAA==',
    ].join(''),
    tail: ['AAAAAFVQWCEOFgIBDScQGeyt7ehWuoEAYFFQAFa6gQBJXwDl9AAAAA=='].join(''),
  },
  {
    architecture: 'arm64',
    packedBytes: 2517952,
    unpackedBytes: 5_439_650,
    head: [
      'f0VMRgIBAQAAAAAAAAAAAAIAtwABAAAAHF9/AgAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAADAAAAAAAAAAEAAAAGAAAA',
      'AAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAABAAAAAAAAAAGlcCAAAAAAAAAQAAAAAAAQAAAAUAAAAAAAAAAAAAAAAAWQIAAAAA',
      'AABZAgAAAABtaiYAAAAAAG1qJgAAAAAAAAABAAAAAABR5XRkBgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'AAAAAAAAAAAIAAAAAAAAAGO2q7ZVUFghYAsOKgAAAACiAFMAwGoqAJABAACVAAAAAgAAAPv7If9/RUxGAgEBAA==',
    ].join(''),
    tail: ['AAAAAFVQWCEOKgIBI1QlhDp0N4qiAFMAnGsmAKIAUwBSAABR9AAAAA=='].join(''),
  },
];

test.each(REAL)('a real one for $architecture', ({ packedBytes, unpackedBytes, head, tail }) => {
  const file = Buffer.alloc(packedBytes);
  Buffer.from(head, 'base64').copy(file);
  const end = Buffer.from(tail, 'base64');
  end.copy(file, packedBytes - end.length);
  expect(readGoBinary(readerOf(file))).toEqual({ kind: 'packed', format: 'elf', bytes: packedBytes, unpackedBytes });
});
