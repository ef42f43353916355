import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { driftOf, movedBaseOf } from '../../src/compare/drift.ts';
import { findingChanges } from '../../src/compare/finding-changes.ts';
import { outlierNotes } from '../../src/compare/outliers.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { aFinding, anImage, aReport, compared } from '../support/reports.ts';

const SOURCE = { kind: 'built', label: 'main', sha: 'e'.repeat(40), reason: null } as const;

const layer = (digest: string, unpacked: number, fromBase: boolean | null, download: number | null = 1) => ({
  digest,
  createdBy: digest,
  unpacked,
  download,
  files: 1,
  fromBase,
});

function on(reference: string, digest: string, layers: ImageReport['layers']): ImageReport {
  return anImage({ base: { reference, digest }, layers });
}

describe('drift', () => {
  const base = on('debian:12', 'sha256:1', [layer('a', 100, true, 50), layer('b', 10, false)]);

  test('the base image moved under an unchanged FROM: only its layers count', () => {
    const head = on('debian:12', 'sha256:2', [layer('c', 130, true, 55), layer('b', 99, false)]);
    expect(driftOf(base, head)).toEqual({
      reference: 'debian:12',
      baseDigest: 'sha256:1',
      headDigest: 'sha256:2',
      unpacked: 30,
      download: 5,
    });
  });

  test('a layer that stands in the base image twice is pulled once and lies there twice', () => {
    const head = on('debian:12', 'sha256:2', [layer('c', 60, true, 30), layer('c', 60, true, 30)]);
    expect(driftOf(base, head)).toMatchObject({ unpacked: 20, download: -20 });
  });

  test.each<[string, ImageReport]>([
    ['the same digest', on('debian:12', 'sha256:1', [layer('c', 130, true)])],
    ['another FROM: the author changed it', on('debian:13', 'sha256:2', [layer('c', 130, true)])],
    ['no base image known', anImage({ base: null })],
    ['layers of unknown origin', on('debian:12', 'sha256:2', [layer('c', 130, null)])],
  ])('none: %s', (_, head) => {
    expect(driftOf(base, head)).toBeNull();
  });

  test('a move of which it is not known what it brought is said', () => {
    const moved = { reference: 'debian:12', baseDigest: 'sha256:1', headDigest: 'sha256:2' };
    const unknown = on('debian:12', 'sha256:2', [layer('c', 130, null)]);
    expect(movedBaseOf(base, unknown)).toEqual(moved);
    expect(movedBaseOf(base, on('debian:12', 'sha256:1', [layer('c', 130, null)]))).toBeNull();
    expect(movedBaseOf(base, on('debian:12', 'sha256:2', [layer('c', 130, true)]))).toBeNull();
    const [image] = compare(aReport([unknown]), { source: SOURCE, report: aReport([base]) }).images;
    expect(image).toMatchObject({
      drift: null,
      movedBase: moved,
      notes: [expect.stringContaining('is another one than before')],
    });
  });

  test('a download that is not known stays so', () => {
    const head = on('debian:12', 'sha256:2', [layer('c', 130, true, null)]);
    expect(driftOf(base, head)).toMatchObject({ unpacked: 30, download: null });
  });
});

describe('findings of one side', () => {
  test('a line that moved and a size that changed are the same finding', () => {
    const before = aFinding({ line: 3, message: '12.3 MB of debug information' });
    const after = aFinding({ line: 9, message: '12.4 MB of debug information' });
    expect(findingChanges([before], [after])).toEqual({ added: [], fixed: [] });
  });

  const git = { rule: 'image-git-directory', source: 'image', platform: 'linux/amd64' } as const;
  test.each<[string, Partial<Finding>, Partial<Finding>]>([
    [
      'another unit and number of files, of a whole image',
      { ...git, path: '/src/.git', message: "980 kB of a repository's history in 1 file" },
      { ...git, path: '/src/.git', message: "1.10 MB of a repository's history in 2 files" },
    ],
    [
      'another example, of a whole image',
      { ...git, rule: 'image-duplicates', path: '/srv/a', message: 'such as "/srv/a" of "/srv/x"' },
      { ...git, rule: 'image-duplicates', path: '/srv/b', message: 'such as "/srv/b" of "/srv/x"' },
    ],
    ['another unit', { message: '980 kB of debug information' }, { message: '1.10 MB of debug information' }],
    ['one and several', { message: 'it holds 1 path' }, { message: 'it holds 12 paths' }],
  ])('the same finding: %s', (_, before, after) => {
    expect(findingChanges([aFinding(before)], [aFinding(after)])).toEqual({ added: [], fixed: [] });
  });

  test.each<[string, Partial<Finding>, Partial<Finding>]>([
    ['another platform, of a whole image', git, { ...git, platform: 'linux/arm64' }],
    ['another check of a whole image', git, { ...git, rule: 'image-toolchain' }],
    ['another path', { rule: 'image-secret-file', path: '/a' }, { rule: 'image-secret-file', path: '/b' }],
    ['another thing', { message: '1 absolute path' }, { message: '1 relative path' }],
  ])('another finding: %s', (_, before, after) => {
    const [one, two] = [aFinding(before), aFinding(after)];
    expect(findingChanges([one], [two])).toEqual({ added: [two], fixed: [one] });
  });

  test('as many as there are more', () => {
    const one = aFinding({ line: 1 });
    const two = aFinding({ line: 2 });
    const other = aFinding({ rule: 'x' });
    expect(findingChanges([one, other], [one, two])).toEqual({ added: [two], fixed: [other] });
  });
});

describe('a platform that changed far more than its siblings', () => {
  const at = (platform: string, growth: number, name = 'default') =>
    compared([10_000_000, 10_000_000 + growth], [1, 1], { platform, name });

  test.each<[string, ReturnType<typeof at>[], string[]]>([
    ['one grew alone', [at('linux/amd64', 100_000), at('linux/arm64', 4_000_000)], ['default\0linux/arm64']],
    ['all grew alike', [at('linux/amd64', 4_000_000), at('linux/arm64', 4_500_000)], []],
    ['alignment', [at('linux/amd64', 0), at('linux/arm64', 65_536)], []],
    ['another image is no sibling', [at('linux/amd64', 0), at('linux/amd64', 4_000_000, 'b')], []],
    ['one shrank alone', [at('linux/amd64', 0), at('linux/arm64', -4_000_000)], ['default\0linux/arm64']],
  ])('%s', (_, images, named) => {
    expect([...outlierNotes(images).keys()]).toEqual(named);
  });
});
