import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageReference, readBases } from '../../src/build/metadata.ts';
import { temporaryFolder } from '../../src/system/temp.ts';

test.each([
  ['pkg:docker/golang@1.26-alpine?platform=linux%2Famd64', 'golang:1.26-alpine'],
  ['pkg:docker/library/golang@1.26', 'library/golang:1.26'],
  ['pkg:docker/alpine?digest=sha256:00&platform=linux%2Famd64', 'alpine'],
  ['pkg:docker/127.0.0.1%3A5000/library/alpine@3.22?platform=linux%2Famd64', '127.0.0.1:5000/library/alpine:3.22'],
  ['pkg:docker/gcr.io/distroless/static@nonroot', 'gcr.io/distroless/static:nonroot'],
  ['https://example.com/x.tar.gz', undefined],
  ['pkg:oci/alpine@3.22', undefined],
  ['pkg:docker/', undefined],
  ['pkg:docker/alpine%zz@3.22', undefined],
  ['', undefined],
])('package URL %s', (uri, reference) => {
  expect(imageReference(uri)).toBe(reference);
});

test('the base images of a metadata file that buildx 0.37 wrote', async () => {
  expect(await readBases(join(import.meta.dirname, 'fixtures/metadata.json'))).toEqual([
    {
      reference: '127.0.0.1:5000/library/alpine:3.22',
      digest: 'sha256:7837373820794f5360c9a23f1508d59bb23272bcefaef8da341fcd4d31429023',
    },
    {
      reference: 'alpine:3.22',
      digest: 'sha256:7837373820794f5360c9a23f1508d59bb23272bcefaef8da341fcd4d31429023',
    },
    {
      reference: 'busybox:latest',
      digest: 'sha256:66c5e1803b4d406a5a6f9522fb569a2513a5858c6615a1d83ae3cd4fdab84818',
    },
  ]);
});

test.each([
  ['{}', []],
  ['{"buildx.build.provenance":{}}', []],
])('metadata without materials: %s', async (content, bases) => {
  await using folder = await temporaryFolder('test');
  writeFileSync(join(folder.path, 'm.json'), content);
  expect(await readBases(join(folder.path, 'm.json'))).toEqual(bases);
});

test.each(['', '[', '[]x', '{"buildx.build.provenance":{"materials":[{"uri":7}]}}'])(
  'metadata that buildx does not write: %j',
  async (content) => {
    await using folder = await temporaryFolder('test');
    writeFileSync(join(folder.path, 'm.json'), content);
    await expect(readBases(join(folder.path, 'm.json'))).rejects.toMatchObject({
      name: 'ToolError',
      message: expect.stringContaining('metadata file that cannot be read'),
    });
  },
);
