import { mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { goBuild, writeGoModule } from '../support/go-build.ts';
import { type TestCompression, tarOf, writeImage } from '../support/layout.ts';
import { freshPaths, readChecked } from '../support/reading.ts';

const fresh = freshPaths();

describe('Go binaries in layers', () => {
  let plain: Buffer;
  let stripped: Buffer;

  beforeAll(() => {
    const module = fresh();
    mkdirSync(module);
    writeGoModule(module);
    plain = readFileSync(goBuild(module, fresh(), 'linux/amd64'));
    stripped = readFileSync(goBuild(module, fresh(), 'linux/amd64', '-ldflags=-s -w'));
  }, 300_000);

  test.each<TestCompression>(['gzip', 'none'])(
    '%s: found, taken apart, linked names counted once',
    async (compression) => {
      const tar = await tarOf([
        { name: 'usr/bin/plain', content: plain, mode: 0o755 },
        { name: 'usr/bin/again', type: 'link', linkname: 'usr/bin/plain' },
        { name: 'usr/bin/soft', type: 'symlink', linkname: 'plain' },
        { name: 'stripped', content: stripped, mode: 0o755 },
        { name: 'fake', content: Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(5_000)]) },
      ]);
      const report = await readChecked(writeImage(fresh(), { layers: [{ tar, compression }] }).path);
      const debug = plain.length - stripped.length;
      expect(report.goBinaries).toMatchObject([
        { path: '/usr/bin/plain', module: 'example.com/app', bytes: plain.length, stripped: false, static: true },
        { path: '/stripped', module: 'example.com/app', bytes: stripped.length, stripped: true, debugBytes: 0 },
      ]);
      const [first] = report.goBinaries;
      expect(Math.abs((first?.debugBytes ?? 0) - debug)).toBeLessThanOrEqual(65_536);
      const modules = first?.modules.reduce((total, { bytes }) => total + bytes, 0);
      expect((first?.unattributed ?? 0) + (modules ?? 0)).toBe(plain.length);
      expect(Object.fromEntries(report.categories.map(({ name, bytes }) => [name, bytes]))).toEqual({
        'go-binary': plain.length + stripped.length - (first?.debugBytes ?? 0),
        debug: first?.debugBytes,
        other: 5_004,
      });
    },
  );

  test('a hidden one is weighed but not listed; one of which a linked name is left is listed by that', async () => {
    const lower = await tarOf([
      { name: 'gone', content: stripped },
      { name: 'first', content: plain },
      { name: 'second', type: 'link', linkname: 'first' },
    ]);
    const upper = await tarOf([{ name: '.wh.gone' }, { name: '.wh.first' }]);
    const report = await readChecked(writeImage(fresh(), { layers: [{ tar: lower }, { tar: upper }] }).path);
    expect(report.goBinaries.map(({ path }) => path)).toEqual(['/second']);
    expect(report.wasted).toBe(stripped.length);
  });

  test('over the ceiling it is weighed, not taken apart, and that is said', async () => {
    const tar = await tarOf([{ name: 'app', content: stripped }]);
    const notes: string[] = [];
    const layout = writeImage(fresh(), { layers: [{ tar }] });
    const report = await readChecked(layout.path, {
      limits: { executableBytes: 1_000 },
      onNote: (note) => notes.push(note),
    });
    expect(report).toMatchObject({ unpacked: stripped.length, goBinaries: [] });
    expect(notes).toEqual([
      `web linux/amd64: app: an executable of ${stripped.length} bytes, too big to be taken apart`,
    ]);
  });

  test('cut off in the middle of one: an error, and nothing left on disk', async () => {
    const tar = await tarOf([{ name: 'app', content: stripped }]);
    const layout = writeImage(fresh(), { layers: [{ tar: tar.subarray(0, 600_000) }] });
    await expect(readImages(layout.path, { name: 'web' })).rejects.toThrow('inside of an entry');
  });
});
