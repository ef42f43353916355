import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLayerCache } from '../../src/image/layer-cache.ts';
import { readImages } from '../../src/image/read-images.ts';
import { ConfigError, FormatError } from '../../src/model/errors.ts';
import { parsePlatform } from '../../src/model/platform.ts';
import { type ImageReport, ImageReportSchema } from '../../src/model/report.ts';
import { goBuild, writeGoModule } from '../support/go-build.ts';
import {
  compress,
  LayoutFolder,
  sha256,
  type TestCompression,
  type TestImage,
  tarOf,
  writeImage,
} from '../support/layout.ts';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };
const INDEX = 'application/vnd.oci.image.index.v1+json';

let folder: string;
let count = 0;
function fresh(): string {
  count += 1;
  return join(folder, `case-${count}`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-image-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whatever is read needs a place of its own for executables, and leaves nothing there. */
let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(folder, 'tmp-'));
  vi.stubEnv('TMPDIR', scratch);
});
afterEach(() => {
  vi.unstubAllEnvs();
  expect(readdirSync(scratch)).toEqual([]);
});

async function readOne(source: string, options: Partial<Parameters<typeof readImages>[1]> = {}): Promise<ImageReport> {
  const reports = await readImages(source, { name: 'web', ...options });
  expect(reports).toHaveLength(1);
  const [report] = reports;
  if (report === undefined) throw new Error('no report');
  // What holds of every report.
  const sum = (list: readonly { readonly bytes: number }[]): number =>
    list.reduce((total, { bytes }) => total + bytes, 0);
  expect(sum(report.categories)).toBe(report.unpacked);
  expect(sum(report.files) + report.filesOmitted.bytes).toBe(report.unpacked);
  expect(report.layers.reduce((total, { unpacked }) => total + unpacked, 0)).toBe(report.unpacked);
  expect(report.effective + report.wasted).toBe(report.unpacked);
  expect(sum(report.wastedFiles ?? []) + (report.wastedOmitted?.bytes ?? 0)).toBe(report.wasted);
  expect(report.folders?.[0]?.bytes ?? 0).toBe(report.unpacked);
  expect(v.parse(ImageReportSchema, report)).toEqual(report);
  return report;
}

/** Files and their bytes, as `tar -tv` lists a layer. Whiteouts are marks, not files. */
function listed(tar: Buffer): { files: number; bytes: number } {
  const lines = execFileSync('tar', ['-tvf', '-'], { input: tar, encoding: 'utf8' }).split('\n');
  const sizes = lines
    .filter((line) => line.startsWith('-') && !line.includes('/.wh.'))
    .map((line) => Number(line.split(/ +/)[2]));
  return { files: sizes.length, bytes: sizes.reduce((total, size) => total + size, 0) };
}

async function twoLayers(): Promise<[Buffer, Buffer]> {
  return [
    await tarOf([
      { name: 'etc/', type: 'directory' },
      { name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n' },
      { name: 'app/data', content: 'd'.repeat(20_000) },
      { name: 'app/more', content: 'm'.repeat(5_000) },
    ]),
    await tarOf([
      { name: 'app/.wh.data', content: '' },
      { name: 'app/new', content: 'n'.repeat(7_000), mode: 0o755 },
    ]),
  ];
}

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
      const report = await readOne(layout.path, { secrets: ['hunter3'] });
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
      const reports = [await readOne(path), await readOne(path), await readOne(archive)];
      expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1);
    }
  });

  test('a layer that stands in the image twice is pulled once and unpacked twice', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(1_000) }]);
    const layout = writeImage(fresh(), { layers: [{ tar }, { tar }] });
    const report = await readOne(layout.path);
    const blobs = readdirSync(join(layout.path, 'blobs/sha256'));
    expect(blobs).toHaveLength(3);
    expect(report.download).toBe(
      blobs.reduce((total, name) => total + statSync(join(layout.path, 'blobs/sha256', name)).size, 0),
    );
    expect(report).toMatchObject({ unpacked: 2_000, effective: 1_000, wasted: 1_000 });
  });

  test('an empty image', async () => {
    expect(await readOne(writeImage(fresh(), { layers: [] }).path)).toMatchObject({
      unpacked: 0,
      layers: [],
      files: [],
    });
  });

  test('without history, or with one that does not fit, no instruction is made up', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x' }]);
    for (const history of [[], [{ created_by: 'A' }, { created_by: 'B' }]]) {
      const report = await readOne(writeImage(fresh(), { layers: [{ tar }], history }).path);
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
    const report = await readOne(writeImage(fresh(), { layers: [{ tar }] }).path);
    expect(report.files.map(({ path }) => path)).toEqual(['/big', '/a', '/b', '/c']);
    expect(report.filesOmitted).toEqual({ count: 1, bytes: 4_095 });
  });

  test('at most 5,000 files are listed', async () => {
    const entries = Array.from({ length: 5_010 }, (_, index) => ({ name: `f${index}`, content: 'x'.repeat(4_096) }));
    const report = await readOne(writeImage(fresh(), { layers: [{ tar: await tarOf(entries) }] }).path);
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
    const report = await readOne(writeImage(fresh(), { layers: [{ tar: lower }, { tar: upper }] }).path);
    expect(report.packages.os).toBe(2);
    expect(report.files).toMatchObject([{ path: '/usr/bin/tool', category: 'os-package' }]);
  });
});

describe('the way from the index to the images', () => {
  const image = async (name: string): Promise<Pick<TestImage, 'layers'>> => ({
    layers: [{ tar: await tarOf([{ name, content: 'x'.repeat(name.length) }]) }],
  });

  test('a nested index of two platforms, with attestations and other things beside', async () => {
    const layout = new LayoutFolder(fresh());
    const amd64 = layout.image({ platform: AMD64, ...(await image('a')) });
    const arm = layout.image({ platform: { os: 'linux', architecture: 'arm', variant: 'v7' }, ...(await image('bb')) });
    const attestation = layout.json({ config: layout.blob('', 'application/json'), layers: [] }, 'application/json');
    const chart = layout.json(
      { config: layout.json({}, 'application/vnd.cncf.helm.config.v1+json'), layers: [] },
      'application/vnd.oci.image.manifest.v1+json',
    );
    const artifact = layout.json(
      { artifactType: 'text/plain', config: layout.json({}, 'application/vnd.oci.empty.v1+json'), layers: [] },
      'application/vnd.oci.image.manifest.v1+json',
    );
    layout.index([
      layout.nested([
        amd64,
        { ...attestation, platform: { os: 'unknown', architecture: 'unknown' } },
        {
          ...attestation,
          digest: sha256('not there'),
          annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
        },
        {
          ...attestation,
          digest: sha256('nor this'),
          artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
        },
        layout.nested([arm]),
        chart,
        artifact,
      ]),
    ]);
    const reports = await readImages(layout.path, { name: 'web' });
    expect(reports.map(({ platform, unpacked, digest }) => [platform, unpacked, digest])).toEqual([
      ['linux/amd64', 1, amd64.digest],
      ['linux/arm/v7', 2, arm.digest],
    ]);
    expect(await readOne(layout.path, { platform: parsePlatform('linux/arm/v7') })).toMatchObject({ unpacked: 2 });
    expect(await readOne(layout.path, { platform: parsePlatform('linux/arm') })).toMatchObject({ unpacked: 2 });
    await expect(readImages(layout.path, { name: 'web', platform: ARM64 })).rejects.toMatchObject({
      message: expect.stringContaining('holds no image for linux/arm64'),
      hint: expect.stringContaining('linux/amd64, linux/arm/v7'),
    });
  });

  test('a single manifest without platform has that of its config', async () => {
    const layout = new LayoutFolder(fresh());
    const { platform: _platform, ...descriptor } = layout.image({ platform: ARM64, ...(await image('a')) });
    layout.index([{ ...descriptor, mediaType: '' }]);
    expect(await readOne(layout.path)).toMatchObject({ platform: 'linux/arm64' });
  });

  test('one image under two tags is one; two for a platform are refused', async () => {
    const layout = new LayoutFolder(fresh());
    const one = layout.image(await image('a'));
    layout.index([one, { ...one, annotations: { 'org.opencontainers.image.ref.name': 'x' } }]);
    expect(await readOne(layout.path)).toMatchObject({ unpacked: 1 });
    layout.index([one, layout.image(await image('bb'))]);
    await expect(readImages(layout.path, { name: 'web' })).rejects.toThrow('holds two images for linux/amd64');
  });

  test('indexes within indexes come to an end', async () => {
    const layout = new LayoutFolder(fresh());
    let descriptor = layout.image(await image('a'));
    for (let depth = 0; depth < 8; depth += 1) descriptor = layout.nested([descriptor]);
    layout.index([descriptor]);
    await expect(readImages(layout.path, { name: 'web' })).rejects.toThrow('more than 8 deep');
  });

  test('an index that names itself is looked at once', async () => {
    const layout = new LayoutFolder(fresh());
    const self = sha256('self');
    // No bytes have a digest that stands in them: it is the digest that is refused.
    writeFileSync(layout.blobPath(self), JSON.stringify({ manifests: [{ mediaType: INDEX, digest: self, size: 1 }] }));
    layout.index([{ mediaType: INDEX, digest: self, size: statSync(layout.blobPath(self)).size }]);
    await expect(readImages(layout.path, { name: 'web' })).rejects.toThrow(`not ${self}`);
  });
});

describe('what is broken is an error that says where', () => {
  async function layoutWithLayer(): Promise<{ layout: LayoutFolder; layer: string; manifest: string }> {
    const layout = new LayoutFolder(fresh());
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(10_000) }]);
    const { digest } = layout.image({ layers: [{ tar }] });
    layout.index([{ mediaType: '', digest, size: statSync(layout.blobPath(digest)).size }]);
    return { layout, layer: sha256(gzipSync(tar)), manifest: digest };
  }
  const read = (layout: LayoutFolder, options = {}): Promise<unknown> =>
    readImages(layout.path, { name: 'web', ...options });

  test('a missing layer, and one that is kept elsewhere', async () => {
    const { layout, layer } = await layoutWithLayer();
    rmSync(layout.blobPath(layer));
    await expect(read(layout)).rejects.toThrow(`layer ${layer} is missing`);
    const config = layout.config({ layers: [{ tar: Buffer.from('x') }] });
    const foreign = {
      mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
      digest: sha256('far'),
      size: 3,
      urls: ['https://example.com/layer'],
    };
    layout.index([layout.json({ config, layers: [foreign] }, '')]);
    await expect(read(layout)).rejects.toThrow('is kept elsewhere (a "foreign" layer)');
  });

  test('a layer of another length, or of other bytes', async () => {
    const { layout, layer } = await layoutWithLayer();
    const bytes = readFileSync(layout.blobPath(layer));
    writeFileSync(layout.blobPath(layer), Buffer.concat([bytes, Buffer.from('x')]));
    await expect(read(layout)).rejects.toThrow(`has ${bytes.length + 1} bytes, but is said to have ${bytes.length}`);
    // Another gzip header: the same contents, and still not what was asked for.
    bytes[9] = bytes[9] === 3 ? 255 : 3;
    writeFileSync(layout.blobPath(layer), bytes);
    await expect(read(layout)).rejects.toThrow(
      `layer ${layer}: its bytes have the digest ${sha256(bytes)}, not ${layer}`,
    );
  });

  test('a layer cut off, with a digest to match', async () => {
    const layout = new LayoutFolder(fresh());
    const whole = await tarOf([{ name: 'a', content: 'x'.repeat(10_000) }]);
    for (const compression of ['gzip', 'none'] as const) {
      layout.index([layout.image({ layers: [{ tar: whole.subarray(0, 3_000), compression }] })]);
      await expect(read(layout)).rejects.toThrow(
        /^layer sha256:[0-9a-f]{64}: cut off at byte 3000, inside of an entry$/,
      );
    }
  });

  test('a manifest of other bytes, of a wrong form, or no JSON; its bytes are never repeated', async () => {
    const { layout, manifest } = await layoutWithLayer();
    writeFileSync(layout.blobPath(manifest), readFileSync(layout.blobPath(manifest), 'utf8').replace('2', '3'));
    await expect(read(layout)).rejects.toThrow(`manifest ${manifest}: its bytes have the digest`);
    layout.index([layout.blob('TOP SECRET', '')]);
    await expect(read(layout)).rejects.toThrow(/^manifest sha256:[0-9a-f]{64} is not JSON$/);
    layout.index([layout.json({ config: { digest: 'md5:1', size: 1 }, layers: [] }, '')]);
    await expect(read(layout)).rejects.toThrow('is not of the form that it should have, at "config.digest"');
    layout.write('index.json', '{"manifests": [{"digest": "sha256:../../x", "size": 1}]}');
    await expect(read(layout)).rejects.toThrow(
      'index.json is not of the form that it should have, at "manifests.0.digest"',
    );
  });

  test('as many layers as the config knows, not more or fewer', async () => {
    const layout = new LayoutFolder(fresh());
    layout.index([layout.json({ config: layout.config({ layers: [] }), layers: [layout.blob('x', '')] }, '')]);
    await expect(read(layout)).rejects.toThrow('has 1 layers, its config 0');
  });

  test('ceilings', async () => {
    const { layout } = await layoutWithLayer();
    await expect(read(layout, { limits: { layerBytes: 5_000 } })).rejects.toThrow('inflates to more than 5000 bytes');
    await expect(read(layout, { limits: { jsonBytes: 10 } })).rejects.toThrow('(at most 10 are read)');
    await expect(read(layout, { limits: { layers: 0 } })).rejects.toThrow('more than 0 layers');
    await expect(read(layout, { limits: { manifests: 0 } })).rejects.toThrow('more than 0 manifests');
  });

  test('ceilings on all layers together', async () => {
    const layers = await Promise.all(['a', 'b'].map(async (name) => ({ tar: await tarOf([{ name, content: 'x' }]) })));
    const layout = writeImage(fresh(), { layers });
    const bytes = layers.reduce((total, { tar }) => total + tar.length, 0);
    const all = { totalEntries: 2, totalNameBytes: 2, totalBytes: bytes };
    await expect(read(layout, { limits: all })).resolves.toHaveLength(1);
    await expect(read(layout, { limits: { ...all, totalEntries: 1 } })).rejects.toThrow(
      'more than 1 entries in all layers',
    );
    await expect(read(layout, { limits: { ...all, totalNameBytes: 1 } })).rejects.toThrow('names of more than 1 bytes');
    await expect(read(layout, { limits: { ...all, totalBytes: bytes - 1 } })).rejects.toThrow(
      'all layers inflate to more',
    );
  });

  test('the ceiling on a layer that is read by seeking', async () => {
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(10_000) }]);
    const layout = writeImage(fresh(), { layers: [{ tar, compression: 'none' }] });
    await expect(read(layout, { limits: { layerBytes: 5_000 } })).rejects.toThrow(
      'goes over the 5000 bytes that are read',
    );
  });

  test('a bomb of zeros behind the end of the archive', async () => {
    const layout = new LayoutFolder(fresh());
    const tar = Buffer.concat([await tarOf([{ name: 'a', content: 'x' }]), Buffer.alloc(20 * 2 ** 20)]);
    layout.index([layout.image({ layers: [{ tar }] })]);
    await expect(read(layout)).resolves.toHaveLength(1);
    await expect(read(layout, { limits: { layerBytes: 2 ** 20 } })).rejects.toThrow(
      'inflates to more than 1048576 bytes',
    );
  });

  test('what is no image at all', async () => {
    const empty = fresh();
    mkdirSync(empty);
    await expect(readImages(empty, { name: 'web' })).rejects.toBeInstanceOf(FormatError);
    await expect(readImages(join(empty, 'nothing'), { name: 'web' })).rejects.toBeInstanceOf(ConfigError);
    const text = `${empty}.txt`;
    writeFileSync(text, 'no archive '.repeat(100));
    await expect(readImages(text, { name: 'web' })).rejects.toThrow(`archive "${text}", entry at byte 0: `);
    writeFileSync(text, gzipSync('x'));
    await expect(readImages(text, { name: 'web' })).rejects.toThrow('is compressed with gzip as a whole');
    const bare = new LayoutFolder(fresh());
    bare.index([]);
    await expect(read(bare)).rejects.toThrow('holds no image');
  });
});

test('archives with mutated bytes give a report or an error of ours, in a bounded time', async () => {
  const layout = writeImage(fresh(), { layers: (await twoLayers()).map((tar) => ({ tar, compression: 'none' })) });
  const path = `${layout.path}.tar`;
  execFileSync('tar', ['-cf', path, '-C', layout.path, 'index.json', 'blobs']);
  const original = readFileSync(path);
  const mutation = fc.record({
    at: fc.nat(original.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 8 }), async (mutations) => {
      const bytes = Buffer.from(original);
      for (const { at, bytes: put } of mutations) bytes.set(put.subarray(0, bytes.length - at), at);
      writeFileSync(path, bytes);
      try {
        await readOne(path);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        refused += 1;
      }
    }),
    { seed: 5, numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(50);
  expect(refused).toBeLessThan(300);
});

describe('uncompressed layers', () => {
  test('are read by seeking; only "verify" finds other bytes in them', async () => {
    const layout = new LayoutFolder(fresh());
    const tar = await tarOf([{ name: 'a', content: 'x'.repeat(10_000) }]);
    layout.index([layout.image({ layers: [{ tar, compression: 'none' }] })]);
    expect(await readOne(layout.path)).toMatchObject({ verified: false, unpacked: 10_000 });
    expect(await readOne(layout.path, { verify: true })).toMatchObject({ verified: true, unpacked: 10_000 });
    const other = Buffer.from(tar);
    other[600] = 0x79;
    writeFileSync(layout.blobPath(sha256(tar)), other);
    expect(await readOne(layout.path)).toMatchObject({ verified: false });
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

describe('docker archives', () => {
  async function oldArchive(compression: TestCompression): Promise<{ path: string; tars: Buffer[] }> {
    const tars = await twoLayers();
    const path = fresh();
    const names = tars.map((tar) => `${sha256(tar).slice(7)}/layer.tar`);
    const config = JSON.stringify({
      ...AMD64,
      config: { Entrypoint: ['/app/new'] },
      rootfs: { diff_ids: tars.map((tar) => sha256(tar)) },
      history: tars.map(() => ({ created_by: '/bin/sh -c #(nop) COPY x y ' })),
    });
    const configName = `${sha256(config).slice(7)}.json`;
    mkdirSync(path);
    const write = (name: string, content: string | Buffer): void => {
      mkdirSync(join(path, name, '..'), { recursive: true });
      writeFileSync(join(path, name), content);
    };
    write(configName, config);
    tars.forEach((tar, index) => {
      write(names[index] ?? '', compress(tar, compression));
    });
    write('manifest.json', JSON.stringify([{ Config: configName, RepoTags: ['web:latest'], Layers: names }]));
    execFileSync('tar', ['-cf', `${path}.tar`, '-C', path, ...readdirSync(path)]);
    return { path: `${path}.tar`, tars };
  }

  test('of the old form: exact unpacked, unknown download', async () => {
    const { path, tars } = await oldArchive('none');
    const report = await readOne(path);
    expect(report).toMatchObject({ download: null, verified: false, wasted: 20_000, platform: 'linux/amd64' });
    expect(report.layers).toEqual(
      tars.map((tar) => ({
        digest: sha256(tar),
        createdBy: 'COPY x y',
        unpacked: listed(tar).bytes,
        download: null,
        files: listed(tar).files,
        fromBase: null,
        tarOverhead: tar.length - listed(tar).bytes,
      })),
    );
    // Contents pass by, and with them the checksums.
    const duplicates = { bytes: 0, groups: [], omitted: { count: 0, bytes: 0 } };
    expect(await readOne(path, { verify: true })).toEqual({ ...report, verified: true, duplicates });
  });

  test('of the old form with compressed layers: they are held against the digest of what is in them', async () => {
    const { path, tars } = await oldArchive('gzip');
    const report = await readOne(path);
    expect(report).toMatchObject({ download: null, verified: true });
    expect(report.layers.map(({ download }) => download)).toEqual(tars.map((tar) => gzipSync(tar).length));
  });

  test('of the new form, an OCI layout inside: download is not known where layers are stored plain', async () => {
    const [tar] = await twoLayers();
    for (const compression of ['none', 'gzip'] as const) {
      const layout = new LayoutFolder(fresh());
      const descriptor = layout.image({ layers: [{ tar, compression }] });
      // The index names what the engine never pulled, too.
      const absent = { ...descriptor, digest: sha256('absent'), platform: ARM64 };
      layout.index([layout.nested([descriptor, absent])]);
      layout.write('manifest.json', '[]');
      const archive = `${layout.path}.tar`;
      execFileSync('tar', ['-cf', archive, '-C', layout.path, '.']);
      const report = await readOne(archive);
      expect(report.digest).toBe(descriptor.digest);
      expect(report.layers[0]?.download).toBe(compression === 'none' ? null : gzipSync(tar).length);
      expect(report.download === null).toBe(compression === 'none');
    }
  });

  test('a layer that is a link to that of another image', async () => {
    const { path } = await oldArchive('none');
    const unpacked = fresh();
    mkdirSync(unpacked);
    execFileSync('tar', ['-xf', path, '-C', unpacked]);
    const [first = ''] = readdirSync(unpacked)
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .sort();
    mkdirSync(join(unpacked, 'elsewhere'));
    execFileSync('mv', [join(unpacked, first, 'layer.tar'), join(unpacked, 'elsewhere/layer.tar')]);
    execFileSync('ln', ['-s', '../elsewhere/layer.tar', join(unpacked, first, 'layer.tar')]);
    const linked = `${unpacked}.tar`;
    execFileSync('tar', ['-cf', linked, '-C', unpacked, '.']);
    expect(await readOne(linked)).toEqual(await readOne(path));
  });

  test('broken ones', async () => {
    const { path } = await oldArchive('none');
    const cut = `${path}.cut`;
    copyFileSync(path, cut);
    truncateSync(cut, 2_000);
    await expect(readImages(cut, { name: 'web' })).rejects.toThrow(`archive "${cut}": cut off`);
    const layout = new LayoutFolder(fresh());
    rmSync(join(layout.path, 'oci-layout'));
    layout.write('manifest.json', '[{"Config":"../../../etc/passwd","Layers":[]}]');
    await expect(readImages(layout.path, { name: 'web' })).rejects.toThrow(
      'names the config "../../../etc/passwd", which is missing',
    );
  });
});

describe('Go binaries in layers', () => {
  let plain: Buffer;
  let stripped: Buffer;

  beforeAll(() => {
    const module = join(folder, 'module');
    mkdirSync(module);
    writeGoModule(module);
    plain = readFileSync(goBuild(module, join(folder, 'plain'), 'linux/amd64'));
    stripped = readFileSync(goBuild(module, join(folder, 'stripped'), 'linux/amd64', '-ldflags=-s -w'));
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
      const report = await readOne(writeImage(fresh(), { layers: [{ tar, compression }] }).path);
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
    const report = await readOne(writeImage(fresh(), { layers: [{ tar: lower }, { tar: upper }] }).path);
    expect(report.goBinaries.map(({ path }) => path)).toEqual(['/second']);
    expect(report.wasted).toBe(stripped.length);
  });

  test('over the ceiling it is weighed, not taken apart, and that is said', async () => {
    const tar = await tarOf([{ name: 'app', content: stripped }]);
    const notes: string[] = [];
    const layout = writeImage(fresh(), { layers: [{ tar }] });
    const report = await readOne(layout.path, {
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
