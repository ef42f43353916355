import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { goBuild, writeGoModule } from '../support/go-build.ts';
import { writeImage } from '../support/layout.ts';
import { scratchFolder } from '../support/tools.ts';

const FORMS: readonly { readonly name: string; readonly options: readonly string[] }[] = [
  { name: 'gnu', options: ['--format=gnu'] },
  { name: 'pax 0.0', options: ['--format=pax', '--sparse-version=0.0'] },
  { name: 'pax 0.1', options: ['--format=pax', '--sparse-version=0.1'] },
  { name: 'pax 1.0', options: ['--format=pax', '--sparse-version=1.0'] },
];

describe('layers with files that are stored without their holes', () => {
  const folder = scratchFolder();
  afterAll(() => folder[Symbol.dispose]());
  const tree = join(folder.path, 'tree');
  const program = join(tree, 'app');

  beforeAll(() => {
    mkdirSync(tree);
    writeGoModule(join(folder.path, 'module'));
    goBuild(join(folder.path, 'module'), program, 'linux/amd64', '-trimpath');
    // A hole behind the end, which no section of the program speaks of.
    truncateSync(program, statSync(program).size + 3_000_000);
    writeFileSync(join(tree, 'hole'), '');
    truncateSync(join(tree, 'hole'), 5_000_000);
    writeFileSync(join(tree, 'twin'), Buffer.alloc(5_000_000));
    execFileSync('cp', [program, join(tree, 'copy')]);
  });

  function layer(options: readonly string[]): Buffer {
    const how = ['--sparse', '--hole-detection=raw', '--sort=name', ...options];
    return execFileSync('tar', [...how, '-cf', '-', '-C', tree, 'app', 'copy', 'hole', 'twin'], { maxBuffer: 2 ** 27 });
  }

  const notes: string[] = [];

  async function read(tar: Buffer, name: string, compression: 'gzip' | 'none'): Promise<ImageReport> {
    const { path } = writeImage(join(folder.path, `${name}-${compression}`), { layers: [{ tar, compression }] });
    notes.length = 0;
    const [report] = await readImages(path, { name: 'x', onNote: (note) => notes.push(note) });
    if (report === undefined) throw new Error('no image');
    return report;
  }

  test.each(FORMS)('$name: weighed and read like the same files stored whole', async ({ name, options }) => {
    const tar = layer(options);
    const whole = execFileSync('tar', ['-cf', '-', '-C', tree, 'app', 'copy', 'hole', 'twin'], { maxBuffer: 2 ** 27 });
    expect(tar.length).toBeLessThan(whole.length - 10_000_000);
    for (const compression of ['gzip', 'none'] as const) {
      const report = await read(tar, name, compression);
      // The engines unpack all forms but the oldest, as the engine's test shows.
      expect(notes.some((note) => note.includes('refuse to unpack'))).toBe(name === 'gnu');
      const expected = await read(whole, `${name}-whole`, compression);
      const { unpacked, effective, categories, goBinaries, duplicates } = expected;
      expect(report).toMatchObject({ unpacked, effective, categories, goBinaries });
      expect(goBinaries.map(({ path }) => path)).toEqual(['/app', '/copy']);
      expect(unpacked).toBe(2 * (statSync(program).size + 5_000_000));
      // What is not stored is no overhead: headers, maps and padding are.
      const [overhead = -1] = report.layers.map(({ tarOverhead }) => tarOverhead);
      expect(overhead).toBeGreaterThan(4 * 512);
      expect(overhead).toBeLessThan(60_000);
      if (compression === 'gzip') {
        expect(report.duplicates).toEqual(duplicates);
        expect(duplicates?.groups.map(({ paths }) => paths)).toEqual([
          ['/hole', '/twin'],
          ['/app', '/copy'],
        ]);
      }
    }
  });

  test('a saved image that was packed so is refused: its members are read where they lie', async () => {
    const layout = writeImage(join(folder.path, 'packed'), { layers: [{ tar: Buffer.alloc(2_000_000) }] }).path;
    const layers = execFileSync('find', [join(layout, 'blobs'), '-type', 'f'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    for (const path of layers) truncateSync(path, statSync(path).size + 1_000_000);
    const archive = join(folder.path, 'packed.tar');
    execFileSync('tar', ['--sparse', '--hole-detection=raw', '-cf', archive, '-C', layout, '.']);
    expect(readFileSync(archive).length).toBeLessThan(1_000_000);
    await expect(readImages(archive, { name: 'x' })).rejects.toThrow(/"blobs\/sha256\/.*" is stored without its holes/);
  });
});
