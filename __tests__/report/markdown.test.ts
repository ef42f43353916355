import { describe, expect, test } from 'vitest';
import type { ImageComparison } from '../../src/model/comparison.ts';
import { errorMarkdown, markdown } from '../../src/report/markdown.ts';
import { type Results, view } from '../../src/report/view.ts';
import { HOSTILE, tablesOf } from '../support/markdown.ts';
import { aComparison, aFinding, anImage, aReport, aVerdict, compared } from '../support/reports.ts';

const LIMIT = {
  image: 'default',
  platform: 'linux/amd64',
  measure: 'max-size',
  limit: 12_000_000,
  given: '12.0 MB',
  actual: 12_500_000,
  headroom: -500_000,
  status: 'fail',
  reason: null,
} as const;

function results(overrides: Partial<Results> = {}): Results {
  return {
    report: aReport([anImage()]),
    comparison: aComparison([compared([11_000_000, 12_500_000], [5_000_000, 5_000_000])]),
    verdict: aVerdict(),
    ...overrides,
  };
}

function written(overrides: Partial<Results> = {}): string {
  return markdown(view(results(overrides)));
}

describe('the comment', () => {
  test('the sizes of each platform, against the base and the limit', () => {
    const text = written({ verdict: aVerdict({ status: 'fail', limits: [LIMIT], reasons: ['too big'] }) });
    expect(text).toMatch(/^### Plimsoll: over the load line\n\n- too big\n\n\| platform/);
    expect(tablesOf(text)[0]).toEqual([
      ['platform', 'measure', 'base', 'head', 'change', 'limit', 'headroom'],
      ['linux/amd64', 'unpacked', '11.0 MB', '12.5 MB', '+1.50 MB (+13.6 %)', '12.0 MB', '−500 kB ✗'],
      ['linux/amd64', 'download', '5.00 MB', '5.00 MB', 'unchanged', '–', '–'],
    ]);
    expect(text).toContain('Compared with main (0123456789ab), built by the same builder');
  });

  test.each([
    ['pass', [], 'within the load line'],
    ['neutral', [], 'not judged'],
    ['fail', [], 'findings or a missing baseline fail the run'],
    ['fail', [LIMIT], 'over the load line'],
  ] as const)('a verdict %s has its headline', (status, limits, headline) => {
    expect(written({ verdict: aVerdict({ status, limits }) })).toContain(`### Plimsoll: ${headline}\n`);
  });

  test('images that only one side has', () => {
    const text = written({
      comparison: aComparison([
        compared([null, 5_000_000], [null, null], { platform: 'linux/arm64' }),
        compared([4_000_000, null], [1_000_000, null], { platform: 'linux/386' }),
      ]),
    });
    expect(tablesOf(text)[0]?.slice(1)).toEqual([
      ['linux/arm64', 'unpacked', '–', '5.00 MB', '–', '–', '–'],
      ['linux/arm64', 'download', '–', '–', '–', '–', '–'],
      ['linux/386', 'unpacked', '4.00 MB', '–', 'removed', '–', '–'],
      ['linux/386', 'download', '1.00 MB', '–', 'removed', '–', '–'],
    ]);
    expect(text).toContain('only the base has it');
  });

  test('several images are told apart by name', () => {
    const images = [compared([1, 2], [1, 2], { name: 'my_app' }), compared([1, 2], [1, 2], { name: 'api' })];
    const text = written({ comparison: aComparison(images), report: aReport([anImage({ name: 'my_app' })]) });
    expect(tablesOf(text)[0]?.map((row) => row[0])).toEqual([
      'platform',
      'my\\_app linux/amd64',
      'my\\_app linux/amd64',
      'api linux/amd64',
      'api linux/amd64',
    ]);
    // In the HTML of the summary a backslash would be seen.
    expect(text).toContain('<summary><b>my_app linux/amd64</b>: ');
  });

  test('what changed: five rows of each table, the rest counted', () => {
    const layers = Array.from({ length: 8 }, (_, i) => ({
      name: `RUN ${i}`,
      base: 0,
      head: 9000 - i,
      delta: 9000 - i,
    }));
    const text = written({ comparison: aComparison([compared([1, 2], [1, 2], { layers })]) });
    const table = tablesOf(text)[1];
    expect(table).toHaveLength(6);
    expect(table?.[1]).toEqual(['`RUN 0`', '–', '9.00 kB', '+9.00 kB']);
    expect(text).toContain('… and 3 more');
  });

  test('where nothing changed it says so', () => {
    expect(written({ comparison: aComparison([compared([1, 1], [1, 1])]) })).toContain('Nothing changed.');
  });

  test('no base: what is in the image, and why there is no comparison', () => {
    const text = written({
      comparison: aComparison([compared([null, 12_000_000])], {
        kind: 'none',
        label: 'none',
        sha: null,
        reason: 'first run',
      }),
    });
    expect(text).toContain('<sub>No comparison: first run ·');
    expect(
      tablesOf(text)
        .slice(1)
        .map((table) => table[0]),
    ).toEqual([
      ['instruction', 'size'],
      ['category', 'size'],
      ['file', 'size'],
    ]);
  });

  test('findings with their place, bytes and page; after 25 they are counted', () => {
    const findings = Array.from({ length: 27 }, (_, i) => aFinding({ line: i + 1, evidenceBytes: 2_000_000 }));
    const text = written({ report: aReport([anImage()], { findings }) });
    const table = tablesOf(text).at(-1);
    expect(table?.[0]).toEqual(['severity', 'rule', 'where', 'what', 'bytes']);
    expect(table?.[1]).toEqual([
      '🟠 warning',
      '[strip-binary](https://example.com/docs/rules/strip-binary.md)',
      '`Dockerfile:1`',
      'the binary carries debug information',
      '2.00 MB',
    ]);
    expect(table).toHaveLength(26);
    expect(text).toContain('2 more findings are in the report.');
  });

  test('findings of the image itself are listed too', () => {
    const { file, line, column, ...rest } = aFinding({ rule: 'setuid', path: '/bin/su' });
    const text = written({ report: aReport([anImage({ findings: [rest] })]) });
    expect(tablesOf(text).at(-1)?.[1]?.slice(1, 3)).toEqual([expect.stringContaining('[setuid]'), '`/bin/su`']);
  });

  test('a run that only lints has no empty table', () => {
    const text = written({ report: aReport([]), comparison: aComparison([]) });
    expect(tablesOf(text)).toEqual([]);
    expect(text).not.toContain('platform');
  });
});

describe('hostile names', () => {
  const named = (name: string) => ({ name, base: 1, head: 500_000, delta: 499_999 });
  const image = (name: string): ImageComparison =>
    compared([1, 2], [1, 2], {
      name,
      platform: name,
      layers: [named(name), named(`${name} 2`)],
      categories: [named(name)],
      files: [named(name)],
      notes: [name],
    });

  test.each(HOSTILE.map((name, index) => [index, name.slice(0, 30), name] as const))('%i %j', (_, __, name) => {
    const text = written({
      report: aReport(
        [anImage({ name, platform: name, goBinaries: [{ ...anImage().goBinaries[0], goVersion: name }] as never })],
        {
          findings: [aFinding({ rule: name, message: name, file: name, url: `https://x.example/${name}` })],
        },
      ),
      comparison: aComparison([image(name), image('other')], { label: name, reason: name }),
      verdict: aVerdict({
        status: 'fail',
        reasons: [name],
        limits: [{ ...LIMIT, given: name, image: name, platform: name }],
      }),
    });
    // Five tables of the first image's and the other's, the sizes and the findings: none gained or lost a cell.
    const tables = tablesOf(text);
    expect(tables.map((table) => table.length)).toEqual([5, 3, 2, 2, 3, 2, 2, 2]);
    for (const table of tables) {
      const [header = []] = table;
      expect(table.map((row) => row.length)).toEqual(table.map(() => header.length));
    }
    // Outside of code spans nobody is mentioned and nothing is linked; the only HTML is ours.
    const outside = text.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(
      outside.match(/<[^>]*>/g)?.filter((tag) => !/^<\/?(?:details|details open|summary|b|sub)>$/.test(tag)),
    ).toEqual([]);
    expect(outside).not.toMatch(/@\w|\bGH-\d|(?<![\w/])#\d/);
    expect(
      outside.match(/https?:\/\/[\w.]+/g)?.filter((url) => !/^https:\/\/(?:x\.example|github\.com)$/.test(url)),
    ).toEqual([]);
    expect(outside.match(/<details/g)).toHaveLength(2);
    expect(outside.match(/<\/details>/g)).toHaveLength(2);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    // The first line is the headline, and no other is a heading or a command to the runner.
    expect(text.split('\n').filter((line) => /^(?:#|::|##\[)/.test(line))).toHaveLength(1);
  });
});

describe('errorMarkdown', () => {
  test('the message, and the output as it is', () => {
    expect(errorMarkdown({ message: 'the build failed', hint: 'line 1\nline *2*', exitCode: 3 })).toBe(
      '### Plimsoll: no verdict\n\nthe build failed\n\n    line 1\n    line *2*\n',
    );
    expect(errorMarkdown({ message: 'x', hint: undefined, exitCode: 3 })).toBe('### Plimsoll: no verdict\n\nx\n\n');
  });

  test.each(HOSTILE)('output %.30j stays in its block', (hint) => {
    const text = errorMarkdown({ message: hint, hint: `${hint}\n\n${hint}`, exitCode: 3 });
    const [, , message = '', , ...block] = text.split('\n');
    expect(message).not.toMatch(/[<>]|@\w/);
    // Four spaces: an indented code block has no mentions, links or HTML (CommonMark 4.4).
    expect(block.filter((line) => line !== '' && !line.startsWith('    '))).toEqual([]);
  });
});
