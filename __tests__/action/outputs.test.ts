import { describe, expect, test } from 'vitest';
import { readCommentMode, worthAComment } from '../../src/action/comment.ts';
import { OUTPUTS } from '../../src/action/output-names.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import { actionOptions } from '../../src/config/raw-options.ts';
import type { Outcome } from '../../src/weigh.ts';
import { aComparison, aFinding, anImage, aReport, aVerdict, compared } from '../support/reports.ts';

function outcome(overrides: Partial<Outcome> = {}): Outcome {
  return {
    report: aReport([anImage()]),
    comparison: aComparison([compared([1_000_000, 1_000_000])]),
    verdict: aVerdict(),
    spans: [],
    ...overrides,
  };
}

const NO_BASE = { kind: 'none', label: 'none', sha: null, reason: 'first run' } as const;

describe('outputs', () => {
  test('the sizes of the largest platform, and its name', () => {
    const images = [
      compared([11_000_000, 12_000_000], [4_000_000, 5_000_000]),
      compared([11_000_000, 12_500_000], [4_000_000, null], { platform: 'linux/arm64' }),
      // Gone: not the largest, however large it was.
      compared([99_000_000, null], [1, null], { platform: 'linux/386' }),
    ];
    expect(outputsOf(outcome({ comparison: aComparison(images), verdict: aVerdict({ status: 'fail' }) }))).toEqual({
      verdict: 'fail',
      unpacked: '12500000',
      download: '',
      delta: '1500000',
      'delta-percent': '13.64',
      'largest-platform': 'linux/arm64',
      findings: '0',
      fixable: '0',
      'baseline-source': 'built',
    });
  });

  test('of two as large the first counts', () => {
    const images = [compared([null, 5]), compared([null, 5], undefined, { platform: 'linux/arm64' })];
    expect(outputsOf(outcome({ comparison: aComparison(images) }))['largest-platform']).toBe('linux/amd64');
  });

  test.each([
    [
      'no base',
      aComparison([compared([null, 5])], NO_BASE),
      { unpacked: '5', delta: '', 'delta-percent': '', 'baseline-source': 'none' },
    ],
    ['a base of nothing', aComparison([compared([0, 5])]), { delta: '5', 'delta-percent': '' }],
    ['no change', aComparison([compared([5, 5])]), { delta: '0', 'delta-percent': '0.00' }],
    ['a shrinking', aComparison([compared([200, 150])]), { delta: '-50', 'delta-percent': '-25.00' }],
    ['next to no shrinking', aComparison([compared([9_000_000, 8_999_999])]), { delta: '-1', 'delta-percent': '0.00' }],
    [
      'no image',
      aComparison([]),
      { unpacked: '', download: '', delta: '', 'delta-percent': '', 'largest-platform': '' },
    ],
    ['a saved report', aComparison([], { kind: 'report' }), { 'baseline-source': 'report' }],
  ])('%s', (_, comparison, expected) => {
    expect(outputsOf(outcome({ comparison }))).toMatchObject(expected);
  });

  test('findings of the Dockerfile and of the images are counted, and those with a fix', () => {
    const fix = { safe: true, edits: [] };
    const report = aReport([anImage({ findings: [aFinding()] }), anImage({ findings: [aFinding({ fix })] })], {
      findings: [aFinding({ fix }), aFinding()],
    });
    expect(outputsOf(outcome({ report }))).toMatchObject({ findings: '4', fixable: '2' });
  });

  test('every output that is promised is set, and none else', () => {
    const set = [...Object.keys(outputsOf(outcome())), 'report', 'comment-url'];
    expect(set.sort()).toEqual(Object.keys(OUTPUTS).sort());
  });
});

describe('is a first comment worth it?', () => {
  const same = outcome();
  const changed = outcome({ comparison: aComparison([compared([1_000_000, 1_100_000])]) });
  const noise = outcome({ comparison: aComparison([compared([1_000_000, 1_000_001])]) });
  const noBase = outcome({ comparison: aComparison([], NO_BASE) });
  const failed = outcome({ verdict: aVerdict({ status: 'fail' }) });
  const neutral = outcome({ verdict: aVerdict({ status: 'neutral' }) });
  const found = outcome({ report: aReport([anImage()], { findings: [aFinding()] }) });
  const foundInImage = outcome({ report: aReport([anImage({ findings: [aFinding()] })]) });

  test.each([
    ['nothing changed', same, { auto: false, always: true, 'on-change': false }],
    ['only noise', noise, { auto: false, always: true, 'on-change': false }],
    ['changed', changed, { auto: true, always: true, 'on-change': true }],
    ['no base', noBase, { auto: true, always: true, 'on-change': true }],
    ['over a limit without a change', failed, { auto: true, always: true, 'on-change': false }],
    ['not judged', neutral, { auto: true, always: true, 'on-change': false }],
    ['findings', found, { auto: true, always: true, 'on-change': false }],
    ['findings of the image', foundInImage, { auto: true, always: true, 'on-change': false }],
  ] as const)('%s', (_, run, expected) => {
    for (const mode of ['auto', 'always', 'on-change'] as const) {
      expect([mode, worthAComment(mode, run)]).toEqual([mode, expected[mode]]);
    }
  });

  test('the modes', () => {
    expect(readCommentMode(actionOptions({}))).toBe('auto');
    for (const mode of ['auto', 'always', 'on-change', 'never']) {
      expect(readCommentMode(actionOptions({ INPUT_COMMENT: mode }))).toBe(mode);
    }
    const read = () => readCommentMode(actionOptions({ INPUT_COMMENT: 'on-changes' }));
    expect(read).toThrow('unknown comment mode "on-changes"');
    expect(read).toThrow(expect.objectContaining({ exitCode: 2, hint: 'did you mean "on-change"?' }));
  });
});
