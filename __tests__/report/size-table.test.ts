import { expect, test } from 'vitest';
import type { LimitResult } from '../../src/model/verdict.ts';
import { sizeTable } from '../../src/report/size-table.ts';
import { aComparison, aVerdict, compared } from '../support/reports.ts';

function limit(measure: LimitResult['measure'], given: string, limit: number, actual: number): LimitResult {
  const status = actual > limit ? 'fail' : 'pass';
  const headroom = limit - actual;
  return { image: 'default', platform: 'linux/amd64', measure, limit, given, actual, headroom, status, reason: null };
}

test('a row for every measure that has a limit, growth with its measure, counts as counts', () => {
  const image = compared([10_000_000, 10_002_000], [5_000_000, 6_000_000], {
    wasted: { base: 0, head: 30_000, delta: 30_000 },
    osPackages: { base: 5, head: 3, delta: -2 },
    categories: [{ name: 'debug', base: 1_000_000, head: 3_000_000, delta: 2_000_000 }],
  });
  const limits = [
    limit('max-size', '12.0 MB', 12_000_000, 10_002_000),
    limit('max-growth', '1.00 kB', 1_000, 2_000),
    limit('wasted', '20.0 kB', 20_000, 30_000),
    limit('os-packages', '4', 4, 3),
    limit('category debug', '0 B', 0, 3_000_000),
  ];
  expect(sizeTable(aComparison([image]), aVerdict({ limits })).rows.map((row) => row.slice(1))).toEqual([
    ['unpacked', '10.0 MB', '10.0 MB', 'unchanged (+2.00 kB)', '12.0 MB, 1.00 kB growth', '2.00 MB, −1.00 kB ✗'],
    ['download', '5.00 MB', '6.00 MB', '+1.00 MB (+20.0 %)', '–', '–'],
    ['wasted', '0 B', '30.0 kB', '+30.0 kB (new)', '20.0 kB', '−10.0 kB ✗'],
    ['os-packages', '5', '3', '−2', '4', '1'],
    ['category debug', '1.00 MB', '3.00 MB', '+2.00 MB (+200.0 %)', '0 B', '−3.00 MB ✗'],
  ]);
});
