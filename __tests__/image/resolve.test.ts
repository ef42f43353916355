import { statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { parsePlatform } from '../../src/model/platform.ts';
import { LayoutFolder, sha256, type TestImage, tarOf } from '../support/layout.ts';
import { freshPaths, readChecked } from '../support/reading.ts';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };
const INDEX = 'application/vnd.oci.image.index.v1+json';

const fresh = freshPaths();

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
    const signature = layout.json(
      {
        config: layout.json({ rootfs: { diff_ids: ['sha256:0'] } }, 'application/vnd.oci.image.config.v1+json'),
        layers: [layout.blob('{}', 'application/vnd.dev.cosign.simplesigning.v1+json')],
      },
      'application/vnd.oci.image.manifest.v1+json',
    );
    layout.index([
      layout.nested([
        amd64,
        signature,
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
    expect(await readChecked(layout.path, { platform: parsePlatform('linux/arm/v7') })).toMatchObject({ unpacked: 2 });
    expect(await readChecked(layout.path, { platform: parsePlatform('linux/arm') })).toMatchObject({ unpacked: 2 });
    await expect(readImages(layout.path, { name: 'web', platform: ARM64 })).rejects.toMatchObject({
      message: expect.stringContaining('holds no image for linux/arm64'),
      hint: expect.stringContaining('linux/amd64, linux/arm/v7'),
    });
  });

  test('a single manifest without platform has that of its config', async () => {
    const layout = new LayoutFolder(fresh());
    const { platform: _platform, ...descriptor } = layout.image({ platform: ARM64, ...(await image('a')) });
    layout.index([{ ...descriptor, mediaType: '' }]);
    expect(await readChecked(layout.path)).toMatchObject({ platform: 'linux/arm64' });
  });

  // Names as containerd's `platforms/database.go` has them.
  test.each([
    ['x86_64', '', 'linux/amd64'],
    ['x86-64', '', 'linux/amd64'],
    ['X86_64', 'v3', 'linux/amd64/v3'],
    ['aarch64', 'v8', 'linux/arm64'],
    ['i386', 'v1', 'linux/386'],
    ['armhf', '', 'linux/arm/v7'],
    ['armel', '', 'linux/arm/v6'],
    ['arm', 'v6', 'linux/arm/v6'],
    ['riscv64', '', 'linux/riscv64'],
  ])('the architecture "%s" "%s" is read as %s', async (architecture, variant, expected) => {
    const said = { os: 'linux', architecture, variant };
    const inIndex = new LayoutFolder(fresh());
    inIndex.index([inIndex.image({ platform: said, ...(await image('a')) })]);
    expect(await readChecked(inIndex.path, { platform: parsePlatform(expected) })).toMatchObject({
      platform: expected,
    });
    const inConfig = new LayoutFolder(fresh());
    const { platform: _platform, ...descriptor } = inConfig.image({ platform: said, ...(await image('a')) });
    inConfig.index([descriptor]);
    expect(await readChecked(inConfig.path)).toMatchObject({ platform: expected });
  });

  test('one image under two tags is one; two for a platform are refused', async () => {
    const layout = new LayoutFolder(fresh());
    const one = layout.image(await image('a'));
    layout.index([one, { ...one, annotations: { 'org.opencontainers.image.ref.name': 'x' } }]);
    expect(await readChecked(layout.path)).toMatchObject({ unpacked: 1 });
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
