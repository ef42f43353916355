import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/image/limits.ts';
import { ChunkInput } from '../../../src/image/tar/chunk-input.ts';
import type { TarEntry } from '../../../src/image/tar/entry.ts';
import type { TarInput } from '../../../src/image/tar/input.ts';
import { TarReader } from '../../../src/image/tar/read.ts';
import { FormatError } from '../../../src/model/errors.ts';
import { tarOf } from '../../support/layout.ts';
import { cut, END, header, padded, pax, readAll, seeking } from '../../support/tar-bytes.ts';

describe('archives of GNU tar', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-tar-'));
    const tree = join(folder, 'tree');
    const deep = join(tree, 'd'.repeat(60), 'e'.repeat(60));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(tree, 'empty'), '');
    writeFileSync(join(tree, 'small'), 'x'.repeat(511), { mode: 0o755 });
    writeFileSync(join(tree, 'block'), 'x'.repeat(512));
    writeFileSync(join(tree, 'larger'), 'x'.repeat(70_000));
    writeFileSync(join(deep, 'file with blanks'), 'hello');
    linkSync(join(tree, 'small'), join(tree, 'twin'));
    symlinkSync('small', join(tree, 'soft'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** `tar -tv` of the archive: mode, size, name and target of each entry, in order. */
  function listing(archive: string): string[] {
    const text = execFileSync('tar', ['-tvf', archive, '--quoting-style=literal', '--full-time'], { encoding: 'utf8' });
    return text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, mode, size, name] = /^(\S+) +\S+ +(\d+) +\S+ +\S+ (.*)$/.exec(line) ?? [];
        return `${mode} ${size} ${name}`;
      });
  }

  function printed(entry: TarEntry): string {
    const letters = {
      file: '-',
      'hard-link': 'h',
      symlink: 'l',
      directory: 'd',
      character: 'c',
      block: 'b',
      fifo: 'p',
    };
    const bits = 'rwxrwxrwx'.replace(/./g, (bit, at) => ((entry.mode >> (8 - at)) & 1 ? bit : '-'));
    const target = { 'hard-link': ` link to ${entry.linkName}`, symlink: ` -> ${entry.linkName}` }[
      entry.type as string
    ];
    return `${letters[entry.type]}${bits} ${entry.size} ${entry.name}${target ?? ''}`;
  }

  test.each(['v7', 'ustar', 'pax', 'gnu', 'oldgnu'])('%s: entries are what "tar -tv" lists', async (format) => {
    const archive = join(folder, `${format}.tar`);
    const arguments_ = ['--sort=name', `--format=${format}`, '-cf', archive, '-C', join(folder, 'tree')];
    // V7 has no room for the long names.
    execFileSync('tar', format === 'v7' ? [...arguments_, 'empty', 'small', 'block', 'soft'] : [...arguments_, '.']);
    const expected = listing(archive);
    expect(expected.length).toBeGreaterThan(3);
    const bytes = execFileSync('cat', [archive], { maxBuffer: 2 ** 26 });
    expect((await readAll(seeking(bytes))).map(printed)).toEqual(expected);
    for (const size of [1, 511, 512, 4_096, 65_536]) {
      expect((await readAll(new ChunkInput(cut(bytes, size)))).map(printed)).toEqual(expected);
    }
  });

  test('a name and a link beyond 100 bytes, in each format that has them', async () => {
    const tree = join(folder, 'long');
    const name = 'n'.repeat(200);
    mkdirSync(tree);
    writeFileSync(join(tree, name), 'hello');
    symlinkSync(name, join(tree, 'z'));
    for (const format of ['pax', 'gnu']) {
      const bytes = execFileSync('tar', ['--sort=name', `--format=${format}`, '-cf', '-', '-C', tree, name, 'z']);
      const entries = await readAll(seeking(bytes));
      expect(entries.map((entry) => [entry.name, entry.linkName])).toEqual([
        [name, ''],
        ['z', name],
      ]);
    }
  });
});

describe('contents', () => {
  test.each([1, 100, 512, 1_000, 10_000])('the same bytes from chunks of %i as by seeking', async (size) => {
    const bytes = await tarOf([
      { name: 'a', content: 'A'.repeat(3_000) },
      { name: 'b', content: '' },
      { name: 'c', content: 'C'.repeat(512) },
    ]);
    for (const input of [new ChunkInput(cut(bytes, size)), seeking(bytes)]) {
      const reader = new TarReader(input, DEFAULT_LIMITS, 'test.tar');
      const found: string[] = [];
      for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
        const head = Buffer.from(await reader.head(5)).toString();
        const pieces: Buffer[] = [];
        for await (const piece of reader.contents()) pieces.push(Buffer.from(piece));
        found.push(`${head}|${Buffer.concat(pieces)}`);
      }
      expect(found).toEqual([`AAAAA|${'A'.repeat(3_000)}`, '|', `CCCCC|${'C'.repeat(512)}`]);
    }
  });

  test('only a part is taken: the next entry is found all the same', async () => {
    const bytes = await tarOf([
      { name: 'a', content: 'A'.repeat(3_000) },
      { name: 'b', content: 'B' },
    ]);
    const reader = new TarReader(new ChunkInput(cut(bytes, 700)), DEFAULT_LIMITS, 'test.tar');
    await reader.next();
    for await (const piece of reader.contents()) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(await reader.next()).toMatchObject({ name: 'b', size: 1 });
  });
});

describe('what the pieces of the format say', () => {
  test.each<[string, Buffer[], Partial<TarEntry>]>([
    [
      'a size of base 256',
      [header({ size: Buffer.from('800000000000000000000003', 'hex') }), padded('abc')],
      { size: 3 },
    ],
    ['digits led by blanks', [header({ size: '         3 \0' }), padded('abc')], { size: 3 }],
    ['an empty number', [header({ size: '\0' })], { size: 0 }],
    ['the old type of files', [header({ type: '\0' })], { type: 'file' }],
    ['the old type of folders', [header({ type: '\0', name: 'd/', magic: '' })], { type: 'directory', name: 'd/' }],
    [
      'a hard link never has contents',
      [header({ type: '1', size: '00000001000\0', link: 't' })],
      { size: 0, linkName: 't' },
    ],
    [
      'pax overrides name and size',
      [pax('path=other', 'size=3'), header({}), padded('abc')],
      { name: 'other', size: 3 },
    ],
    ['the last pax record of a key holds', [pax('path=one', 'path=two'), header({})], { name: 'two' }],
    ['an empty pax value takes back', [pax('path=one', 'path='), header({})], { name: 'file' }],
    ['unknown pax keys are nothing', [pax('SCHILY.xattr.user.a=b\nc', 'mtime=1.5'), header({})], { name: 'file' }],
    ['a name that is not UTF-8', [header({ name: 'a\xffb' })], { name: 'a\\xffb' }],
    ['no end block at all', [header({})], { name: 'file' }],
  ])('%s', async (_name, blocks, expected) => {
    const entries = await readAll(seeking(Buffer.concat(blocks)));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject(expected);
  });

  test('the prefix of a ustar name', async () => {
    const block = header({ name: 'file' });
    const before = block.readUInt8(345);
    block.write('some/folder', 345);
    expect(before).toBe(0);
    const sum = block.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect((await readAll(seeking(block)))[0]?.name).toBe('some/folder/file');
  });

  test('a global pax header changes nothing, as in the engines', async () => {
    const block = Buffer.concat([pax('path=global'), header({}), END]);
    block.write('g', 156);
    const sum = block
      .subarray(0, 512)
      .fill(' ', 148, 156)
      .reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect((await readAll(seeking(block)))[0]?.name).toBe('file');
  });

  test('offsets are those of headers and contents', async () => {
    const bytes = Buffer.concat([header({ size: '00000000003\0' }), padded('abc'), pax('path=b'), header({}), END]);
    const entries = await readAll(seeking(bytes));
    expect(entries.map(({ offset, contentOffset }) => [offset, contentOffset])).toEqual([
      [0, 512],
      [2_048, 2_560],
    ]);
  });
});

/** Each is one that programs write, or that Go's archive/tar takes: what stands behind a NUL is not looked at. */
test.each([
  '00000000021\0',
  '00000000021 ',
  '0000000021 \0',
  '        21\0\0',
  '21\0         ',
  '21\0 anything',
  '000000000021',
])('a size written as %j', async (size) => {
  const bytes = Buffer.concat([header({ size }), padded('x'.repeat(17)), END]);
  for (const input of [new ChunkInput(cut(bytes, 300)), seeking(bytes)]) {
    expect(await readAll(input)).toMatchObject([{ size: 17 }]);
  }
});

describe('what is refused, with its place', () => {
  const broken = header({});
  broken[0] = 0x5a;
  test.each<[string, Buffer[], string]>([
    ['a wrong checksum', [header({}), broken], 'test.tar, entry at byte 512: not a tar header'],
    ['an unknown type', [header({ type: '7' })], 'entry at byte 0: "file" is of the unknown type "7"'],
    [
      'a size with something behind its blank',
      [header({ size: '0000000017 x' })],
      'entry at byte 0: the size in the tar header is not a number',
    ],
    [
      'a size of letters',
      [header({ size: 'abcdefghijk\0' })],
      'entry at byte 0: the size in the tar header is not a number',
    ],
    ['a negative size', [header({ size: Buffer.alloc(12, 0xff) })], 'the size in the tar header is out of range'],
    ['a size beyond 2^53', [header({ size: Buffer.from('80ffffffffffffffffffffff', 'hex') })], 'is out of range'],
    [
      'contents cut off',
      [header({ size: '00000002000\0' }), padded('abc')],
      'cut off at byte 1024, inside of an entry',
    ],
    ['a header cut off', [header({}), Buffer.alloc(100, 1)], 'cut off at byte 512, inside of a header'],
    ['zeros, then more', [Buffer.alloc(512), header({})], 'a block of zeros is followed by something else'],
    [
      'a pax record that lies about its length',
      [pax('path=a').fill('8', 512, 513), header({})],
      'broken pax record at byte 0',
    ],
    ['a pax size of letters', [pax('size=ten'), header({})], 'the pax record "size" is not a number of bytes'],
    ['a negative pax size', [pax('size=-1'), header({})], 'the pax record "size" is not a number of bytes'],
    ['a NUL in a pax name', [pax('path=a\0b'), header({})], 'a NUL in the pax record "path"'],
    ['an announcement of nothing', [pax('path=a'), END], 'ends after a header that announces an entry'],
    ['a pax header over the ceiling', [header({ type: 'x', size: '00010000000\0' })], 'a header of 2097152 bytes'],
  ])('%s', async (_name, blocks, message) => {
    await expect(readAll(seeking(Buffer.concat(blocks)))).rejects.toThrow(message);
    await expect(readAll(new ChunkInput(cut(Buffer.concat(blocks), 300)))).rejects.toThrow(message);
    await expect(readAll(seeking(Buffer.concat(blocks)))).rejects.toBeInstanceOf(FormatError);
  });

  test('more entries than the ceiling, those of announcements included', async () => {
    const limits = { ...DEFAULT_LIMITS, entries: 3 };
    const one = Buffer.concat([pax('path=a'), header({})]);
    await expect(readAll(seeking(Buffer.concat([one, header({}), END])), limits)).resolves.toHaveLength(2);
    await expect(readAll(seeking(Buffer.concat([one, one, END])), limits)).rejects.toThrow('more than 3 entries');
  });

  test('a name over the ceiling', async () => {
    const bytes = (length: number): Buffer => Buffer.concat([pax(`path=${'n'.repeat(length)}`), header({}), END]);
    await expect(readAll(seeking(bytes(4_095)))).resolves.toHaveLength(1);
    await expect(readAll(seeking(bytes(4_096)))).rejects.toThrow('a name longer than 4095 bytes');
  });
});

test('mutated bytes give entries or a FormatError, the same from chunks as by seeking', async () => {
  const original = Buffer.concat([
    pax('path=some/name', 'size=600'),
    header({}),
    padded('x'.repeat(600)),
    await tarOf([
      { name: 'n'.repeat(150), content: 'hello' },
      { name: 'link', type: 'symlink', linkname: 'l'.repeat(120) },
      { name: 'folder/', type: 'directory' },
    ]),
  ]);
  const outcome = async (input: TarInput): Promise<unknown> => {
    try {
      return await readAll(input);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return error.message;
    }
  };
  const mutation = fc.record({ at: fc.nat(original.length - 1), value: fc.nat(255), fixSum: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.nat(original.length),
      async (mutations, end) => {
        const bytes = Buffer.from(original.subarray(0, end % 3 === 0 ? end : original.length));
        for (const { at, value, fixSum } of mutations) {
          bytes[at % Math.max(1, bytes.length)] = value;
          const start = at - (at % 512);
          if (!fixSum || start + 512 > bytes.length) continue;
          // With a right checksum the change is looked at instead of refused.
          const sum = bytes
            .subarray(start, start + 512)
            .fill(' ', 148, 156)
            .reduce((total, byte) => total + byte, 0);
          bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, start + 148);
        }
        expect(await outcome(new ChunkInput(cut(bytes, 777)))).toEqual(await outcome(seeking(bytes)));
      },
    ),
    { seed: 7, numRuns: 400 },
  );
});
