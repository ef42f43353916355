import { describe, expect, test } from 'vitest';
import { readGoBinary } from '../../src/gobinary/read-go-binary.ts';

const DATA = 0x1000;
const ADDRESS = 0x400000;

/** An ELF file of one writable segment, by the System V ABI: enough for what debug/buildinfo looks at. */
function elf(bits: 32 | 64, little: boolean, data: Buffer): Buffer {
  const file = Buffer.alloc(DATA + data.length);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const word = (at: number, value: number): void =>
    bits === 64 ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little);
  file.set([0x7f, 0x45, 0x4c, 0x46, bits / 32, little ? 1 : 2, 1]);
  const header = bits === 64 ? 64 : 52;
  view.setUint16(18, bits === 64 ? 62 : 3, little);
  word(bits === 64 ? 32 : 28, header);
  view.setUint16(bits === 64 ? 54 : 42, bits === 64 ? 56 : 32, little);
  view.setUint16(bits === 64 ? 56 : 44, 1, little);
  view.setUint32(header, 1, little);
  view.setUint32(header + (bits === 64 ? 4 : 24), 6, little);
  word(header + (bits === 64 ? 8 : 4), DATA);
  word(header + (bits === 64 ? 16 : 8), ADDRESS);
  word(header + (bits === 64 ? 32 : 16), data.length);
  data.copy(file, DATA);
  return file;
}

const MODULES = 'path\texample.com/old\nmod\texample.com/old\tv1.0.0\th1:x=\n';
const FRAMED = `0123456789abcdef${MODULES}fedcba9876543210`;

/** Before Go 1.18: pointers to a pointer and a length each. */
function pointed(bits: 32 | 64, little: boolean, lengths: { version?: number; at?: number } = {}): Buffer {
  const width = bits / 8;
  const data = Buffer.alloc(512 + FRAMED.length);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const word = (at: number, value: number): void =>
    width === 8 ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little);
  data.write('\xff Go buildinf:', 64, 'latin1');
  data[78] = width;
  data[79] = little ? 0 : 1;
  word(80, lengths.at ?? ADDRESS + 128);
  word(80 + width, ADDRESS + 160);
  word(128, ADDRESS + 256);
  word(128 + width, lengths.version ?? 'go1.16.15'.length);
  word(160, ADDRESS + 512);
  word(160 + width, FRAMED.length);
  data.write('go1.16.15', 256, 'latin1');
  data.write(FRAMED, 512, 'latin1');
  return data;
}

function read(file: Buffer): ReturnType<typeof readGoBinary> {
  return readGoBinary({ size: file.length, read: (offset, length) => file.subarray(offset, offset + length) });
}

describe('build info of Go before 1.18, found in the data segment', () => {
  test.each<[32 | 64, boolean]>([
    [64, true],
    [64, false],
    [32, true],
    [32, false],
  ])('%i bits, little-endian %s', (bits, little) => {
    expect(read(elf(bits, little, pointed(bits, little)))).toMatchObject({
      goVersion: 'go1.16.15',
      mainPackage: 'example.com/old',
      main: { path: 'example.com/old', version: 'v1.0.0' },
      static: true,
    });
  });

  test.each([
    ['a version longer than the file', { version: 1e9 }],
    ['a version of no length', { version: 0 }],
    ['a pointer to nowhere', { at: 0x7fffffff }],
  ])('%s: not read as Go', (_name, lie) => {
    expect(read(elf(64, true, pointed(64, true, lie)))).toBeNull();
  });

  test('the magic off its place is not build info', () => {
    expect(read(elf(64, true, Buffer.concat([Buffer.alloc(8), pointed(64, true).subarray(0, -8)])))).toBeNull();
  });
});
