import { describe, expect, test } from 'vitest';
import { judge } from '../../src/budget/judge.ts';
import type { ImageComparison } from '../../src/model/comparison.ts';
import { type Limits, limitsOfPlatform } from '../../src/model/limit.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { aComparison, anImage, compared } from '../support/reports.ts';

function judged(
  image: ImageComparison,
  limits: Limits,
  more: { images?: readonly ImageReport[]; imageLimits?: ReadonlyMap<string, Limits> } = {},
) {
  const comparison = aComparison([image]);
  return judge({ comparison, images: [], findings: [], limits, failOn: 'error', requireBaseline: false, ...more });
}

const change = (base: number, head: number) => ({ base, head, delta: head - base });

describe('every measure: over its limit fails, equal passes', () => {
  const image = compared([100, 120], [50, 60], {
    effective: change(90, 110),
    wasted: change(5, 10),
    osPackages: change(3, 4),
  });
  const report = anImage({ categories: [{ name: 'go-binary', bytes: 70 }] });

  test.each<[string, Limits, Limits]>([
    ['effective', { maxEffective: 110 }, { maxEffective: 109 }],
    ['wasted', { maxWasted: 10 }, { maxWasted: 9 }],
    ['os-packages', { maxOsPackages: 4 }, { maxOsPackages: 3 }],
    ['category go-binary', { categories: { 'go-binary': 70 } }, { categories: { 'go-binary': 69 } }],
  ])('%s', (measure, equal, under) => {
    const options = { images: [report] };
    expect(judged(image, equal, options)).toMatchObject({ status: 'pass', limits: [{ measure, headroom: 0 }] });
    expect(judged(image, under, options)).toMatchObject({ status: 'fail', limits: [{ measure, headroom: -1 }] });
  });

  test('a category that the image does not have takes nothing', () => {
    expect(judged(image, { categories: { debug: 0 } }, { images: [report] })).toMatchObject({
      status: 'pass',
      limits: [{ actual: 0, headroom: 0 }],
    });
  });

  test('without the report of the image a category is neutral', () => {
    expect(judged(image, { categories: { debug: 0 } })).toMatchObject({ status: 'neutral' });
  });

  test('packages of a database that could not be read are neutral', () => {
    const unread = { ...image, osPackages: { base: 3, head: null, delta: null } };
    expect(judged(unread, { maxOsPackages: 100 })).toMatchObject({
      status: 'neutral',
      limits: [{ measure: 'os-packages', reason: 'a package database of the image could not be read' }],
    });
  });

  test('packages are counted, not weighed', () => {
    expect(judged(image, { maxOsPackages: 1 }).reasons).toEqual([
      'linux/amd64: 4 OS packages are 3 over the limit of 1',
    ]);
  });
});

test('growth over a base image that moved by nobody knows how much is neutral', () => {
  const movedBase = { reference: 'debian:12', baseDigest: 'sha256:1', headDigest: 'sha256:2' };
  const image = compared([100, 150], [100, 150], { movedBase });
  expect(judged(image, { maxGrowth: { unit: 'bytes', bytes: 10 }, maxSize: 200 })).toMatchObject({
    status: 'neutral',
    limits: [
      { measure: 'max-size', status: 'pass' },
      { measure: 'max-growth', reason: expect.stringContaining('debian:12') },
    ],
  });
});

describe('growth is judged without what the base image did on its own', () => {
  const drift = { reference: 'debian:bookworm-slim', baseDigest: 'a', headDigest: 'b', unpacked: 40, download: 30 };
  const image = compared([100, 150], [100, 150], { drift });

  test.each<[string, Limits, 'pass' | 'fail']>([
    ['unpacked within', { maxGrowth: { unit: 'bytes', bytes: 10 } }, 'pass'],
    ['unpacked over', { maxGrowth: { unit: 'bytes', bytes: 9 } }, 'fail'],
    ['download within', { maxDownloadGrowth: { unit: 'bytes', bytes: 20 } }, 'pass'],
    ['download over', { maxDownloadGrowth: { unit: 'bytes', bytes: 19 } }, 'fail'],
    ['the size itself counts whole', { maxSize: 149 }, 'fail'],
  ])('%s', (_, limits, status) => {
    expect(judged(image, limits).status).toBe(status);
  });
});

describe('limits of a platform and of an image', () => {
  test('what is set for the platform takes the place of the same line', () => {
    const limits: Limits = {
      maxSize: 1,
      maxWasted: 2,
      categories: { debug: 0, git: 1 },
      platforms: { 'linux/arm64': { maxSize: 3, categories: { git: 4 } } },
    };
    expect(limitsOfPlatform(limits, 'linux/arm64')).toEqual({
      maxSize: 3,
      maxWasted: 2,
      categories: { debug: 0, git: 4 },
    });
    expect(limitsOfPlatform(limits, 'linux/amd64')).toEqual({
      maxSize: 1,
      maxWasted: 2,
      categories: { debug: 0, git: 1 },
    });
  });

  test('a platform may be named with the variant that it has anyway, or without', () => {
    const limits: Limits = { platforms: { 'linux/arm': { maxSize: 10 } } };
    expect(limitsOfPlatform(limits, 'linux/arm/v7')).toEqual({ maxSize: 10 });
    const image = { ...compared([1, 100], [1, 1]), platform: 'linux/arm/v7' };
    expect(judged(image, limits)).toMatchObject({ status: 'fail', limits: [{ measure: 'max-size' }] });
  });

  test('an image has its own', () => {
    const image = compared([1, 100], [1, 1]);
    const imageLimits = new Map([['default', { maxSize: 100 }]]);
    expect(judged(image, { maxSize: 10 }, { imageLimits }).status).toBe('pass');
    expect(judged(image, { maxSize: 10 }, { imageLimits: new Map([['other', { maxSize: 100 }]]) }).status).toBe('fail');
  });

  test('limits of a platform that is not built are neutral, with the reason', () => {
    const verdict = judged(compared([1, 1]), { platforms: { 'linux/s390x': { maxSize: 5 } } });
    expect(verdict).toMatchObject({ status: 'neutral', limits: [] });
    expect(verdict.reasons).toEqual([
      'linux/s390x: its limits could not be judged: the platform is not among the images',
    ]);
  });
});
