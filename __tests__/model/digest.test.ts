import { expect, test } from 'vitest';
import { parseDigest } from '../../src/model/digest.ts';

const HEX = '0123456789abcdef'.repeat(4);

test.each([`sha256:${HEX}`, `sha512:${HEX}${HEX}`])('%s', (text) => {
  expect(parseDigest(text)).toBe(text);
});

test.each([
  `sha256:${HEX.toUpperCase()}`,
  `sha256:${HEX}0`,
  `sha256:${HEX.slice(1)}`,
  `sha512:${HEX}`,
  `sha384:${HEX}`,
  `sha256:../../etc/passwd`,
  `sha256:${HEX}\n`,
  HEX,
  '',
  7,
  null,
  [`sha256:${HEX}`],
])('%j is none', (text) => {
  expect(parseDigest(text)).toBeUndefined();
});
