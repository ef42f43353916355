import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createLayerCache } from '../../src/image/layer-cache.ts';
import { readImages } from '../../src/image/read-images.ts';
import { FormatError } from '../../src/model/errors.ts';
import { compress, LayoutFolder, sha256, type TestCompression, tarOf, writeImage } from '../support/layout.ts';
import { freshPaths, listed, readChecked, twoLayers } from '../support/reading.ts';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };

const fresh = freshPaths();

describe('an OCI layout of one image', () => {
  test.each<TestCompression>(['gzip', 'zstd', 'none'])(
    'layers of %s: the numbers are those of tar and of the files',
    async (compression) => {
      const layers = await twoLayers();
      const layout = writeImage(fresh(), {
        layers: layers.map((tar) => ({ tar, compression })),
        config: { User: '65532', Entrypoint: ['/app/new'], Cmd: ['--flag'] },
        history: [
          { created_by: 'ADD rootfs.tar / # buildkit' },
          { created_by: 'ENV A=b', empty_layer: true },
          { created_by: 'RUN |1 TOKEN=hunter2 /bin/sh -c make hunter3 # buildkit' },
        ],
      });
      const report = await readChecked(layout.path, { secrets: ['hunter3'] });
      const [lower, upper] = layers.map(listed);
      expect(report.unpacked).toBe((lower?.bytes ?? 0) + (upper?.bytes ?? 0));
      expect(report.wasted).toBe(20_000);
      // Everything in the layout but the index and the marker is pulled.
      const blobs = readdirSync(join(layout.path, 'blobs/sha256'));
      expect(report.download).toBe(
        blobs.reduce((total, name) => total + statSync(join(layout.path, 'blobs/sha256', name)).size, 0),
      );
      expect(report).toMatchObject({
        name: 'web',
        platform: 'linux/amd64',
        verified: compression !== 'none',
        base: null,
        shared: null,
        buildSeconds: null,
        findings: [],
        config: { user: '65532', entrypoint: ['/app/new'], cmd: ['--flag'] },
        packages: { os: 0 },
        filesOmitted: { count: 1, bytes: 22 },
      });
      expect(report.layers).toEqual(
        layers.map((tar, index) => ({
          digest: sha256(compress(tar, compression)),
          createdBy: ['ADD rootfs.tar /', 'RUN make ***'][index],
          unpacked: listed(tar).bytes,
          download: compress(tar, compression).length,
          files: listed(tar).files,
          fromBase: null,
          tarOverhead: tar.length - listed(tar).bytes,
        })),
      );
      expect(report.files.map(({ path, bytes }) => [path, bytes])).toEqual([
        ['/app/data', 20_000],
        ['/app/new', 7_000],
        ['/app/more', 5_000],
      ]);
    },
  );

  test('the same as a tar, and once more: the same report byte for byte', async () => {
    const path = fresh();
    writeImage(path, { layers: (await twoLayers()).map((tar) => ({ tar })) });
    const archive = `${path}.tar`;
    for (const prefix of ['.', 'blobs']) {
      const names = prefix === '.' ? ['.'] : ['index.json', 'oci-layout', 'blobs'];
      execFileSync('tar', ['-cf', archive, '-C', path, ...names]);
      const reports = [await readChecked(path), await readChecked(path), await readChecked(archive)];
      expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1);
    }
  });

  test('a layer that stands in the image twice is pulled once and unpacked twice', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(1_000) }]);
    const layout = writeImage(fresh(), { layers: [{ tar }, { tar }] });
    const report = await readChecked(layout.path);
    const blobs = readdirSync(join(layout.path, 'blobs/sha256'));
    expect(blobs).toHaveLength(3);
    expect(report.download).toBe(
      blobs.reduce((total, name) => total + statSync(join(layout.path, 'blobs/sha256', name)).size, 0),
    );
    expect(report).toMatchObject({ unpacked: 2_000, effective: 1_000, wasted: 1_000 });
  });

  test('an empty image', async () => {
    expect(await readChecked(writeImage(fresh(), { layers: [] }).path)).toMatchObject({
      unpacked: 0,
      layers: [],
      files: [],
    });
  });

  test('without history, or with one that does not fit, no instruction is made up', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x' }]);
    for (const history of [[], [{ created_by: 'A' }, { created_by: 'B' }]]) {
      const report = await readChecked(writeImage(fresh(), { layers: [{ tar }], history }).path);
      expect(report.layers.map(({ createdBy }) => createdBy)).toEqual(['']);
    }
  });

  test('biggest files first, equal ones by path, the small ones counted', async () => {
    const entries = ['c', 'a', 'b'].map((name) => ({ name, content: 'x'.repeat(4_096) }));
    const tar = await tarOf([
      ...entries,
      { name: 'small', content: 'x'.repeat(4_095) },
      { name: 'big', content: 'x'.repeat(5_000) },
    ]);
    const report = await readChecked(writeImage(fresh(), { layers: [{ tar }] }).path);
    expect(report.files.map(({ path }) => path)).toEqual(['/big', '/a', '/b', '/c']);
    expect(report.filesOmitted).toEqual({ count: 1, bytes: 4_095 });
  });

  test('at most 5,000 files are listed', async () => {
    const entries = Array.from({ length: 5_010 }, (_, index) => ({ name: `f${index}`, content: 'x'.repeat(4_096) }));
    const report = await readChecked(writeImage(fresh(), { layers: [{ tar: await tarOf(entries) }] }).path);
    expect(report.files).toHaveLength(5_000);
    expect(report.filesOmitted).toEqual({ count: 10, bytes: 40_960 });
  });

  test('OS packages are those of the databases that a container sees', async () => {
    const stanza = (name: string): string => `Package: ${name}\nStatus: install ok installed\n\n`;
    const lower = await tarOf([
      { name: 'var/lib/dpkg/status', content: stanza('a') + stanza('b') + stanza('c') },
      { name: 'usr/bin/tool', content: 'x'.repeat(10_000) },
      { name: 'var/lib/dpkg/info/a.list', content: '/.\n/usr\n/usr/bin/tool\n' },
    ]);
    const upper = await tarOf([{ name: './var/lib/dpkg/status', content: stanza('a') + stanza('b') }]);
    const report = await readChecked(writeImage(fresh(), { layers: [{ tar: lower }, { tar: upper }] }).path);
    expect(report.packages.os).toBe(2);
    expect(report.files).toMatchObject([{ path: '/usr/bin/tool', category: 'os-package' }]);
  });
});

describe('uncompressed layers', () => {
  test('are read by seeking; only "verify" finds other bytes in them', async () => {
    const layout = new LayoutFolder(fresh());
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(10_000) }]);
    layout.index([layout.image({ layers: [{ tar, compression: 'none' }] })]);
    expect(await readChecked(layout.path)).toMatchObject({ verified: false, unpacked: 10_000 });
    expect(await readChecked(layout.path, { verify: true })).toMatchObject({ verified: true, unpacked: 10_000 });
    const other = Buffer.from(tar);
    other[600] = 0x79;
    writeFileSync(layout.blobPath(sha256(tar)), other);
    expect(await readChecked(layout.path)).toMatchObject({ verified: false });
    await expect(readImages(layout.path, { name: 'web', verify: true })).rejects.toThrow('its bytes have the digest');
  });
});

describe('a cache', () => {
  test('a layer is read once, whatever the number of platforms, sides and calls at a time', async () => {
    const shared = { tar: await tarOf([{ name: 'base', content: 'x'.repeat(5_000) }]) };
    const layout = new LayoutFolder(fresh());
    layout.index([
      layout.image({ platform: AMD64, layers: [shared] }),
      layout.image({ platform: ARM64, layers: [shared] }),
    ]);
    const other = writeImage(fresh(), { layers: [shared, { tar: await tarOf([{ name: 'own', content: 'y' }]) }] });
    const cache = createLayerCache();
    const [both, second] = await Promise.all([
      readImages(layout.path, { name: 'a', cache }),
      readImages(other.path, { name: 'b', cache }),
    ]);
    expect(both?.map(({ unpacked }) => unpacked)).toEqual([5_000, 5_000]);
    expect(second?.map(({ unpacked }) => unpacked)).toEqual([5_001]);
    expect([...cache.keys()].sort()).toEqual(
      [sha256(gzipSync(shared.tar)), sha256(gzipSync(await tarOf([{ name: 'own', content: 'y' }])))].sort(),
    );
    // Bytes that nobody looks at again: with the cache the other side's copy is not read.
    const copy = fresh();
    execFileSync('cp', ['-r', other.path, copy]);
    const blob = join(copy, 'blobs', sha256(gzipSync(shared.tar)).replace(':', '/'));
    writeFileSync(blob, readFileSync(blob).fill(0, 20));
    await expect(readImages(copy, { name: 'b', cache })).resolves.toEqual(second);
    await expect(readImages(copy, { name: 'b' })).rejects.toBeInstanceOf(FormatError);
  });

  test('a failure is not kept, and what is not verified does not speak for another place', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(5_000) }]);
    const good = writeImage(fresh(), { layers: [{ tar }] });
    const bad = writeImage(fresh(), { layers: [{ tar }] });
    writeFileSync(bad.blobPath(sha256(gzipSync(tar))), Buffer.from(gzipSync(tar)).fill(0, 20));
    const cache = createLayerCache();
    await expect(readImages(bad.path, { name: 'x', cache })).rejects.toBeInstanceOf(FormatError);
    await expect(readImages(good.path, { name: 'x', cache })).resolves.toHaveLength(1);

    const plain = writeImage(fresh(), { layers: [{ tar, compression: 'none' }] });
    const forged = writeImage(fresh(), { layers: [{ tar, compression: 'none' }] });
    const liar = await tarOf([{ name: 'b', content: 'x'.repeat(5_000) }]);
    writeFileSync(forged.blobPath(sha256(tar)), liar);
    const files = async (path: string): Promise<string[]> =>
      (await readImages(path, { name: 'x', cache })).flatMap((image) => image.files.map((file) => file.path));
    expect(await files(forged.path)).toEqual(['/b']);
    expect(await files(plain.path)).toEqual(['/a']);
  });
});
