import { describe, expect, test } from 'vitest';
import { absenceIn, commonFloor, listingFloor } from '../../src/compare/listing.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { anImage } from '../support/reports.ts';

const file = (path: string, bytes: number) => ({ path, bytes, category: 'other', layer: 'l' });
const some = (count: number, bytes: number) => Array.from({ length: count }, (_, index) => file(`/f${index}`, bytes));
const omitted = (count: number) => ({ count, bytes: count * 10 });

describe('from how many bytes on a report lists every file', () => {
  const cases: readonly [string, Pick<ImageReport, 'files' | 'filesOmitted'>, number][] = [
    ['few files', { files: some(3, 9_000), filesOmitted: omitted(7) }, 4_096],
    ['5,000 files and no more', { files: some(5_000, 9_000), filesOmitted: omitted(0) }, 4_096],
    // Others of 8,192 bytes may have been cut off.
    ['a cut list', { files: [...some(1, 9_000), ...some(4_999, 8_192)], filesOmitted: omitted(1) }, 8_193],
  ];
  test.each(cases)('%s', (_, listing, floor) => {
    expect(listingFloor(anImage(listing))).toBe(floor);
  });

  test('of both sides the larger one counts', () => {
    const [few, , cut] = cases.map(([, listing]) => anImage(listing));
    if (few === undefined || cut === undefined) throw new Error('no cases');
    expect([commonFloor(few, cut), commonFloor(cut, few), commonFloor(few, few)]).toEqual([8_193, 8_193, 4_096]);
  });
});

describe('is a file surely not there?', () => {
  const folder = (path: string, files: number) => ({ path, bytes: 1, files });
  test.each<[string, Partial<ImageReport>, boolean]>([
    ['it is listed', { files: [file('/etc/r', 5_000)], filesOmitted: omitted(0) }, false],
    ['all files are listed', { files: [file('/a', 5_000)], filesOmitted: omitted(0) }, true],
    ['some are not', { files: [file('/a', 5_000)], filesOmitted: omitted(1) }, false],
    [
      'all below its folder are listed',
      { files: [file('/etc/a', 5_000)], filesOmitted: omitted(1), folders: [folder('/', 2), folder('/etc', 1)] },
      true,
    ],
    [
      'one below its folder is not',
      { files: [file('/etc/a', 5_000)], filesOmitted: omitted(1), folders: [folder('/', 2), folder('/etc', 2)] },
      false,
    ],
    ['its folder has no files', { files: [], filesOmitted: omitted(1), folders: [folder('/', 1)] }, true],
    [
      'its folder is not among the hundred biggest',
      {
        files: [],
        filesOmitted: omitted(100),
        folders: [folder('/', 100), ...Array.from({ length: 99 }, (_, index) => folder(`/x${index}`, 1))],
      },
      false,
    ],
  ])('%s', (_, image, sure) => {
    expect(absenceIn(anImage(image))('/etc/r')).toBe(sure);
  });
});
