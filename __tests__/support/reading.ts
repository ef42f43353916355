import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { type ImageReport, ImageReportSchema } from '../../src/model/report.ts';
import { tarOf } from './layout.ts';

/**
 * A folder for the tests of a file, which gives a fresh path for each call. Whatever is read needs a place of its own
 * for executables: after every test it is empty again.
 */
export function freshPaths(): () => string {
  let folder = '';
  let scratch = '';
  let count = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-image-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    scratch = mkdtempSync(join(folder, 'tmp-'));
    vi.stubEnv('TMPDIR', scratch);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    expect(readdirSync(scratch)).toEqual([]);
  });
  return () => {
    count += 1;
    return join(folder, `case-${count}`);
  };
}

/** The one report of a layout or archive, held against what is true of every report. */
export async function readChecked(
  source: string,
  options: Partial<Parameters<typeof readImages>[1]> = {},
): Promise<ImageReport> {
  const reports = await readImages(source, { name: 'web', ...options });
  expect(reports).toHaveLength(1);
  const [report] = reports;
  if (report === undefined) throw new Error('no report');
  // What holds of every report.
  const sum = (list: readonly { readonly bytes: number }[]): number =>
    list.reduce((total, { bytes }) => total + bytes, 0);
  expect(sum(report.categories)).toBe(report.unpacked);
  expect(sum(report.files) + report.filesOmitted.bytes).toBe(report.unpacked);
  expect(report.layers.reduce((total, { unpacked }) => total + unpacked, 0)).toBe(report.unpacked);
  expect(report.effective + report.wasted).toBe(report.unpacked);
  expect(sum(report.wastedFiles ?? []) + (report.wastedOmitted?.bytes ?? 0)).toBe(report.wasted);
  expect(report.folders?.[0]?.bytes ?? 0).toBe(report.unpacked);
  expect(v.parse(ImageReportSchema, report)).toEqual(report);
  return report;
}

/** Files and their bytes, as `tar -tv` lists a layer. Whiteouts are marks, not files. */
export function listed(tar: Buffer): { files: number; bytes: number } {
  const lines = execFileSync('tar', ['-tvf', '-'], { input: tar, encoding: 'utf8' }).split('\n');
  const sizes = lines
    .filter((line) => line.startsWith('-') && !line.includes('/.wh.'))
    .map((line) => Number(line.split(/ +/)[2]));
  return { files: sizes.length, bytes: sizes.reduce((total, size) => total + size, 0) };
}

/** A layer, and one that takes a file away and adds another. */
export async function twoLayers(): Promise<[Buffer, Buffer]> {
  return [
    await tarOf([
      { name: 'etc/', type: 'directory' },
      { name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n' },
      { name: 'app/data', content: 'd'.repeat(20_000) },
      { name: 'app/more', content: 'm'.repeat(5_000) },
    ]),
    await tarOf([
      { name: 'app/.wh.data', content: '' },
      { name: 'app/new', content: '\0'.repeat(7_000), mode: 0o755 },
    ]),
  ];
}
