import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { change, fileDeltas, layerDeltas, moduleDeltas, namedDeltas, total } from '../../src/compare/deltas.ts';
import type { NamedDelta } from '../../src/model/comparison.ts';
import type { GoBinaryReport, LayerReport } from '../../src/model/report.ts';
import { anImage } from '../support/reports.ts';

/** `A:5` is a layer made by the instruction A, of five bytes. */
function layers(...texts: readonly string[]): LayerReport[] {
  return texts.map((text) => {
    const [createdBy = '', unpacked = '0'] = text.split(':');
    return {
      digest: `sha256:${createdBy}`,
      createdBy,
      unpacked: Number(unpacked),
      download: 1,
      files: 1,
      fromBase: null,
    };
  });
}

function rows(deltas: readonly NamedDelta[]): readonly string[] {
  return deltas.map(({ name, base, head, delta }) => `${name} ${base}→${head} ${delta}`);
}

describe('layers are paired by their instruction', () => {
  test.each<[string, string[], string[], string[]]>([
    ['alike', ['A:1', 'B:2'], ['A:1', 'B:2'], []],
    ['one grows', ['A:1', 'B:2'], ['A:1', 'B:7'], ['B 2→7 5']],
    ['one put in between shifts nothing', ['A:1', 'C:3'], ['A:1', 'B:9', 'C:3'], ['B 0→9 9']],
    ['one taken out', ['A:1', 'B:9', 'C:3'], ['A:1', 'C:3'], ['B 9→0 -9']],
    ['one reworded is one gone and one new', ['A:5'], ['A2:6'], ['A2 0→6 6', 'A 5→0 -5']],
    ['the same words twice', ['A:1', 'A:5'], ['A:1', 'A:7'], ['A 5→7 2']],
    ['all new', [], ['A:1'], ['A 0→1 1']],
    ['all gone', ['A:1'], [], ['A 1→0 -1']],
    [
      'largest change first, by absolute value, then by name',
      ['A:9', 'B:1', 'C:1'],
      ['A:1', 'B:4', 'C:4'],
      ['A 9→1 -8', 'B 1→4 3', 'C 1→4 3'],
    ],
    // A–B–D is longer than C–D.
    [
      'the longest common run wins',
      ['A:1', 'B:1', 'C:1', 'D:1'],
      ['C:2', 'A:2', 'B:2', 'D:2'],
      ['C 0→2 2', 'A 1→2 1', 'B 1→2 1', 'C 1→0 -1', 'D 1→2 1'],
    ],
  ])('%s', (_, base, head, expected) => {
    expect(rows(layerDeltas(layers(...base), layers(...head)))).toEqual(expected);
  });

  const anyLayers = fc
    .array(fc.tuple(fc.constantFrom('A', 'B', 'C', 'D'), fc.nat(4)), { maxLength: 8 })
    .map((list) => layers(...list.map(([name, bytes]) => `${name}:${bytes}`)));

  test('against itself nothing changed', () => {
    fc.assert(
      fc.property(anyLayers, (list) => {
        expect(layerDeltas(list, list)).toEqual([]);
      }),
      { seed: 6 },
    );
  });

  test('the way back is the way there with its signs changed', () => {
    const mirrored = (deltas: readonly NamedDelta[]) =>
      deltas.map(({ name, base, head, delta }) => `${name} ${head}→${base} ${0 - delta}`).sort();
    fc.assert(
      fc.property(anyLayers, anyLayers, (a, b) => {
        expect([...rows(layerDeltas(a, b))].sort()).toEqual(mirrored(layerDeltas(b, a)));
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  test('the deltas add up to the change of the whole', () => {
    const sum = (list: readonly LayerReport[]) => list.reduce((bytes, layer) => bytes + layer.unpacked, 0);
    fc.assert(
      fc.property(anyLayers, anyLayers, (a, b) => {
        const deltas = layerDeltas(a, b).reduce((bytes, { delta }) => bytes + delta, 0);
        expect(deltas).toBe(sum(b) - sum(a));
      }),
      { seed: 8, numRuns: 500 },
    );
  });
});

describe('tables of names', () => {
  test('what one side does not have counts 0 there; what did not change is left out', () => {
    const base = new Map([
      ['same', 5],
      ['gone', 3],
      ['less', 9],
    ]);
    const head = new Map([
      ['same', 5],
      ['less', 2],
      ['new', 7],
      ['nothing', 0],
    ]);
    expect(rows(namedDeltas(base, head))).toEqual(['less 9→2 -7', 'new 0→7 7', 'gone 3→0 -3']);
  });

  test('names that an object would take for its own', () => {
    expect(rows(namedDeltas(new Map([['__proto__', 1]]), new Map([['constructor', 2]])))).toEqual([
      'constructor 0→2 2',
      '__proto__ 1→0 -1',
    ]);
  });

  test('total adds equal names up', () => {
    const items = [
      { n: 'a', b: 1 },
      { n: 'b', b: 2 },
      { n: 'a', b: 3 },
    ];
    expect([
      ...total(
        items,
        (item) => item.n,
        (item) => item.b,
      ),
    ]).toEqual([
      ['a', 4],
      ['b', 2],
    ]);
  });

  test('the mirror of namedDeltas', () => {
    const table = fc
      .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(5))
      .map((record) => new Map(Object.entries(record)));
    fc.assert(
      fc.property(table, table, (a, b) => {
        const back = namedDeltas(b, a).map((d) => ({ ...d, base: d.head, head: d.base, delta: 0 - d.delta }));
        expect(namedDeltas(a, b)).toEqual(back);
        expect(namedDeltas(a, a)).toEqual([]);
      }),
      { seed: 9 },
    );
  });

  const file = (path: string, bytes: number, layer = 'l') => ({ path, bytes, category: 'other', layer });

  test('files by path, over all layers', () => {
    const base = anImage({ files: [file('/a', 10_000), file('/b', 5_000), file('/a', 6_000, 'l2')] });
    const head = anImage({ files: [file('/a', 10_000), file('/c', 7_000), file('/b', 5_000)] });
    expect(rows(fileDeltas(base, head))).toEqual(['/c 0→7000 7000', '/a 16000→10000 -6000']);
  });

  test('what a cut list may merely not show is left out; what both list is told', () => {
    // The base's list was cut at 8,192 bytes: of its other files it says nothing.
    const many = Array.from({ length: 4_998 }, (_, index) => file(`/many/${index}`, 8_192));
    const base = anImage({
      files: [file('/a', 20_000), file('/b', 8_192), ...many],
      filesOmitted: { count: 9, bytes: 9 },
    });
    const head = anImage({ files: [file('/a', 30_000), file('/new', 9_000), file('/c', 8_192), file('/b', 5_000)] });
    expect(base.files).toHaveLength(5_000);
    expect(rows(fileDeltas(base, head))).toEqual(['/a 20000→30000 10000', '/new 0→9000 9000', '/b 8192→5000 -3192']);
  });
});

describe('modules over all binaries', () => {
  const binary = (...modules: readonly (readonly [string, string, number])[]): GoBinaryReport => {
    const [example] = anImage().goBinaries;
    if (example === undefined) throw new Error('the example has no binary');
    return { ...example, modules: modules.map(([path, version, bytes]) => ({ path, version, bytes })) };
  };

  test('bytes are added up, versions are named', () => {
    const base = [binary(['x/a', 'v1.0.0', 100], ['x/gone', 'v1.0.0', 5]), binary(['x/a', 'v1.0.0', 50])];
    const head = [binary(['x/a', 'v1.1.0', 120], ['x/new', 'v0.1.0', 9]), binary(['x/a', 'v1.1.0', 60])];
    expect(moduleDeltas(base, head)).toEqual([
      { name: 'x/a', base: 150, head: 180, delta: 30, baseVersion: 'v1.0.0', headVersion: 'v1.1.0' },
      { name: 'x/new', base: 0, head: 9, delta: 9, baseVersion: null, headVersion: 'v0.1.0' },
      { name: 'x/gone', base: 5, head: 0, delta: -5, baseVersion: 'v1.0.0', headVersion: null },
    ]);
  });

  test.each<[string, readonly string[], readonly string[], string, string]>([
    [
      'two versions, the order of the binaries turned round',
      ['v1.1.0', 'v1.0.0'],
      ['v1.0.0', 'v1.1.0'],
      'v1.0.0, v1.1.0',
      'v1.0.0, v1.1.0',
    ],
    ['one of two binaries is brought up', ['v1.0.0', 'v1.1.0'], ['v1.1.0', 'v1.1.0'], 'v1.0.0, v1.1.0', 'v1.1.0'],
    ['one of two binaries falls behind', ['v1.1.0', 'v1.1.0'], ['v1.1.0', 'v1.0.0'], 'v1.1.0', 'v1.0.0, v1.1.0'],
    [
      'numbers, not letters, set the order',
      ['v1.10.0', 'v1.9.0'],
      ['v1.10.0', 'v1.10.0'],
      'v1.9.0, v1.10.0',
      'v1.10.0',
    ],
  ])('versions that binaries of one image differ in: %s', (_, before, after, baseVersion, headVersion) => {
    const base = before.map((version) => binary(['x/a', version, 100]));
    const head = after.map((version) => binary(['x/a', version, 101]));
    expect(moduleDeltas(base, head)).toEqual([
      { name: 'x/a', base: 200, head: 202, delta: 2, baseVersion, headVersion },
    ]);
  });
});

test.each([
  [10, 15, 5],
  [15, 10, -5],
  [0, 0, 0],
  [null, 5, null],
  [5, null, null],
  [null, null, null],
])('change from %s to %s is %s', (base, head, delta) => {
  expect(change(base, head)).toEqual({ base, head, delta });
});
