import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/model/errors.ts';
import { parseAmount, shareOf } from '../../src/model/limit.ts';

describe('parseAmount', () => {
  test.each([
    ['500kB', { unit: 'bytes', bytes: 500_000 }],
    ['0', { unit: 'bytes', bytes: 0 }],
    ['5%', { unit: 'percent', percent: 5 }],
    ['2.5 %', { unit: 'percent', percent: 2.5 }],
    [' 0% ', { unit: 'percent', percent: 0 }],
    ['150%', { unit: 'percent', percent: 150 }],
  ])('%j', (text, amount) => {
    expect(parseAmount(text)).toEqual(amount);
  });

  test.each(['%', '-5%', '+5%', '5%%', '5 per cent%', '1e2%', '.5%', '5,5%', `${'9'.repeat(400)}%`])(
    '%j is no share',
    (text) => {
      const parse = () => parseAmount(text);
      expect(parse).toThrow(ConfigError);
      expect(parse).toThrow('is not a growth limit');
      expect(parse).toThrow(expect.objectContaining({ hint: expect.stringContaining('5%') }));
    },
  );

  test('what is neither a share nor a size is refused', () => {
    expect(() => parseAmount('5 percent')).toThrow('"5 percent" is not a growth limit');
  });
});

test.each([
  [1000, 10, 100],
  [999, 10, 99],
  [3000, 2.3, 69],
  [11_000, 0.7, 77],
  [1_000_000, 2.3, 23_000],
  [0, 5, 0],
  [1, 99.999, 0],
  [1, 100, 1],
  [10, 250, 25],
  [Number.MAX_SAFE_INTEGER, 100, Number.MAX_SAFE_INTEGER],
])('of %i bytes %d per cent are %i', (bytes, percent, share) => {
  expect(shareOf(bytes, percent)).toBe(share);
});
