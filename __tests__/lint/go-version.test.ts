import { expect, test } from 'vitest';
import { isBehind, parseGoVersion } from '../../src/lint/go-version.ts';
import { golangByTag } from '../../src/lint/images/golang.ts';

/** By hand, after https://go.dev/doc/toolchain#version: 1.21 < 1.21rc1 < 1.21.0 < 1.21.1. */
test.each([
  ['1.25', '1.26', true],
  ['1.25.9', '1.26', true],
  ['1.9', '1.10', true],
  ['1.26', '1.26', false],
  ['1.26', '1.26.3', false],
  ['1.26.2', '1.26.3', true],
  ['1.26.10', '1.26.9', false],
  ['1.26.3', '1.26', false],
  ['1.27', '1.26.5', false],
  ['1.27rc1', '1.27', false],
  ['1.27rc1', '1.27.0', true],
  ['1.27rc1', '1.26.9', false],
  ['1.26', '1.27rc1', true],
  ['1.27.0', '1.27rc1', false],
  ['1', '1.26', false],
  ['latest', '1.26', false],
  ['tip', '1.26', false],
  ['1.25-alpine3.22', '1.26', true],
  ['1.26.2-bookworm', '1.26.3', true],
])('golang:%s for a go line of %s', (tag, line, behind) => {
  const { go } = golangByTag(tag, false);
  const wanted = parseGoVersion(line);
  if (go === undefined || wanted === undefined) throw new Error('no version');
  expect(isBehind(go, wanted)).toBe(behind);
});

test.each(['', '2.0', '1', '1.x', '1.26.1rc1', 'go1.26'])('%j is no version', (text) => {
  expect(parseGoVersion(text)).toBeUndefined();
});
