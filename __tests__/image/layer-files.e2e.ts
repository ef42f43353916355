import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLayerCache } from '../../src/image/layer-cache.ts';
import { readImages } from '../../src/image/read-images.ts';
import { buildLayout } from '../support/engine.ts';
import { tool } from '../support/tools.ts';

/** Regular files of a layer, a line each of size and path, as the `tar` program lists them. */
function listed(blob: string): string[] {
  const lines = tool('tar', ['-tvf', blob, '--quoting-style=literal', '--full-time']).split('\n');
  return lines.flatMap((line) => {
    const [, size, name = ''] = /^-\S+ +\S+ +(\d+) +\S+ +\S+ (.*)$/.exec(line) ?? [];
    return size === undefined || /(?:^|\/)\.wh\./.test(name) ? [] : [`${size} /${name.replace(/^\.?\//, '')}`];
  });
}

const IMAGES: Readonly<Record<string, string>> = {
  golang: 'FROM golang\nRUN rm -r /usr/local/go/test /usr/local/go/doc\n',
  'golang:alpine':
    'FROM golang:alpine\nRUN rm -r /usr/local/go/pkg && mkdir /usr/local/go/pkg && echo x > /usr/local/go/pkg/y\n',
  'debian:bookworm-slim':
    'FROM debian:bookworm-slim\nRUN touch /etc/passwd "/name with blanks" "/größe" && ln /etc/passwd /p\n',
  alpine: 'FROM alpine\nCOPY Dockerfile /d/\n',
  'distroless/static': 'FROM gcr.io/distroless/static-debian12\nCOPY Dockerfile /\n',
};

test.each(Object.entries(IMAGES))('every path and size of the layers of %s is what tar lists', async (_name, text) => {
  using layout = buildLayout({ Dockerfile: text });
  const cache = createLayerCache();
  const [report] = await readImages(layout.path, { name: 'x', cache });
  const digests = (report?.layers ?? []).map(({ digest }) => digest);
  const read = new Map((await Promise.all(cache.values())).map((layer) => [String(layer.digest), layer]));
  expect(digests.length).toBeGreaterThan(1);
  let files = 0;
  for (const digest of digests) {
    const ours = (read.get(digest)?.files ?? []).map(({ path, bytes }) => `${bytes} ${path}`);
    expect(ours).toEqual(listed(join(layout.path, 'blobs', digest.replace(':', '/'))));
    files += ours.length;
  }
  expect(files).toBeGreaterThan(1);
});
