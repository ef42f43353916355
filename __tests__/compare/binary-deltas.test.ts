import { describe, expect, test } from 'vitest';
import { alignmentNotes } from '../../src/compare/alignment.ts';
import { packageDeltas, sectionDeltas } from '../../src/compare/binary-deltas.ts';
import type { GoBinaryReport } from '../../src/model/report.ts';
import { anImage } from '../support/reports.ts';

function binary(overrides: Partial<GoBinaryReport>): GoBinaryReport {
  const [first] = anImage().goBinaries;
  if (first === undefined) throw new Error('the image has no binary');
  return { ...first, path: '/web', ...overrides };
}

const sections = (text: number, other: number) => [
  { name: 'text', bytes: text },
  { name: 'other', bytes: other },
];

test('sections of all binaries are added up by kind', () => {
  const base = [binary({ sections: sections(100, 5) }), binary({ path: '/b', sections: sections(1, 5) })];
  expect(sectionDeltas(base, [binary({ sections: sections(300, 10) })])).toEqual([
    { name: 'text', base: 101, head: 300, delta: 199 },
  ]);
});

describe('packages', () => {
  const packages = (...names: readonly string[]) => names.map((path) => ({ path, module: 'm', bytes: 10 }));
  const none = { count: 0, bytes: 0 };

  test('new ones and gone ones, where both lists are whole', () => {
    const base = [binary({ packages: packages('a', 'b'), packagesOmitted: none })];
    const head = [binary({ packages: packages('b', 'c'), packagesOmitted: none })];
    expect(packageDeltas(base, head).map(({ name, delta }) => [name, delta])).toEqual([
      ['a', -10],
      ['c', 10],
    ]);
  });

  test('what a cut list may merely not show is left out', () => {
    const base = [binary({ packages: packages('a', 'b'), packagesOmitted: { count: 3, bytes: 9 } })];
    const head = [binary({ packages: packages('b', 'c'), packagesOmitted: none })];
    expect(packageDeltas(base, head).map(({ name }) => name)).toEqual(['a']);
    // A report of the first release lists none at all.
    expect(packageDeltas([binary({})], head)).toEqual([]);
  });
});

describe('segment alignment', () => {
  test.each<[string, Partial<GoBinaryReport>, Partial<GoBinaryReport>, string[]]>([
    [
      'a step of a page, the contents as before',
      { bytes: 1_000_000, sections: sections(900_000, 100_000) },
      { bytes: 1_065_536, sections: sections(900_312, 165_224) },
      ['/web: the step of +65.5 kB is segment alignment: its sections hold +312 B'],
    ],
    [
      'more code',
      { bytes: 1_000_000, sections: sections(900_000, 100_000) },
      { bytes: 1_065_536, sections: sections(965_536, 100_000) },
      [],
    ],
    [
      'four segments of 64 KiB: the most that alignment can be',
      { bytes: 1_000_000, sections: sections(900_000, 100_000) },
      { bytes: 1_262_144, sections: sections(900_000, 362_144) },
      ['/web: the step of +262 kB is segment alignment: its sections hold ±0 B'],
    ],
    [
      'a page more than that',
      { bytes: 1_000_000, sections: sections(900_000, 100_000) },
      { bytes: 1_266_240, sections: sections(900_000, 366_240) },
      [],
    ],
    [
      '1 MB put behind the last section',
      { bytes: 1_618_234, sections: sections(1_606_134, 12_100) },
      { bytes: 2_618_234, sections: sections(1_606_134, 1_012_100) },
      [],
    ],
    [
      '100 kB put behind the last section, which are no whole pages',
      { bytes: 1_000_000, sections: sections(900_000, 100_000) },
      { bytes: 1_100_000, sections: sections(900_000, 200_000) },
      [],
    ],
    [
      'as much less',
      { bytes: 1_065_536, sections: sections(900_312, 165_224) },
      { bytes: 1_000_000, sections: sections(900_000, 100_000) },
      ['/web: the step of −65.5 kB is segment alignment: its sections hold −312 B'],
    ],
    ['no step', { bytes: 1_000_000, sections: sections(9, 1) }, { bytes: 1_000_000, sections: sections(9, 1) }, []],
    ['sections not known', { bytes: 1_000_000 }, { bytes: 1_065_536 }, []],
  ])('%s', (_, base, head, notes) => {
    const image = (overrides: Partial<GoBinaryReport>) => anImage({ goBinaries: [binary(overrides)] });
    expect(alignmentNotes(image(base), image(head))).toEqual(notes);
  });
});
