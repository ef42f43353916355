import { describe, expect, test } from 'vitest';
import { countText, findingsText, painter, text } from '../../src/report/text.ts';
import { type Results, view } from '../../src/report/view.ts';
import { HOSTILE } from '../support/markdown.ts';
import { aComparison, aFinding, anImage, aReport, aVerdict, compared } from '../support/reports.ts';

const bare = painter(false);

const RESULTS: Results = {
  report: aReport([anImage()], { findings: [aFinding({ evidenceBytes: 2_000_000 })] }),
  comparison: aComparison([
    compared([11_000_000, 12_500_000], [null, 5_000_000], {
      files: [{ name: '/app', base: 0, head: 8_000_000, delta: 8_000_000 }],
      notes: ['built by another Go'],
    }),
  ]),
  verdict: aVerdict({ status: 'fail', reasons: ['too big'] }),
};

describe('the report for a terminal', () => {
  test('says headline, reasons, sizes, changes, findings and base, in this order', () => {
    const said = text(view(RESULTS), 'fail', bare);
    const order = [
      'Plimsoll: findings or a missing baseline fail the run',
      '  too big',
      '11.0 MB',
      'linux/amd64: 11.9 MB effective, 100 kB wasted (dive: 99.1 % efficient) · go1.26.8 binary of 8.00 MB, 2.00 MB of it debug information · built in 12.3 s',
      '  built by another Go',
      'Files that changed most',
      '/app',
      'Dockerfile:7:5: warning: the binary carries debug information (2.00 MB) [strip-binary]',
      'Compared with main (0123456789ab), built by the same builder\n',
    ].map((part) => said.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(said.endsWith('\n')).toBe(true);
  });

  test('escape codes only where they may be written', () => {
    expect(text(view(RESULTS), 'fail', bare)).not.toContain('\u001b');
    const coloured = text(view(RESULTS), 'fail', painter(true));
    expect(coloured).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text(view(RESULTS), 'fail', bare));
  });

  test.each(HOSTILE)('%.30j moves no cursor and forges no line', (name) => {
    const delta = { name, base: 1, head: 5, delta: 4 };
    const said = text(
      view({
        report: aReport([anImage({ name, platform: name })], {
          findings: [aFinding({ rule: name, message: name, file: name })],
        }),
        comparison: aComparison(
          [
            compared([1, 2], [1, 2], { name, platform: name, layers: [delta], notes: [name] }),
            compared([1, 2], [1, 2], { name: 'b' }),
          ],
          { label: name, reason: name },
        ),
        verdict: aVerdict({ reasons: [name] }),
      }),
      'pass',
      bare,
    );
    expect(said).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    // Nor is there a command for a workflow's runner in it.
    expect(said).not.toMatch(/^\s*::|##\[/m);
  });
});

describe('findings', () => {
  const { file, line, column, ...nowhere } = aFinding();

  test.each([
    [aFinding(), 'Dockerfile:7:5: warning: the binary carries debug information [strip-binary]'],
    [{ ...nowhere, file: 'Dockerfile' }, 'Dockerfile: warning: the binary carries debug information [strip-binary]'],
    [{ ...nowhere, path: '/bin/su' }, '/bin/su: warning: the binary carries debug information [strip-binary]'],
    [nowhere, 'warning: the binary carries debug information [strip-binary]'],
  ])('%#', (finding, expected) => {
    expect(findingsText([finding], bare)).toBe(expected);
  });

  test.each([
    [[], 'no findings'],
    [['error'], '1 finding: 1 error'],
    [['warning', 'error', 'warning'], '3 findings: 1 error, 2 warnings'],
    [['note', 'note', 'error'], '3 findings: 1 error, 2 notes'],
  ] as const)('%j are %s', (severities, counted) => {
    expect(countText(severities.map((severity) => aFinding({ severity })))).toBe(counted);
  });
});
