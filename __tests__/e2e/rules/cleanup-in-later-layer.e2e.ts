import { expect, test } from 'vitest';
import { said } from '../../support/cross.ts';
import { filesFor } from '../../support/final-stage.ts';
import { layerBytes } from '../../support/layer-bytes.ts';

const RULE = 'cleanup-in-later-layer';
const DATA = 'x'.repeat(200_000);
const HEAD = 'FROM alpine:3.22\n';
const TAIL = 'CMD ["/bin/true"]\n';

test.each([
  ['a copied file', 'COPY data.bin /tmp/\nRUN wc -c /tmp/data.bin && rm /tmp/data.bin\n'],
  ['a copied folder', 'COPY folder /tmp/folder\nRUN rm -rf /tmp/folder\n'],
  ['by a wildcard', 'COPY data.bin /tmp/\nRUN rm /tmp/*.bin\n'],
])('%s stays in the image after rm', (_, lines) => {
  const text = HEAD + lines + TAIL;
  expect(said(RULE, text)).toHaveLength(1);
  const [copied, removed] = layerBytes(filesFor(text, { 'data.bin': DATA, 'folder/data.bin': DATA })).slice(-2);
  expect(copied).toBe(DATA.length);
  // Only the mark that hides the file.
  expect(removed).toBe(0);
});

test('what is mounted never comes into the image', () => {
  const run = 'RUN --mount=type=bind,source=data.bin,target=/tmp/data.bin wc -c /tmp/data.bin\n';
  expect(said(RULE, HEAD + run + TAIL)).toEqual([]);
  const layers = layerBytes(filesFor(HEAD + run + TAIL, { 'data.bin': DATA }));
  expect(layers.at(-1)).toBe(0);
});
