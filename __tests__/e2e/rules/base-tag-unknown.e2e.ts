import { expect, test } from 'vitest';
import { said } from '../../support/cross.ts';
import { build } from '../../support/engine.ts';

const RULE = 'base-tag-unknown';

/** Which tags there are is held against the lists of the images' makers, in `official-tags.test.ts`; here, what comes of it. */
test.each([
  ['golang:1.26-slim', 'golang:1.26'],
  ['debian:slim', 'debian:bookworm-slim'],
  ['alpine:3.22-slim', 'alpine:3.22'],
])('%s is not found, %s is', (bad, good) => {
  const text = (image: string): string => `FROM ${image}\nCOPY go.mod /\n`;
  const files = (image: string) => ({ 'go.mod': 'module example.org/web\n', Dockerfile: text(image) });
  expect(said(RULE, text(bad))).toMatchObject([{ severity: 'error', line: 1 }]);
  expect(said(RULE, text(good))).toEqual([]);
  const failed = build(files(bad));
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(new RegExp(`${bad}: not found`));
  expect(build(files(good))).toMatchObject({ code: 0 });
});
