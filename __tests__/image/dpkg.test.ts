import { expect, test } from 'vitest';
import { createLayerCache } from '../../src/image/layer-cache.ts';
import { type TestEntry, tarOf, writeImage } from '../support/layout.ts';
import { freshPaths, readChecked } from '../support/reading.ts';

const fresh = freshPaths();

const DATA: TestEntry = { name: 'srv/data', content: 'x'.repeat(100) };
const LIST: TestEntry = { name: 'var/lib/dpkg/info/tool.list', content: '/.\n/srv\n/srv/data\n' };
const SUMS: TestEntry = { name: 'var/lib/dpkg/info/tool.md5sums', content: `${'0'.repeat(32)}  srv/data\n` };

/** Bytes of files that packages own. */
async function owned(...layers: readonly (readonly TestEntry[])[]): Promise<number | undefined> {
  const tars = await Promise.all(layers.map(async (entries) => ({ tar: await tarOf(entries) })));
  const report = await readChecked(writeImage(fresh(), { layers: tars }).path);
  return report.categories.find(({ name }) => name === 'os-package')?.bytes;
}

test('what a package owns is told by its list, by its checksums, and by both in any order', async () => {
  for (const database of [[LIST], [SUMS], [LIST, SUMS], [SUMS, LIST]]) {
    expect(await owned([DATA, ...database])).toBe(100);
  }
});

test('checksums are passed over where the list has told all already', async () => {
  const distroless: TestEntry = { ...SUMS, name: 'var/lib/dpkg/status.d/tool.md5sums' };
  const cache = createLayerCache();
  const { path } = writeImage(fresh(), { layers: [{ tar: await tarOf([LIST, SUMS, distroless]) }] });
  await readChecked(path, { cache });
  const files = (await Promise.all(cache.values())).flatMap((layer) => layer.files);
  expect(files.map(({ packages }) => packages?.owned ?? null)).toEqual([['/srv', '/srv/data'], null, ['/srv/data']]);
});

test('the list of one package, or of a layer below, says nothing of other checksums', async () => {
  const other: TestEntry = { name: 'var/lib/dpkg/info/other.list', content: '/.\n' };
  const empty: TestEntry = { ...LIST, content: '' };
  expect(await owned([DATA, other, SUMS])).toBe(100);
  expect(await owned([DATA, empty], [SUMS])).toBe(100);
});
