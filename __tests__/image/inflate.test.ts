import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectCompression } from '../../src/image/compression.ts';
import { inflate } from '../../src/image/inflate.ts';
import { verified } from '../../src/image/verify.ts';
import { FormatError } from '../../src/model/errors.ts';
import { sha256 } from '../support/layout.ts';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

const read = (
  bytes: Uint8Array,
  compression: 'gzip' | 'zstd' | 'none',
  maxBytes = 2 ** 30,
  size = 1_000,
): Promise<Buffer> => all(inflate(cut(bytes, size), { compression, maxBytes, what: 'layer x' }));

const NOISE = randomBytes(150_000);
const TEXT = Buffer.from('plimsoll '.repeat(400_000));
/** A frame that readers pass over (RFC 8878, section 3.1.2). */
const SKIPPED = Buffer.concat([Buffer.from('5a2a4d1804000000', 'hex'), Buffer.from('skip')]);

describe.each([NOISE, TEXT, Buffer.alloc(0), Buffer.from('x')])('contents %#', (contents) => {
  test.each([1_000, 2 ** 20])('gzip and zstd, in pieces of %i', async (size) => {
    expect((await read(gzipSync(contents), 'gzip', 2 ** 30, size)).equals(contents)).toBe(true);
    expect((await read(zstdCompressSync(contents), 'zstd', 2 ** 30, size)).equals(contents)).toBe(true);
  });

  test('several members, several frames, frames to be skipped', async () => {
    const twice = Buffer.concat([contents, contents]);
    const members = Buffer.concat([gzipSync(contents), gzipSync(contents)]);
    expect((await read(members, 'gzip')).equals(twice)).toBe(true);
    const frame = zstdCompressSync(contents);
    const frames = Buffer.concat([SKIPPED, frame, SKIPPED, frame, SKIPPED]);
    expect((await read(frames, 'zstd')).equals(twice)).toBe(true);
    expect((await read(frames, 'zstd', 2 ** 30, 101)).equals(twice)).toBe(true);
  });
});

test('what the gzip program writes', async () => {
  expect((await read(execFileSync('gzip', ['-9', '-c'], { input: TEXT }), 'gzip')).equals(TEXT)).toBe(true);
});

const withWrongSum = gzipSync(TEXT);
// The checksum of a member stands in the last eight bytes, before the size.
withWrongSum.fill(0x55, withWrongSum.length - 8, withWrongSum.length - 4);

test.each<[string, 'gzip' | 'zstd', Buffer]>([
  ['gzip cut off', 'gzip', gzipSync(NOISE).subarray(0, -9)],
  ['gzip with a wrong sum', 'gzip', withWrongSum],
  ['gzip followed by garbage', 'gzip', Buffer.concat([gzipSync(TEXT), Buffer.from('garbage')])],
  ['zstd cut off', 'zstd', zstdCompressSync(NOISE).subarray(0, -9)],
  [
    'zstd cut off inside of a frame to be skipped',
    'zstd',
    Buffer.concat([zstdCompressSync(TEXT), SKIPPED.subarray(0, 9)]),
  ],
  ['zstd followed by garbage', 'zstd', Buffer.concat([zstdCompressSync(TEXT), Buffer.from('garbage')])],
  ['zstd of a broken block', 'zstd', Buffer.from(zstdCompressSync(TEXT)).fill(0xff, 20, 30)],
])('%s is refused, naming the layer', async (_name, compression, bytes) => {
  await expect(read(bytes, compression)).rejects.toThrow(/^layer x: /);
  await expect(read(bytes, compression)).rejects.toBeInstanceOf(FormatError);
});

test('a bomb is cut off at the ceiling', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 2 ** 20));
  await expect(read(bomb, 'gzip', 2 ** 20)).rejects.toThrow('layer x: inflates to more than 1048576 bytes');
  await expect(read(TEXT, 'none', TEXT.length - 1)).rejects.toThrow('inflates to more than');
  await expect(read(TEXT, 'none', TEXT.length)).resolves.toHaveLength(TEXT.length);
});

test('bytes are held against their digest at the end', async () => {
  const digest = sha256(TEXT) as `sha256:${string}`;
  await expect(all(verified(cut(TEXT, 1_000), digest, 'x'))).resolves.toHaveLength(TEXT.length);
  await expect(all(verified(cut(TEXT.subarray(1), 1_000), digest, 'x'))).rejects.toThrow(`not ${digest}`);
});

test.each<[string, Buffer, string]>([
  ['gzip', gzipSync('x'), 'gzip'],
  ['zstd', zstdCompressSync('x'), 'zstd'],
  ['zstd that begins with a skipped frame', SKIPPED, 'zstd'],
  ['anything else', Buffer.alloc(512), 'none'],
  ['nothing', Buffer.alloc(0), 'none'],
])('%s is told by its bytes', (_name, bytes, compression) => {
  expect(detectCompression(bytes.subarray(0, 6), 'x')).toBe(compression);
});

test('xz and bzip2 are refused by name', () => {
  expect(() => detectCompression(Buffer.from('fd377a585a00', 'hex'), 'layer x')).toThrow(
    'layer x is compressed with xz',
  );
  expect(() => detectCompression(Buffer.from('BZh91A'), 'layer x')).toThrow('layer x is compressed with bzip2');
});
