import { expect, test } from 'vitest';
import { nearest, suggestion } from '../../src/model/suggest.ts';

const KNOWN = ['context', 'cache-from', 'cache-to', 'max-size', 'ssh'];

test.each([
  ['contxt', 'context'],
  ['CONTEXT', 'context'],
  ['cache_from', 'cache-from'],
  ['cache-fro', 'cache-from'],
  ['maxsize', 'max-size'],
  ['sh', 'ssh'],
  // Two letters that changed places.
  ['shs', 'ssh'],
  ['cotnext', 'context'],
  ['zzz', undefined],
  ['', undefined],
  ['a', undefined],
  ['something-else', undefined],
])('nearest to %j is %j', (given, name) => {
  expect(nearest(given, KNOWN)).toBe(name);
});

test('nothing known, nothing near', () => {
  expect(nearest('context', [])).toBeUndefined();
});

test('a suggestion names the nearest, or all there is', () => {
  expect(suggestion('contxt', KNOWN)).toBe('did you mean "context"?');
  expect(suggestion('zzz', ['one', 'two'])).toBe('known: one, two');
});
