import { expect, test } from 'vitest';
import { knownBuildArgs } from '../../src/config/build-args.ts';

test('values may be empty and hold "="; an argument without a value is not known', () => {
  const args = knownBuildArgs(['A=1', 'B=', 'C=x=y', 'FROM_ENVIRONMENT', '=nameless']);
  expect([...args]).toEqual([
    ['A', '1'],
    ['B', ''],
    ['C', 'x=y'],
  ]);
});
