import { expect, test } from 'vitest';
import { exceptReader } from '../../src/dockerfile/except.ts';
import { ConfigError } from '../../src/model/errors.ts';

// Hand-worked from the patterns of "Dockerfile reference", .dockerignore.
test.each([
  [['testdata'], 'testdata', true],
  [['testdata'], 'testdata/a/b.pem', true],
  [['testdata'], '/testdata/a', true],
  [['/testdata/'], 'testdata/a', true],
  [['./testdata'], 'testdata', true],
  [['testdata'], 'web/testdata', false],
  [['testdata'], 'testdata2', false],
  [['**/testdata'], 'web/api/testdata/a', true],
  [['**/testdata'], 'testdata', true],
  [['*.pem'], 'a.pem', true],
  [['*.pem'], 'certs/a.pem', false],
  [['**/*.pem'], 'certs/a.pem', true],
  [['certs/**'], 'certs/x/a.pem', true],
  [['a?c'], 'abc', true],
  [['a?c'], 'a/c', false],
  [['[a-c]x'], 'bx', true],
  [['x', 'y/*'], 'y/z', true],
  [['x', 'y/*'], 'y', false],
  [['a.c'], 'abc', false],
  [[], 'a', false],
])('%j leaves out %s: %s', (patterns, path, expected) => {
  expect(exceptReader(patterns)(path)).toBe(expected);
});

test.each(['', ' ', '.', '/', '!a', '[a', 'a\\', 'x'.repeat(501)])('%.20j is no pattern', (pattern) => {
  expect(() => exceptReader(['a', pattern])).toThrow(ConfigError);
  expect(() => exceptReader(['a', pattern])).toThrow('is no pattern of except');
});

test('patterns beyond all measure are refused', () => {
  expect(() => exceptReader(Array.from({ length: 101 }, () => 'a'))).toThrow('except has more than 100 patterns');
});
