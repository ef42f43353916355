import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { IMAGE_CHECK_IDS } from '../../src/model/image-check-ids.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { foldFindings } from '../../src/way/fold.ts';
import { anImage } from '../support/reports.ts';

const lint = (rule: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  source: 'plimsoll',
  also: [],
  severity: 'warning',
  message: 'm',
  file: 'Dockerfile',
  line: 3,
  url: 'u',
  ...more,
});
const seen = (rule: (typeof IMAGE_CHECK_IDS)[number], more: Partial<Finding> = {}): Finding => ({
  rule,
  source: 'image',
  also: [],
  severity: 'warning',
  message: 'i',
  platform: 'linux/amd64',
  url: 'v',
  ...more,
});
const image = (platform: string, ...findings: Finding[]): ImageReport =>
  anImage({ platform, findings: findings.map((finding) => ({ ...finding, platform })) });

test('the rule stays, with the id, path, layer and bytes of the check', () => {
  const report = foldFindings({
    findings: [lint('go-strip-debug')],
    images: [image('linux/amd64', seen('image-debug-info', { path: '/app', layer: 'sha256:1', evidenceBytes: 900 }))],
  });
  expect(report.findings).toEqual([
    lint('go-strip-debug', { also: ['image-debug-info'], path: '/app', layer: 'sha256:1', evidenceBytes: 900 }),
  ]);
  expect(report.images[0]?.findings).toEqual([]);
});

test('bytes that are known already stay, and the graver severity holds', () => {
  const { findings } = foldFindings({
    findings: [lint('secret-in-context', { evidenceBytes: 5 })],
    images: [image('linux/amd64', seen('image-secret-file', { severity: 'error', evidenceBytes: 900 }))],
  });
  expect(findings).toMatchObject([{ severity: 'error', evidenceBytes: 5, also: ['image-secret-file'] }]);
});

test('of several platforms, the bytes of the one where it costs most; one alone is named', () => {
  const debug = (evidenceBytes: number) => seen('image-debug-info', { evidenceBytes });
  const both = foldFindings({
    findings: [lint('go-strip-debug')],
    images: [image('linux/amd64', debug(10), debug(20)), image('linux/arm64', debug(25))],
  });
  expect(both.findings).toEqual([lint('go-strip-debug', { also: ['image-debug-info'], evidenceBytes: 30 })]);
  const one = foldFindings({
    findings: [lint('arch-ignored')],
    images: [image('linux/amd64'), image('linux/arm64', seen('image-arch-mismatch'))],
  });
  expect(one.findings).toEqual([lint('arch-ignored', { also: ['image-arch-mismatch'], platform: 'linux/arm64' })]);
});

test('the first finding of a rule takes them, and each check is taken once', () => {
  const { findings, images } = foldFindings({
    findings: [
      lint('go-strip-debug'),
      lint('go-strip-debug', { line: 9 }),
      lint('dockerignore-missing'),
      lint('dockerignore-gap'),
    ],
    images: [image('linux/amd64', seen('image-debug-info'), seen('image-git-directory'))],
  });
  expect(findings.map(({ also }) => also)).toEqual([['image-debug-info'], [], ['image-git-directory'], []]);
  expect(images[0]?.findings).toEqual([]);
});

test('what no rule explains, and rules of other causes, stay as they are', () => {
  const report = {
    findings: [lint('base-unpinned')],
    images: [image('linux/amd64', seen('image-debug-info'))],
  };
  expect(foldFindings(report)).toBe(report);
});
