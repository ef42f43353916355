import { describe, expect, test } from 'vitest';
import { diveScore } from '../../src/image/dive-score.ts';
import type { Folder } from '../../src/image/layer-tree.ts';
import type { TestEntry } from '../support/layout.ts';
import { file, folder, hard, link, readOne } from '../support/read-one.ts';

const opaque = (name: string): TestEntry => file(`${name}/.wh..wh..opq`, '');
const gone = (name: string): TestEntry => file(name.replace(/([^/]*)$/, '.wh.$1'), '');

/** Worked by hand from dive's efficiency.go: every version of a path counts, the smallest version of each is needed. */
const CASES: readonly {
  readonly name: string;
  readonly layers: readonly (readonly TestEntry[])[];
  readonly least: number;
  readonly all: number;
  readonly wasted: number;
}[] = [
  { name: 'one layer', layers: [[file('a', 100), file('b', 50)]], least: 150, all: 150, wasted: 0 },
  { name: 'nothing but folders', layers: [[folder('a')]], least: 0, all: 0, wasted: 0 },
  {
    name: 'overwritten: both versions are waste, the smaller one is needed',
    layers: [[file('a', 100)], [file('a', 70)]],
    least: 70,
    all: 170,
    wasted: 170,
  },
  {
    name: 'three versions',
    layers: [[file('a', 10)], [file('a', 20)], [file('a', 30)]],
    least: 10,
    all: 60,
    wasted: 60,
  },
  { name: 'removed: a version of no bytes', layers: [[file('a', 100)], [gone('a')]], least: 0, all: 100, wasted: 100 },
  {
    name: 'a removed folder counts as needed, a second time, and is no waste',
    layers: [[folder('d'), file('d/a', 100), file('d/b', 10)], [gone('d')]],
    least: 220,
    all: 220,
    wasted: 0,
  },
  {
    name: 'a removed folder that no entry says to be one is taken for a file',
    layers: [[file('d/a', 100)], [gone('d')]],
    least: 100,
    all: 100,
    wasted: 0,
  },
  {
    name: 'what an opaque folder hides is not seen',
    layers: [
      [folder('d'), file('d/a', 100)],
      [folder('d'), opaque('d'), file('d/b', 10)],
    ],
    least: 110,
    all: 110,
    wasted: 0,
  },
  {
    name: 'hard links and symlinks have no bytes',
    layers: [[file('a', 100), hard('b', 'a'), link('c', 'a')], [file('b', 40)]],
    least: 100,
    all: 140,
    wasted: 40,
  },
  {
    name: 'a whiteout of nothing ends its layer: names before it count, names behind it do not',
    layers: [[file('z', 100)], [file('+', 7), gone('not-there'), file('z', 100)]],
    // The whiteout's path stands in dive's books with -1 bytes.
    least: 106,
    all: 107,
    wasted: 0,
  },
  {
    name: 'a folder made again, and removed again',
    layers: [[folder('d'), file('d/a', 100)], [gone('d')], [folder('d'), file('d/a', 30)], [gone('d')]],
    // `d` as a leaf: 100, then 30. `d/a`: 100, then 30.
    least: 60,
    all: 260,
    wasted: 260,
  },
];

describe('the numbers of dive', () => {
  test.each(CASES)('$name', async ({ layers, least, all, wasted }) => {
    const { efficiency } = await readOne({ layers });
    expect(efficiency).toEqual({ score: all === 0 ? 1 : least / all, wasted });
  });

  test('too many paths: not computed, for it would be the dearest part of the report', () => {
    const many: Folder = {
      kind: 'folder',
      mode: 0o755,
      children: new Map(Array.from({ length: 100_000 }, (_, index) => [`f${index}`, { kind: 'special' }])),
      hides: null,
      opaque: false,
    };
    expect(diveScore([many, many, many])).toEqual({ score: 1, wasted: 0 });
    expect(diveScore([many, many, many, { ...many, children: new Map([['a', { kind: 'special' }]]) }])).toBeNull();
  });
});
