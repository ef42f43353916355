import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { changedBeyondNoise } from '../../src/compare/noise.ts';
import { aComparison, anImage, aReport, compared } from '../support/reports.ts';

const SOURCE = { kind: 'built', label: 'main', sha: 'e'.repeat(40), reason: null } as const;

describe('compare', () => {
  test('a report against itself: nothing changed', () => {
    const report = aReport([anImage(), anImage({ platform: 'linux/arm64' })]);
    const { images, base } = compare(report, { source: SOURCE, report });
    expect(base).toEqual(SOURCE);
    expect(images.map(({ platform, status }) => [platform, status])).toEqual([
      ['linux/amd64', 'compared'],
      ['linux/arm64', 'compared'],
    ]);
    for (const image of images) {
      expect(image).toMatchObject({ layers: [], categories: [], files: [], modules: [], notes: [] });
      expect(image.unpacked).toEqual({ base: 12_000_000, head: 12_000_000, delta: 0 });
    }
  });

  test('a platform with the variant that it has anyway is the same one', () => {
    const head = aReport([anImage({ platform: 'linux/arm' })]);
    const base = { source: SOURCE, report: aReport([anImage({ platform: 'linux/arm/v7' })]) };
    expect(compare(head, base).images).toMatchObject([{ platform: 'linux/arm', status: 'compared' }]);
  });

  test('images are paired by name and platform, in the order of the head; what is gone comes last', () => {
    const head = aReport([
      anImage({ name: 'web', platform: 'linux/arm64' }),
      anImage({ name: 'api' }),
      anImage({ name: 'web', unpacked: 13_000_000 }),
    ]);
    const base = aReport([
      anImage({ name: 'web' }),
      anImage({ name: 'old' }),
      anImage({ name: 'api', download: null }),
    ]);
    const { images } = compare(head, { source: SOURCE, report: base });
    expect(images.map(({ name, platform, status }) => `${name} ${platform} ${status}`)).toEqual([
      'web linux/arm64 added',
      'api linux/amd64 compared',
      'web linux/amd64 compared',
      'old linux/amd64 removed',
    ]);
    expect(images.map(({ unpacked }) => unpacked.delta)).toEqual([null, 0, 1_000_000, null]);
    expect(images[1]?.download).toEqual({ base: null, head: 5_000_000, delta: null });
    expect(images[3]?.unpacked).toEqual({ base: 12_000_000, head: null, delta: null });
  });

  test('a name and a platform do not run into each other', () => {
    const head = aReport([anImage({ name: 'a', platform: 'b c' })]);
    const base = aReport([anImage({ name: 'a b', platform: 'c' })]);
    expect(compare(head, { source: SOURCE, report: base }).images.map(({ status }) => status)).toEqual([
      'added',
      'removed',
    ]);
  });

  test('without a base all is new', () => {
    const source = { kind: 'none', label: 'none', sha: null, reason: 'first run' } as const;
    const { images } = compare(aReport([anImage()]), { source, report: undefined });
    expect(images).toMatchObject([
      { status: 'added', unpacked: { base: null, head: 12_000_000, delta: null }, layers: [] },
    ]);
  });

  test('categories', () => {
    const head = anImage({
      categories: [
        { name: 'go-binary', bytes: 9_000_000 },
        { name: 'os-package', bytes: 3_000_000 },
      ],
    });
    const { images } = compare(aReport([head]), { source: SOURCE, report: aReport([anImage()]) });
    expect(images[0]?.categories.map(({ name, delta }) => [name, delta])).toEqual([
      ['go-binary', 1_000_000],
      ['os-package', -1_000_000],
    ]);
  });

  test('another Go and another BuildKit are noted', () => {
    const [binary] = anImage().goBinaries;
    if (binary === undefined) throw new Error('the example has no binary');
    const head = anImage({
      goBinaries: [
        { ...binary, goVersion: 'go1.27.0' },
        { ...binary, path: '/new' },
      ],
    });
    const base = aReport([anImage()], { builder: { driver: 'remote', buildkit: 'v0.30.0', buildx: '0.37.2' } });
    expect(compare(aReport([head]), { source: SOURCE, report: base }).images[0]?.notes).toEqual([
      'built by BuildKit v0.33.1, the base by v0.30.0: the download may differ by compression alone',
      '/app: built by go1.26.8, now by go1.27.0',
    ]);
  });

  test.each([
    [null],
    [{ driver: 'docker', buildkit: null, buildx: null }],
    [{ driver: 'docker', buildkit: 'v0.33.1', buildx: null }],
  ])('a builder %j is nothing to note', (builder) => {
    const base = aReport([anImage()], { builder });
    expect(compare(aReport([anImage()]), { source: SOURCE, report: base }).images[0]?.notes).toEqual([]);
  });
});

describe('noise: the larger of 4 KiB and 0.1 % of the base', () => {
  test.each([
    ['nothing', [1_000_000, 1_000_000], false],
    ['4 KiB of 1 MB', [1_000_000, 1_004_096], false],
    ['a byte more', [1_000_000, 1_004_097], true],
    ['as much less', [1_000_000, 995_903], true],
    // 0.1 % of 10 MB is 10 kB.
    ['0.1 % of 10 MB', [10_000_000, 10_010_000], false],
    ['a byte more than that', [10_000_000, 10_010_001], true],
    ['a byte less than minus that', [10_000_000, 9_989_999], true],
    ['from nothing', [0, 4097], true],
    ['new', [null, 1], true],
    ['gone', [1, null], true],
  ] as const)('%s', (_, sizes, answer) => {
    expect(changedBeyondNoise(aComparison([compared(sizes)]))).toBe(answer);
    expect(changedBeyondNoise(aComparison([compared([5, 5]), compared(sizes)]))).toBe(answer);
  });

  test('no images, no change', () => {
    expect(changedBeyondNoise(aComparison([]))).toBe(false);
  });
});
