import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cutSlice, SLICE_FILE } from '../../scripts/cut-openapi.ts';

test('the committed slice is what the script cuts from the pinned package', async () => {
  expect(await readFile(SLICE_FILE, 'utf8')).toBe(await cutSlice());
});
