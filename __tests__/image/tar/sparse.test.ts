import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/image/limits.ts';
import { ChunkInput } from '../../../src/image/tar/chunk-input.ts';
import { TarReader } from '../../../src/image/tar/read.ts';
import { byGo, type Listed, ours } from '../../support/go-tar.ts';
import { cut, readAll, seeking } from '../../support/tar-bytes.ts';
import { scratchFolder } from '../../support/tools.ts';

const FORMATS: readonly (readonly [string, readonly string[]])[] = [
  ['gnu', ['--format=gnu']],
  ['oldgnu', ['--format=oldgnu']],
  ['pax 0.0', ['--format=pax', '--sparse-version=0.0']],
  ['pax 0.1', ['--format=pax', '--sparse-version=0.1']],
  ['pax 1.0', ['--format=pax', '--sparse-version=1.0']],
];

describe('sparse files as GNU tar writes them', () => {
  const folder = scratchFolder();
  afterAll(() => folder[Symbol.dispose]());
  const tree = join(folder.path, 'tree');
  const archive = (name: string): string => join(folder.path, `${name}.tar`);
  let expected: ReadonlyMap<string, Listed>;

  beforeAll(() => {
    const sparse = (name: string, size: number, parts: readonly (readonly [number, string])[]): void => {
      const file = openSync(join(tree, name), 'w');
      ftruncateSync(file, size);
      for (const [offset, text] of parts) writeSync(file, text, offset);
      closeSync(file);
    };
    mkdirSync(tree);
    sparse('a-nothing-but-hole', 10_000_000, []);
    sparse('b-hole-at-end', 3_000_000, [[0, 'begin'.repeat(900)]]);
    sparse('c-hole-at-begin', 3_000_001, [[2_999_990, 'end of file']]);
    // More parts than a header and one block behind it have room for.
    sparse(
      'd-many',
      60 * 65_536,
      Array.from({ length: 55 }, (_, at) => [at * 65_536 + 8_192, `part ${at} `.repeat(700)] as const),
    );
    sparse('e-odd', 1_234_567, [[700_001, 'x']]);
    sparse(`f-${'n'.repeat(150)}`, 500_000, [[400_000, 'long name']]);
    writeFileSync(join(tree, 'g-plain'), 'no hole at all');
    for (const [name, options] of FORMATS) {
      // Holes by looking at the bytes: not every file system tells where they are.
      const how = ['--sparse', '--hole-detection=raw', '--sort=name', ...options];
      execFileSync('tar', [...how, '-cf', archive(name), '-C', tree, '.']);
    }
    const listed = byGo(FORMATS.map(([name]) => archive(name)));
    expected = new Map(FORMATS.map(([name], index) => [name, listed[index] ?? { Entries: null, Error: 'not read' }]));
  });

  test.each(FORMATS)('%s: names, sizes and contents are those that Go reads, and of the files', async (name) => {
    const bytes = readFileSync(archive(name));
    const { Entries, Error: error } = expected.get(name) ?? {};
    expect(error).toBe('');
    expect(Entries).toHaveLength(8);
    expect(await ours(seeking(bytes))).toEqual(Entries);
    for (const size of [500, 512, 100_000]) expect(await ours(new ChunkInput(cut(bytes, size)))).toEqual(Entries);
    for (const { Name, Size, Sha256 } of (Entries ?? []).slice(1)) {
      const content = readFileSync(join(tree, Name));
      expect([Size, Sha256]).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
    }
    // And it is the stored form that was read: the archive has a part of the bytes of the files.
    const size = (await readAll(seeking(bytes))).reduce((total, entry) => total + entry.size, 0);
    expect(bytes.length).toBeLessThan(size / 10);
  });

  test.each(FORMATS)('%s: sizes are those that "tar -tv" lists', async (name) => {
    const lines = execFileSync('tar', ['-tvf', archive(name), '--quoting-style=literal'], { encoding: 'utf8' });
    const sizes = lines
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.split(/ +/)[2]));
    expect((await readAll(seeking(readFileSync(archive(name))))).map(({ size }) => size)).toEqual(sizes);
  });

  test.each(FORMATS)('%s: the first bytes are those of the file, and passing over it finds the next', async (name) => {
    const reader = new TarReader(new ChunkInput(cut(readFileSync(archive(name)), 7_000)), DEFAULT_LIMITS, 'test.tar');
    for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
      if (entry.type !== 'file') continue;
      const head = Buffer.from(await reader.head(300));
      expect(head.equals(readFileSync(join(tree, entry.name)).subarray(0, 300))).toBe(true);
    }
    const stored = (await readAll(seeking(readFileSync(archive(name))))).map((entry) => entry.stored);
    // Of the largest 55 parts of 4 to 7 kB are stored, in blocks.
    expect(stored[4]).toBeGreaterThan(55 * 4_200);
    expect(stored[4]).toBeLessThan(55 * 10_240);
    expect(reader.holes).toBeGreaterThan(10_000_000);
  });
});
