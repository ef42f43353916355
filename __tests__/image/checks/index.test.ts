import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { IMAGE_CHECKS } from '../../../src/image/checks/index.ts';
import { IMAGE_CHECK_IDS } from '../../../src/model/image-check-ids.ts';

const FOLDER = new URL('../../../src/image/checks/', import.meta.url);

test('the list is what the folder holds, in the order of the ids', () => {
  expect(IMAGE_CHECKS.map(({ id }) => id)).toEqual(IMAGE_CHECK_IDS);
  const files = readdirSync(FOLDER).filter((name) =>
    /: ImageCheck = \{/.test(readFileSync(new URL(name, FOLDER), 'utf8')),
  );
  expect(files.sort()).toEqual(IMAGE_CHECK_IDS.map((id) => `${id.replace(/^image-/, '')}.ts`).sort());
});

test.each(IMAGE_CHECKS)('$id says what it is, from where on it speaks, and what to do', (check) => {
  expect(check.summary).toMatch(/^[a-z].*[^.]$/);
  expect(check.threshold).toMatch(/[^.]$/);
  expect(check.why).toMatch(/\.$/);
  expect(check.fix).toMatch(/\.$/);
});
