import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinJobs } from '../../../src/lint/fixes/joint.ts';
import { openLint } from '../../../src/lint/lint-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-joint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RULES = new Map([
  ['arch-arg-undeclared', { severity: 'error' }],
  ['unused-ignore', { severity: 'note' }],
] as const);

function found(text: string, targets: readonly (string | undefined)[]): readonly string[] {
  const path = join(folder, 'Dockerfile');
  writeFileSync(path, text);
  const { texts, judge } = joinJobs(targets.map((target) => openLint({ path, target, rules: RULES })));
  return judge(texts)
    .filter(({ rule }) => RULES.has(rule as 'unused-ignore'))
    .map(({ rule, line }) => `${line} ${rule}`);
}

const BUILD = 'FROM golang:1.26 AS one\nRUN go build -o /$TARGETARCH .\n';

test('what several targets share is told once', () => {
  expect(found(`${BUILD}FROM one AS two\n`, ['one', 'two'])).toEqual(['2 arch-arg-undeclared']);
});

test('a comment that one target needs is not needless', () => {
  const text = `# plimsoll ignore-file=user-root\n${BUILD.replace('go build -o /$TARGETARCH .', 'true')}ENTRYPOINT ["/a"]\nFROM one AS two\nUSER 1\n`;
  expect(found(text, ['two'])).toEqual(['1 unused-ignore']);
  expect(found(text, ['one'])).toEqual([]);
  expect(found(text, ['one', 'two'])).toEqual([]);
  expect(found(text, ['two', 'two'])).toEqual(['1 unused-ignore']);
});
