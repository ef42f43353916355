import { describe, expect, test } from 'vitest';
import { createSource } from '../../src/dockerfile/source.ts';
import { excerpt } from '../../src/report/excerpt.ts';
import { lintCount, lintText } from '../../src/report/lint-text.ts';
import { painter } from '../../src/report/text.ts';
import { aFinding } from '../support/reports.ts';

test.each([
  ['plain', 'RUN go build', 5, 'RUN go build', 4],
  ['a tab is four columns', 'RUN\tgo', 5, 'RUN    go', 7],
  ['wide letters are two columns', 'RUN 日本 x', 8, 'RUN 日本 x', 9],
  ['an accent of its own is no column', 'RUN e\u0301 x', 8, 'RUN e\u0301 x', 6],
  ['escape codes are shown', 'RUN \u001b[31m x', 11, 'RUN \\u{1b}[31m x', 15],
  ['text that would be turned around is shown', 'RUN \u202eab', 6, 'RUN \\u{202e}ab', 12],
  ['a line end of Windows is no letter', 'RUN a\r', 5, 'RUN a', 4],
  ['past the end', 'RUN', 9, 'RUN', 3],
  ['without a column worth the name', 'RUN', 0, 'RUN', 0],
])('%s', (_, text, column, shown, width) => {
  expect(excerpt(createSource(`FROM a\n${text}\nCMD b\n`), 2, column)).toEqual({ text: shown, width });
});

test.each([
  ['an empty line', 'a\n\nb', 2],
  ['a line that is not there', 'a', 7],
])('nothing of %s', (_, text, line) => {
  expect(excerpt(createSource(text), line, 1)).toBeUndefined();
});

test('the byte order mark has no column', () => {
  expect(excerpt(createSource('\uFEFFFROM a'), 1, 6)).toEqual({ text: 'FROM a', width: 5 });
});

describe('a long line', () => {
  const long = createSource(`${'x'.repeat(1_000_000)}HERE${'y'.repeat(1_000_000)}`);
  test('is cut on both sides of the place', () => {
    const shown = excerpt(long, 1, 1_000_001);
    expect(shown?.text).toMatch(/^…x{60}HEREy+…$/);
    expect(shown?.width).toBe(61);
    expect(shown?.text.length).toBeLessThan(130);
  });
  test('is cut after the place only, at its start', () => {
    expect(excerpt(long, 1, 3)).toMatchObject({ text: expect.stringMatching(/^x{120}…$/), width: 2 });
  });
  test('is not cut inside of a letter', () => {
    const shown = excerpt(createSource('😀'.repeat(500)), 1, 402);
    expect(shown?.text.isWellFormed()).toBe(true);
    expect(shown?.text).not.toContain('\\u{d8');
  });
});

const bare = painter(false);
const TEXTS = new Map([['web/Dockerfile', 'FROM golang\n  RUN go build\n']]);

test('the line with a caret under the place', () => {
  const findings = [
    aFinding({ file: 'web/Dockerfile', line: 2, column: 7, rule: 'r', message: 'm', severity: 'error' }),
    aFinding({ file: 'other', line: 2, column: 7, rule: 'r', message: 'm', severity: 'note' }),
  ];
  expect(lintText(findings, TEXTS, bare)).toBe(
    'web/Dockerfile:2:7: error: m [r]\n  2 |   RUN go build\n    |       ^\nother:2:7: note: m [r]\n',
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are looked for
  expect(lintText(findings, TEXTS, painter(true)).replace(/\u001b\[\d+m/g, '')).toBe(lintText(findings, TEXTS, bare));
});

test('a finding of a line, without a column, has no caret', () => {
  const { column: _, ...finding } = aFinding({
    file: 'web/Dockerfile',
    line: 1,
    endLine: 1,
    rule: 'DL1',
    message: 'm',
    severity: 'note',
  });
  expect(lintText([finding], TEXTS, bare)).toBe('web/Dockerfile:1: note: m [DL1]\n  1 | FROM golang\n');
});

test('a line is no command of a workflow', () => {
  const texts = new Map([['Dockerfile', '##[error]x\n']]);
  expect(lintText([aFinding({ file: 'Dockerfile', line: 1, column: 1 })], texts, bare)).not.toContain('##[');
});

test.each([
  [[], 'no findings\n'],
  [[undefined], '1 finding: 1 warning\n'],
  [[true, undefined], '2 findings: 2 warnings; --fix mends 1\n'],
  [[false], '1 finding: 1 warning; --diff shows how to mend 1\n'],
  [[true, false, false], '3 findings: 3 warnings; --fix mends 1, --diff shows 2 more\n'],
])('the count of %j', (fixes, expected) => {
  const findings = fixes.map((safe) =>
    aFinding({ severity: 'warning', ...(safe === undefined ? {} : { fix: { safe, edits: [] } }) }),
  );
  expect(lintCount(findings)).toBe(expected);
});
