import { cachedDataVersionTag } from 'node:v8';
import { expect, test } from 'vitest';
import { keepNewObjectsSmall } from '../../src/system/memory.ts';

// V8 takes code from a cache only where this number, made of its flags too, is the same.
test('afterwards V8 takes, and makes, the code that it did before', () => {
  const before = cachedDataVersionTag();
  {
    using _small = keepNewObjectsSmall();
    expect(cachedDataVersionTag()).not.toBe(before);
  }
  expect(cachedDataVersionTag()).toBe(before);
});
