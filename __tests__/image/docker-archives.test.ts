import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { compress, LayoutFolder, sha256, type TestCompression } from '../support/layout.ts';
import { freshPaths, listed, readChecked, twoLayers } from '../support/reading.ts';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };

const fresh = freshPaths();

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
    const report = await readChecked(path);
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
    expect(await readChecked(path, { verify: true })).toEqual({ ...report, verified: true, duplicates });
  });

  test('of the old form with compressed layers: they are held against the digest of what is in them', async () => {
    const { path, tars } = await oldArchive('gzip');
    const report = await readChecked(path);
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
      const report = await readChecked(archive);
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
    expect(await readChecked(linked)).toEqual(await readChecked(path));
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
