import { describe, expect, test } from 'vitest';
import { type JudgeInput, judge } from '../../src/budget/judge.ts';
import type { ImageComparison } from '../../src/model/comparison.ts';
import type { Limits } from '../../src/model/limit.ts';
import { aComparison, aFinding, compared } from '../support/reports.ts';

function judged(images: readonly ImageComparison[], limits: Limits, more: Partial<JudgeInput> = {}) {
  return judge({
    comparison: aComparison(images),
    images: [],
    findings: [],
    limits,
    failOn: 'error',
    requireBaseline: false,
    ...more,
  });
}

function noBase(reason: string | null) {
  return { kind: 'none', label: 'none', sha: null, reason } as const;
}

describe('one limit, one image', () => {
  const percent = (value: number) => ({ unit: 'percent', percent: value }) as const;
  const bytes = (value: number) => ({ unit: 'bytes', bytes: value }) as const;

  test.each<[string, ImageComparison, Limits, 'pass' | 'fail', number]>([
    ['size equal', compared([null, 100]), { maxSize: 100 }, 'pass', 0],
    ['size one under', compared([null, 99]), { maxSize: 100 }, 'pass', 1],
    ['size one over', compared([null, 101]), { maxSize: 100 }, 'fail', -1],
    ['size against nothing', compared([null, 1]), { maxSize: 0 }, 'fail', -1],
    ['download equal', compared([null, 500], [null, 100]), { maxDownload: 100 }, 'pass', 0],
    ['download one over', compared([null, 5], [null, 101]), { maxDownload: 100 }, 'fail', -1],
    ['growth equal', compared([100, 110]), { maxGrowth: bytes(10) }, 'pass', 0],
    ['growth one over', compared([100, 111]), { maxGrowth: bytes(10) }, 'fail', -1],
    ['no growth under 0', compared([100, 100]), { maxGrowth: bytes(0) }, 'pass', 0],
    ['one byte of growth over 0', compared([100, 101]), { maxGrowth: bytes(0) }, 'fail', -1],
    ['shrinking', compared([100, 40]), { maxGrowth: bytes(10) }, 'pass', 70],
    ['per cent equal', compared([1000, 1050]), { maxGrowth: percent(5) }, 'pass', 0],
    ['per cent one over', compared([1000, 1051]), { maxGrowth: percent(5) }, 'fail', -1],
    // 5 % of 1019 are 50.95: 50 whole bytes are within it, 51 are not.
    ['a share between bytes, below', compared([1019, 1069]), { maxGrowth: percent(5) }, 'pass', 0],
    ['a share between bytes, above', compared([1019, 1070]), { maxGrowth: percent(5) }, 'fail', -1],
    // 2.3 % of 3000 are 69 exactly; as a product of doubles they are 68.999….
    ['a share that doubles miss', compared([3000, 3069]), { maxGrowth: percent(2.3) }, 'pass', 0],
    ['growth from nothing', compared([0, 1]), { maxGrowth: percent(50) }, 'fail', -1],
    ['download growth', compared([1, 1], [100, 111]), { maxDownloadGrowth: bytes(10) }, 'fail', -1],
    ['download growth per cent', compared([1, 1], [100, 105]), { maxDownloadGrowth: percent(5) }, 'pass', 0],
  ])('%s', (_, image, limits, status, headroom) => {
    const verdict = judged([image], limits);
    expect(verdict.status).toBe(status);
    expect(verdict.limits).toHaveLength(1);
    expect(verdict.limits[0]).toMatchObject({ status, headroom, reason: null });
    expect(verdict.reasons).toHaveLength(status === 'pass' ? 0 : 1);
  });
});

describe('what cannot be measured is neutral, with the reason, and never a pass', () => {
  const noDownload = 'the download is not known: the engine gave an uncompressed archive';
  const growth = { maxGrowth: { unit: 'bytes', bytes: 10 } } as const;
  const downloadGrowth = { maxDownloadGrowth: { unit: 'percent', percent: 10 } } as const;

  test.each<[string, ImageComparison, Limits, ReturnType<typeof noBase> | object, string]>([
    ['download of an archive', compared([null, 5]), { maxDownload: 100 }, {}, noDownload],
    ['its growth', compared([5, 5], [5, null]), downloadGrowth, {}, noDownload],
    ["the base's download", compared([5, 5], [null, 5]), downloadGrowth, {}, "the base's download is not known"],
    ['no base', compared([null, 5]), growth, noBase('first run'), 'first run'],
    ['no base, no reason', compared([null, 5]), growth, noBase(null), 'there is no base to compare with'],
    ['an image that the base has not', compared([null, 5]), growth, {}, 'the base has no such image'],
    [
      'also where there is a word about the base',
      compared([null, 5]),
      growth,
      { reason: 'odd' },
      'the base has no such image',
    ],
  ])('%s', (_, image, limits, base, reason) => {
    const verdict = judge({
      comparison: aComparison([image], base),
      images: [],
      findings: [],
      limits,
      failOn: 'error',
      requireBaseline: false,
    });
    expect(verdict.status).toBe('neutral');
    expect(verdict.limits).toMatchObject([{ status: 'neutral', headroom: null, reason }]);
    expect(verdict.reasons).toEqual([expect.stringMatching(/^linux\/amd64: max-[\w-]+ .* could not be judged: /)]);
    expect(verdict.reasons[0]).toContain(reason);
  });

  test('absolute limits are judged where there is no base', () => {
    const comparison = aComparison([compared([null, 200])], noBase('first run'));
    const verdict = judged([], { maxSize: 100, ...growth }, { comparison });
    expect(verdict.status).toBe('fail');
    expect(verdict.limits.map(({ measure, status }) => [measure, status])).toEqual([
      ['max-size', 'fail'],
      ['max-growth', 'neutral'],
    ]);
  });

  test.each([
    ['no image at all', []],
    ['only one that is gone', [compared([5, null])]],
  ])('limits and %s', (_, images) => {
    expect(judged(images, { maxSize: 100 })).toEqual({
      status: 'neutral',
      limits: [],
      reasons: ['there is no image, so the limits could not be judged'],
    });
    expect(judged(images, {}).status).toBe('pass');
  });
});

describe('several', () => {
  test('every platform is judged by itself, and one that fails fails all', () => {
    const images = [compared([null, 100]), compared([null, 101], undefined, { platform: 'linux/arm64' })];
    const verdict = judged(images, { maxSize: 100 });
    expect(verdict.status).toBe('fail');
    expect(verdict.limits.map(({ platform, status }) => [platform, status])).toEqual([
      ['linux/amd64', 'pass'],
      ['linux/arm64', 'fail'],
    ]);
    expect(verdict.reasons).toEqual(['linux/arm64: 101 B is over max-size 100 B by 1 B (1 bytes)']);
  });

  test('a failure outweighs what could not be judged, and that what passed', () => {
    const image = compared([null, 100]);
    expect(judged([image], { maxSize: 100, maxDownload: 1 }).status).toBe('neutral');
    expect(judged([image], { maxSize: 99, maxDownload: 1 }).status).toBe('fail');
  });

  test('an image that is gone is not judged', () => {
    expect(judged([compared([5, 5]), compared([999, null])], { maxSize: 100 }).limits).toHaveLength(1);
  });

  test('without limits nothing is judged', () => {
    expect(judged([compared([1, 1_000_000])], {})).toEqual({ status: 'pass', limits: [], reasons: [] });
  });

  test('a limit says how it was given', () => {
    const verdict = judged([compared([1000, 2_000_000], [1000, 3000])], {
      maxSize: 1_000_000,
      maxGrowth: { unit: 'percent', percent: 2.5 },
      maxDownloadGrowth: { unit: 'bytes', bytes: 500 },
    });
    expect(verdict.limits).toEqual([
      {
        image: 'default',
        platform: 'linux/amd64',
        measure: 'max-size',
        limit: 1_000_000,
        given: '1.00 MB',
        actual: 2_000_000,
        headroom: -1_000_000,
        status: 'fail',
        reason: null,
      },
      expect.objectContaining({ measure: 'max-growth', limit: 25, given: '2.5 %', actual: 1_999_000 }),
      expect.objectContaining({ measure: 'max-download-growth', limit: 500, given: '500 B', actual: 2000 }),
    ]);
    expect(verdict.reasons).toEqual([
      'linux/amd64: 2.00 MB is over max-size 1.00 MB by 1.00 MB (1000000 bytes)',
      'linux/amd64: +2.00 MB is over max-growth 2.5 % by 2.00 MB (1998975 bytes)',
      'linux/amd64: +2.00 kB is over max-download-growth 500 B by 1.50 kB (1500 bytes)',
    ]);
  });
});

describe('findings', () => {
  const findings = (['error', 'warning', 'note'] as const).map((severity) =>
    aFinding({ severity, rule: `${severity}-rule` }),
  );

  test.each([
    ['never', []],
    ['error', ['error-rule']],
    ['warning', ['error-rule', 'warning-rule']],
    ['note', ['error-rule', 'warning-rule', 'note-rule']],
  ] as const)('fail-on %s counts %j', (failOn, rules) => {
    const verdict = judged([compared([1, 1])], {}, { findings, failOn });
    expect(verdict.status).toBe(rules.length === 0 ? 'pass' : 'fail');
    expect(verdict.reasons).toEqual(
      rules.map((rule) => `${rule.replace('-rule', '')} ${rule} in Dockerfile:7 (fail-on: ${failOn})`),
    );
  });

  test('none, none', () => {
    expect(judged([compared([1, 1])], {}, { failOn: 'note' }).status).toBe('pass');
  });

  test('a place that is not known is not made up', () => {
    const { file, line, ...nowhere } = aFinding({ severity: 'error' });
    const fileOnly = { ...nowhere, file: file ?? '' };
    expect(judged([], {}, { findings: [nowhere, fileOnly] }).reasons).toEqual([
      'error strip-binary (fail-on: error)',
      'error strip-binary in Dockerfile (fail-on: error)',
    ]);
  });
});

describe('require-baseline', () => {
  test.each([
    [
      true,
      noBase('the base does not build'),
      'fail',
      ['a baseline is required and there is none: the base does not build'],
    ],
    [true, noBase(null), 'fail', ['a baseline is required and there is none: no comparison was asked for']],
    [true, {}, 'pass', []],
    [false, noBase('the base does not build'), 'pass', []],
  ] as const)('%s with %j', (requireBaseline, base, status, reasons) => {
    const comparison = aComparison([compared([null, 5])], base);
    expect(judged([], {}, { comparison, requireBaseline })).toMatchObject({ status, reasons });
  });
});
