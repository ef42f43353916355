import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { ConfigError, FormatError } from '../../src/model/errors.ts';
import { LayoutFolder, sha256, tarOf, writeImage } from '../support/layout.ts';
import { freshPaths, readChecked, twoLayers } from '../support/reading.ts';

const fresh = freshPaths();

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
    await expect(readImages(text, { name: 'web' })).rejects.toMatchObject({
      message: `"${text}" is neither an OCI layout nor a docker archive`,
      hint: expect.stringContaining(`archive "${text}", entry at byte 0: `),
    });
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
        await readChecked(path);
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
