import { describe, expect, test } from 'vitest';
import type { Cause, ImageComparison } from '../../src/model/comparison.ts';
import { markdown } from '../../src/report/markdown.ts';
import { painter, text } from '../../src/report/text.ts';
import { view } from '../../src/report/view.ts';
import { whySentence } from '../../src/report/why.ts';
import { aComparison, anImage, aReport, aVerdict, compared } from '../support/reports.ts';

function cause(kind: Cause['kind'], name: string, base: number, head: number, more: Partial<Cause> = {}): Cause {
  return { kind, name, base, head, delta: head - base, from: null, to: null, ...more };
}

function told(causes: readonly Cause[], more: Partial<ImageComparison> = {}): string {
  const delta = causes.reduce((sum, each) => sum + each.delta, 0);
  const image = compared([20_000_000, 20_000_000 + delta], [1, 1], { causes, ...more });
  return whySentence(image)
    .map((part) => (typeof part === 'string' ? part : `‹${part.code}›`))
    .join('');
}

describe('why an image changed', () => {
  test.each<[string, readonly Cause[], string]>([
    ['nothing changed', [], ''],
    ['debug information', [cause('debug', '/web', 0, 3_600_000)], '+3.60 MB: debug information of ‹/web› +3.60 MB'],
    [
      'modules: another version, new, removed, and of one version',
      [
        cause('module', 'example.org/new', 0, 3_000_000, { to: 'v1.0.0' }),
        cause('module', 'example.org/up', 1_000_000, 3_000_000, { from: 'v1.0.0', to: 'v2.0.0' }),
        cause('module', 'example.org/old', 1_500_000, 0, { from: 'v1.0.0' }),
        cause('module', 'example.org/main', 1_000, 401_000, { from: '(devel)', to: '(devel)' }),
      ],
      '+3.90 MB: new module ‹example.org/new v1.0.0› +3.00 MB, ‹example.org/up v1.0.0 → v2.0.0› +2.00 MB, removed module ‹example.org/old› −1.50 MB, all else +400 kB',
    ],
    [
      'files',
      [cause('file', '/data', 0, 9_000_000), cause('file', '/gone', 500_000, 0), cause('small-files', '', 0, 10)],
      '+8.50 MB: new file ‹/data› +9.00 MB, removed file ‹/gone› −500 kB, all else +10 B',
    ],
    [
      'files that the other side may have, too small to be listed',
      [
        cause('file', '/etc/r', 60_000, 0, { floor: 4_096 }),
        cause('file', '/etc/conf', 0, 9_000, { floor: 8_193 }),
        cause('small-files', '', 5_000, 900, { floor: 4_096 }),
      ],
      '−55.1 kB: ‹/etc/r› (gone, or under 4.10 kB now) −60.0 kB, ‹/etc/conf› (new, or under 8.19 kB before) +9.00 kB, small files −4.10 kB',
    ],
    [
      'files that a cut list does not show need not be small',
      [cause('small-files', '', 0, 4_920_000, { floor: 8_193 })],
      '+4.92 MB: files not listed +4.92 MB',
    ],
    [
      'copies of a file that both sides have',
      [
        cause('file', '/app', 0, 1_620_000, { copies: { base: 1, head: 2 } }),
        cause('file', '/b', 1_000_000, 0, { copies: { base: 2, head: 1 } }),
        cause('file', '/c', 0, 900_000, { copies: { base: 2, head: 3 } }),
      ],
      '+1.52 MB: a second copy of ‹/app› +1.62 MB, a second copy of ‹/b› −1.00 MB, copies of ‹/c› +900 kB',
    ],
    [
      'a file that was a Go binary before',
      [cause('file', '/app', 0, 9_000, { copies: { base: 1, head: 1 } })],
      '+9.00 kB: ‹/app› +9.00 kB',
    ],
    [
      'many files, none of which explains the change',
      [
        ...Array.from({ length: 30 }, (_, index) => cause('file', `/n${index}`, 0, 10_000)),
        cause('small-files', '', 0, 3_000),
      ],
      '+303 kB: 30 files +300 kB, all else +3.00 kB',
    ],
    ['a build cache', [cause('category', 'go-build-cache', 0, 200_000_000)], '+200 MB: ‹go-build-cache› (new) +200 MB'],
    [
      'a new base image',
      [cause('base-image', 'alpine:3.22', 0, 8_000_000)],
      '+8.00 MB: base image ‹alpine:3.22› new +8.00 MB',
    ],
  ])('%s', (_, causes, sentence) => {
    expect(told(causes)).toBe(sentence);
  });

  test('what the base image did on its own is told apart', () => {
    const causes = [cause('base-image', 'debian:12', 80_000_000, 81_200_000), cause('file', '/a', 0, 300_000)];
    const drift = { reference: 'debian:12', baseDigest: 'a', headDigest: 'b', unpacked: 1_200_000, download: null };
    expect(told(causes, { drift })).toBe(
      '+1.50 MB: base image ‹debian:12› +1.20 MB, new file ‹/a› +300 kB; +1.20 MB of it is the base image ‹debian:12›, which moved under an unchanged FROM, and +300 kB is yours',
    );
  });

  // Noise is what is no more than 4 KiB and 0.1 % of the base.
  test.each<[string, readonly [number, number], string]>([
    [
      'more than noise: it is not known whether the contents are the same',
      [50_000, 3_050_000],
      'the files take as many bytes as before, and the download changed by +3.00 MB: other contents of the same size, or the same ones compressed otherwise',
    ],
    ['4 KiB', [50_000, 54_096], ''],
    ['as much less', [50_000, 45_904], ''],
    ['0.1 % of 10 MB', [10_000_000, 10_010_000], ''],
    ['the same', [50_000, 50_000], ''],
  ])('another download of as many unpacked bytes: %s', (_, download, sentence) => {
    expect(whySentence(compared([5_000_000, 5_000_000], download)).join('')).toBe(sentence);
  });

  test('an image that only one side has changed for no reason of its own', () => {
    expect(whySentence(compared([null, 5]))).toEqual([]);
  });
});

test('the sentence stands above the sizes, and names from outside are made safe', () => {
  const causes = [cause('file', '/a|`b` @team', 0, 9_000)];
  const results = {
    report: aReport([anImage()]),
    comparison: aComparison([compared([1_000, 10_000], [1, 1], { causes })]),
    verdict: aVerdict(),
  };
  const written = markdown(view(results));
  expect(written).toContain('**linux/amd64** +9.00 kB: new file ``/a\\|`b` @team`` +9.00 kB');
  expect(written.indexOf('new file')).toBeLessThan(written.indexOf('| platform'));
  expect(text(view(results), 'pass', painter(false))).toContain('linux/amd64 +9.00 kB: new file /a|`b` @team +9.00 kB');
});

describe('a change within noise', () => {
  const NOISE = [cause('file', '/new', 0, 15_000), cause('file', '/old', 4_000, 0)];
  const sentences = (causes: readonly Cause[], download: readonly [number, number], over = false) => {
    const delta = causes.reduce((sum, each) => sum + each.delta, 0);
    const image = compared([20_000_000, 20_000_000 + delta], download, { causes });
    const limit = {
      measure: 'max-growth',
      given: '5 kB',
      limit: 5_000,
      actual: delta,
      headroom: 5_000 - delta,
    } as const;
    const limits = over
      ? [{ ...limit, image: image.name, platform: image.platform, status: 'fail' as const, reason: null }]
      : [];
    return view({
      report: aReport([anImage()]),
      comparison: aComparison([image]),
      verdict: aVerdict({ limits }),
    }).why.map(({ sentence }) => sentence.map((part) => (typeof part === 'string' ? part : part.code)).join(''));
  };

  test('has no sentence over a table that calls it unchanged', () => {
    expect(sentences(NOISE, [1, 1])).toEqual([]);
  });

  test('has one where a limit fails, which judges exact bytes', () => {
    expect(sentences(NOISE, [1, 1], true)).toEqual(['+11.0 kB: new file /new +15.0 kB, removed file /old −4.00 kB']);
  });

  test('does not hide a download that changed', () => {
    expect(sentences(NOISE, [40_000_000, 80_000_000])).toEqual([
      'the files take nearly as many bytes as before, and the download changed by +40.0 MB: other contents of the same size, or the same ones compressed otherwise',
    ]);
  });

  test('does not hide changes that nearly make up for each other', () => {
    const large = [cause('file', '/new', 0, 500_000), cause('file', '/old', 499_900, 0)];
    expect(sentences(large, [1, 1])).toEqual(['+100 B: new file /new +500 kB, removed file /old −500 kB']);
  });
});

describe('files that lie elsewhere now', () => {
  const written = (count: number, name: (index: number) => string, by: 'bytes' | 'sections' = 'sections') => {
    const moves = Array.from({ length: count }, (_, index) => ({ from: name(index), to: '/b', bytes: 3_000_000, by }));
    const results = {
      report: aReport([anImage()]),
      comparison: aComparison([compared([5, 5], [1, 1], { moves })]),
      verdict: aVerdict(),
    };
    return [text(view(results), 'pass', painter(false)), markdown(view(results))];
  };

  test('have a line each, and names from outside are made safe', () => {
    const [plain, marked] = written(1, () => '/a|`b` @team');
    expect(plain).toContain('\n  moved: /a|`b` @team → /b (3.00 MB)\n');
    expect(marked).toContain('\n> moved: ``/a\\|`b` @team`` → `/b` (3.00 MB)\n');
  });

  test('a file of which the size alone is known is not said to be the same', () => {
    const [plain, marked] = written(1, () => '/a', 'bytes');
    expect(plain).toContain('\n  moved, by its size alone: /a → /b (3.00 MB)\n');
    expect(marked).toContain('\n> moved, by its size alone: `/a` → `/b` (3.00 MB)\n');
  });

  test('are counted from the sixth on', () => {
    const [plain, marked] = written(7, (index) => `/a${index}`);
    expect(plain).toContain('  moved: /a4 → /b (3.00 MB)\n  … and 2 more moved\n');
    expect(marked).toContain('> moved: `/a4` → `/b` (3.00 MB)\n\n> … and 2 more moved\n');
    expect(plain).not.toContain('/a5');
  });
});
