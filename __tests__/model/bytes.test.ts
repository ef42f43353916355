import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDelta, formatPercent, formatSize, parseSize } from '../../src/model/bytes.ts';
import { ConfigError } from '../../src/model/errors.ts';

describe('parseSize', () => {
  test.each([
    ['0', 0],
    ['4096', 4096],
    ['4096B', 4096],
    ['900k', 900_000],
    ['900kB', 900_000],
    ['900KB', 900_000],
    ['12MB', 12_000_000],
    ['12m', 12_000_000],
    [' 12 MB ', 12_000_000],
    ['2GB', 2_000_000_000],
    ['1.5g', 1_500_000_000],
    ['1KiB', 1024],
    ['11.5 MiB', 12_058_624],
    ['1GiB', 1_073_741_824],
    ['0.5MB', 500_000],
    // A fraction of a byte is rounded down.
    ['1.9B', 1],
    ['1.9999k', 1999],
    // Products of doubles fall a byte short of these: 1.005 × 1e6 is 1004999.9999999999.
    ['1.005MB', 1_005_000],
    ['4.1MB', 4_100_000],
    ['8.2MB', 8_200_000],
    ['64.1kB', 64_100],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each([
    '',
    'MB',
    '-1MB',
    '+1MB',
    '1e3',
    '.5MB',
    '1.MB',
    '1,5MB',
    '12 M B',
    '12TB',
    '12mibs',
    '5%',
    '0x10',
    'NaN',
    'Infinity',
    '1constructor',
    '9007199254740992',
    '99999999999GB',
    '1'.repeat(400),
  ])('%j is refused with the forms that are understood', (text) => {
    const parse = (): number => parseSize(text);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(`"${text}" is not a size`);
    expect(parse).toThrow(expect.objectContaining({ exitCode: 2, hint: expect.stringContaining('11.5MiB') }));
  });

  test('three decimals of a megabyte are exact', () => {
    fc.assert(
      fc.property(fc.nat(9_999), fc.nat(999), (whole, thousandths) => {
        const text = `${whole}.${String(thousandths).padStart(3, '0')}MB`;
        expect(parseSize(text)).toBe(whole * 1_000_000 + thousandths * 1000);
      }),
      { seed: 1 },
    );
  });
});

describe('formatSize prints as docker does: decimal units, three digits', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1234, '1.23 kB'],
    [9994, '9.99 kB'],
    [9995, '10.0 kB'],
    [12_300, '12.3 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    // Not "1000 kB".
    [999_500, '1.00 MB'],
    [12_345_678, '12.3 MB'],
    [999_500_000, '1.00 GB'],
    [7_500_000_000, '7.50 GB'],
    [1_200_000_000_000, '1.20 TB'],
    [Number.MAX_SAFE_INTEGER, '9007 TB'],
    [-1, '−1 B'],
    [-12_345_678, '−12.3 MB'],
  ])('%i is %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  test('never says 1000 of a unit that has a bigger one, and is read back to within half a per cent', () => {
    fc.assert(
      fc.property(fc.nat(999_000_000_000), (bytes) => {
        const text = formatSize(bytes);
        expect(text).not.toMatch(/^1000/);
        expect(Math.abs(parseSize(text) - bytes)).toBeLessThanOrEqual(bytes * 0.005);
      }),
      { seed: 2 },
    );
  });
});

test.each([
  [0, '±0 B'],
  [1, '+1 B'],
  [-340, '−340 B'],
  [1_200_000, '+1.20 MB'],
  [-999_500, '−1.00 MB'],
])('formatDelta(%i) is %s', (bytes, text) => {
  expect(formatDelta(bytes)).toBe(text);
});

test.each([
  [125, 1000, '+12.5 %'],
  [-125, 1000, '−12.5 %'],
  [1000, 1000, '+100.0 %'],
  [-1000, 1000, '−100.0 %'],
  [0, 1000, '±0 %'],
  [0, 0, '±0 %'],
  [1000, 0, 'new'],
  // Too little to show, but not nothing.
  [1, 1_000_000, '<+0.1 %'],
  [-1, 1_000_000, '>−0.1 %'],
  [1, 1000, '+0.1 %'],
])('formatPercent(%i of %i) is %s', (delta, base, text) => {
  expect(formatPercent(delta, base)).toBe(text);
});
