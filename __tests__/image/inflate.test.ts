import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectCompression } from '../../src/image/compression.ts';
import { type InflateOptions, inflate } from '../../src/image/inflate.ts';
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

/** Sums up what comes, as readers of layers do. */
async function* summed(
  compressed: AsyncIterable<Uint8Array>,
  options: Omit<InflateOptions, 'sumOfAll'>,
): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of inflate(compressed, { ...options, sumOfAll: () => sum })) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
}

const read = (
  bytes: Uint8Array,
  compression: 'gzip' | 'zstd' | 'none',
  maxBytes = 2 ** 30,
  size = 1_000,
): Promise<Buffer> => all(summed(cut(bytes, size), { compression, maxBytes, what: 'layer x' }));

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

/** With the fields that may follow a header: a name, as the gzip program writes it of a file (RFC 1952, section 2.3). */
const named = (bytes: Buffer): Buffer => {
  const head = Buffer.from(bytes.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, Buffer.from('a name\0'), bytes.subarray(10)]);
};

describe.each([1, 9, 4_096, 2 ** 20])('gzip in pieces of %i', (size) => {
  const small = TEXT.subarray(0, 600_000);
  const noise = NOISE.subarray(0, 3_000);

  test.each<[string, readonly Buffer[], Buffer]>([
    ['zeros behind it', [gzipSync(small), Buffer.alloc(700)], small],
    ['a name in its header', [named(gzipSync(small))], small],
    ['a second member with a name', [gzipSync(noise), named(gzipSync(small))], Buffer.concat([noise, small])],
    ['a first member with a name', [named(gzipSync(noise)), gzipSync(small)], Buffer.concat([noise, small])],
    ['an empty member before others', [gzipSync(''), gzipSync(noise), gzipSync('')], noise],
    ['many members', Array<Buffer>(50).fill(gzipSync('abc')), Buffer.from('abc'.repeat(50))],
  ])('%s', async (_, parts, contents) => {
    expect((await read(Buffer.concat(parts), 'gzip', 2 ** 30, size)).equals(contents)).toBe(true);
  });

  test.each<[string, Buffer, RegExp]>([
    ['a header alone', gzipSync(noise).subarray(0, 10), /unexpected end of file/],
    ['half a header', gzipSync(noise).subarray(0, 7), /unexpected end of file/],
    ['no checksum', gzipSync(noise).subarray(0, -8), /unexpected end of file/],
    ['half a size', gzipSync(noise).subarray(0, -2), /unexpected end of file/],
    ['a wrong size', Buffer.concat([gzipSync(noise).subarray(0, -4), Buffer.alloc(4)]), /incorrect length check/],
    ['a second member cut off', Buffer.concat([gzipSync(noise), gzipSync(noise).subarray(0, -1)]), /end of file/],
    ['a block of no kind', Buffer.concat([gzipSync('').subarray(0, 10), Buffer.from([7])]), /invalid block type/],
  ])('%s is refused', async (_, bytes, message) => {
    await expect(read(bytes, 'gzip', 2 ** 30, size)).rejects.toThrow(message);
    await expect(read(bytes, 'gzip', 2 ** 30, size)).rejects.toThrow(/^layer x: broken gzip data after \d+ inflated/);
  });
});

test('what follows the last member is read too, so that a digest can be taken of all', async () => {
  let seen = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of cut(Buffer.concat([gzipSync(TEXT), Buffer.alloc(5_000)]), 100)) {
      seen += piece.length;
      yield piece;
    }
  }
  await all(summed(counted(), { compression: 'gzip', maxBytes: 2 ** 30, what: 'layer x' }));
  expect(seen).toBe(gzipSync(TEXT).length + 5_000);
});

test('a failure of what is read comes through, and ends the reading', async () => {
  let ended = false;
  async function* failing(): AsyncGenerator<Uint8Array> {
    try {
      yield gzipSync(NOISE).subarray(0, 50_000);
      throw new Error('the disk is gone');
    } finally {
      ended = true;
    }
  }
  const options = { compression: 'gzip', maxBytes: 2 ** 30, what: 'layer x' } as const;
  await expect(all(summed(failing(), options))).rejects.toThrow('the disk is gone');
  expect(ended).toBe(true);
});

test('who stops before the end ends the reading', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      yield gzipSync(NOISE).subarray(0, 50_000);
      for (;;) yield Buffer.alloc(1_000);
    } finally {
      ended = true;
    }
  }
  const options = { compression: 'gzip', maxBytes: 2 ** 30, what: 'layer x' } as const;
  for await (const chunk of summed(endless(), options)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(ended).toBe(true);
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
