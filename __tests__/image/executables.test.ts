import { mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { ImageReport } from '../../src/model/report.ts';
import { goBuild, writeGoModule } from '../support/go-build.ts';
import { type TestCompression, tarOf, writeImage } from '../support/layout.ts';
import { freshPaths, readChecked } from '../support/reading.ts';

const fresh = freshPaths();

/** Executables from both sides of the size up to which one is taken apart in memory, with a broken one between them. */
let layers: readonly Buffer[] = [];

beforeAll(async () => {
  const module = fresh();
  mkdirSync(module);
  writeGoModule(module);
  const plain = readFileSync(goBuild(module, fresh(), 'linux/amd64'));
  const other = readFileSync(goBuild(module, fresh(), 'linux/arm64', '-ldflags=-s -w'));
  const broken = Buffer.from(plain);
  // The program header table now points out of the file.
  broken.writeBigUInt64LE(2n ** 62n, 32);
  layers = await Promise.all([
    tarOf([
      { name: 'plain', content: plain, mode: 0o755 },
      { name: 'broken', content: broken, mode: 0o755 },
      { name: 'head', content: plain.subarray(0, 700_000), mode: 0o755 },
      { name: 'text', content: 'x'.repeat(5_000) },
    ]),
    tarOf([
      { name: 'other', content: other, mode: 0o755 },
      { name: 'again', content: plain, mode: 0o755 },
      { name: 'linked', type: 'link', linkname: 'again' },
    ]),
  ]);
}, 300_000);

const read = (compression: TestCompression, verify = false): Promise<ImageReport> =>
  readChecked(writeImage(fresh(), { layers: layers.map((tar) => ({ tar, compression })) }).path, { verify });

test('from memory, from a copy on disk and where they lie, executables tell the same', async () => {
  const seeking = await read('none');
  expect(seeking.goBinaries.map(({ path }) => path)).toEqual(['/again', '/plain', '/other']);
  expect(seeking.goBinaries.every(({ modules }) => modules.length > 1)).toBe(true);
  for (const report of [await read('gzip'), await read('zstd'), await read('none', true)]) {
    expect(report.goBinaries).toEqual(seeking.goBinaries);
    expect(report.categories).toEqual(seeking.categories);
    // A copy on disk is written over by the next one: what was read of the one is not of the other.
    expect(report.duplicates?.groups).toMatchObject([{ paths: ['/again', '/plain'], copies: 2 }]);
  }
});

test('what the loader of a program needs is told, however its layer is read', async () => {
  const shell = readFileSync('/bin/sh');
  // Bytes of another one before it: offsets are those of the program, wherever it lies.
  const tar = await tarOf([
    { name: 'before', content: 'x'.repeat(70_000) },
    { name: 'sh', content: shell, mode: 0o755 },
  ]);
  const config = { Entrypoint: ['/sh', '-c', 'true'] };
  const findingsOf = async (compression: TestCompression, verify = false): Promise<ImageReport['findings']> =>
    (await readChecked(writeImage(fresh(), { layers: [{ tar, compression }], config }).path, { verify })).findings;
  const seeking = await findingsOf('none');
  expect(seeking.map(({ rule }) => rule)).toContain('image-interpreter-missing');
  const textOf = (findings: ImageReport['findings']) => findings.map(({ rule, message }) => [rule, message]);
  for (const findings of [await findingsOf('gzip'), await findingsOf('none', true)]) {
    expect(textOf(findings)).toEqual(textOf(seeking));
  }
});

test('cut off behind an executable: an error, and nothing left on disk', async () => {
  const [first = Buffer.alloc(0)] = layers;
  const { path } = writeImage(fresh(), { layers: [{ tar: first.subarray(0, first.length - 8_000) }] });
  await expect(readChecked(path)).rejects.toThrow('inside of an entry');
});
