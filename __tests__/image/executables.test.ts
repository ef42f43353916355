import { mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { goBuild, writeGoModule } from '../support/go-build.ts';
import { type TestCompression, tarOf, writeImage } from '../support/layout.ts';
import { freshPaths, readChecked } from '../support/reading.ts';

const fresh = freshPaths();

/** Executables of more than a mebibyte, which a thread of its own takes apart where there is one. */
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
      { name: 'text', content: 'x'.repeat(5_000) },
    ]),
    tarOf([
      { name: 'other', content: other, mode: 0o755 },
      { name: 'again', content: plain, mode: 0o755 },
      { name: 'linked', type: 'link', linkname: 'again' },
    ]),
  ]);
}, 300_000);

test.each<TestCompression>(['gzip', 'zstd', 'none'])(
  '%s: a thread tells the same as no thread',
  async (compression) => {
    const { path } = writeImage(fresh(), { layers: layers.map((tar) => ({ tar, compression })) });
    const alone = await readChecked(path, { concurrency: 1 });
    const inThread = await readChecked(path, { concurrency: 2, limits: { threadFrom: 0 } });
    expect(inThread).toEqual(alone);
    expect(alone.goBinaries.map((binary) => binary.path)).toEqual(['/again', '/plain', '/other']);
    expect(alone.goBinaries.every(({ modules }) => modules.length > 1)).toBe(true);
  },
);

test('cut off behind an executable: an error, and nothing left on disk or running', async () => {
  const [first = Buffer.alloc(0)] = layers;
  const { path } = writeImage(fresh(), { layers: [{ tar: first.subarray(0, first.length - 8_000) }] });
  await expect(readChecked(path, { limits: { threadFrom: 0 } })).rejects.toThrow('inside of an entry');
});
