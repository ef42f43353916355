import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causesOf } from '../../src/compare/causes.ts';
import { partsOf } from '../../src/compare/parts.ts';
import type { GoBinaryReport, ImageReport } from '../../src/model/report.ts';
import { anImage } from '../support/reports.ts';

const CATEGORIES = ['go-binary', 'go-build-cache', 'os-package', 'other'];

/** Images whose numbers hold together: layers hold their listed files and some small ones. */
const images: fc.Arbitrary<ImageReport> = fc
  .array(
    fc.record({
      fromBase: fc.constantFrom(true, false, null),
      small: fc.nat(5_000),
      files: fc.array(
        fc.record({
          path: fc.constantFrom('/a', '/b', '/c', '/usr/bin/web'),
          bytes: fc.oneof(fc.integer({ min: 4_096, max: 9_000 }), fc.constantFrom(5_000, 9_000)),
          category: fc.constantFrom(...CATEGORIES),
          debug: fc.constantFrom(0, 1_000),
          module: fc.constantFrom(0, 3_000),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 4 },
  )
  .map((layers) => {
    const digest = (index: number): string => `sha256:${String(index % 3).repeat(64)}`;
    const files = layers.flatMap((layer, index) =>
      layer.files.map(({ path, bytes, category }) => ({ path, bytes, category, layer: digest(index) })),
    );
    const reported = layers.map((layer, index) => ({
      digest: digest(index),
      createdBy: `COPY ${index}`,
      unpacked: layer.small + layer.files.reduce((sum, { bytes }) => sum + bytes, 0),
      download: 1,
      files: layer.files.length,
      fromBase: layer.fromBase,
    }));
    const binaries = layers
      .flatMap(({ files: all }) => all)
      .filter(({ category }) => category === 'go-binary')
      .slice(-1)
      .map(({ path, bytes, debug, module }) => ({
        path,
        goVersion: 'go1.26.0',
        module: 'example.org/web',
        bytes,
        stripped: false,
        debugBytes: debug,
        static: true,
        modules: [{ path: 'example.org/dep', version: 'v1.0.0', bytes: module }],
        unattributed: bytes - module,
        sections: [{ name: 'text', bytes }],
      }));
    return anImage({
      layers: reported,
      files,
      goBinaries: binaries,
      unpacked: reported.reduce((sum, { unpacked }) => sum + unpacked, 0),
    });
  });

function binaryOf(path: string, bytes: number): GoBinaryReport {
  const [example] = anImage().goBinaries;
  if (example === undefined) throw new Error('the example has no binary');
  return { ...example, path, bytes, debugBytes: 0, modules: [] };
}

const seeded = { seed: 20_261_121, numRuns: 500 };

describe('shares and causes', () => {
  test('the shares of an image add up to its unpacked bytes', () => {
    fc.assert(
      fc.property(images, (image) => {
        expect(partsOf(image).reduce((sum, { bytes }) => sum + bytes, 0)).toBe(image.unpacked);
      }),
      seeded,
    );
  });

  test('the causes add up to the change', () => {
    fc.assert(
      fc.property(images, images, (base, head) => {
        const { causes } = causesOf(base, head);
        expect(causes.reduce((sum, { delta }) => sum + delta, 0)).toBe(head.unpacked - base.unpacked);
      }),
      seeded,
    );
  });

  test('an image against itself has none, and the way back is the mirror', () => {
    fc.assert(
      fc.property(images, images, (base, head) => {
        expect(causesOf(base, base)).toEqual({ causes: [], moves: [] });
        const there = causesOf(base, head);
        const back = causesOf(head, base);
        const mirrored = back.causes.map((cause) => ({
          ...cause,
          base: cause.head,
          head: cause.base,
          delta: -cause.delta,
          ...(cause.copies === undefined ? {} : { copies: { base: cause.copies.head, head: cause.copies.base } }),
          from: cause.to,
          to: cause.from,
        }));
        expect(mirrored).toEqual(there.causes);
        expect(back.moves.map((move) => ({ ...move, from: move.to, to: move.from }))).toEqual(
          expect.arrayContaining([...there.moves]),
        );
      }),
      seeded,
    );
  });
});

describe('what a change is put down to', () => {
  const OF_BASE = `sha256:${'b'.repeat(64)}`;
  const LAYER = `sha256:${'c'.repeat(64)}`;
  const file = (path: string, bytes: number, category = 'other') => ({ path, bytes, category, layer: LAYER });
  const image = (files: readonly ReturnType<typeof file>[], overrides: Partial<ImageReport> = {}): ImageReport => {
    const unpacked = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const layers = [{ digest: LAYER, createdBy: 'COPY', unpacked, download: 1, files: files.length, fromBase: false }];
    return anImage({ files, unpacked, layers, goBinaries: [], ...overrides });
  };
  const told = (base: ImageReport, head: ImageReport) =>
    causesOf(base, head).causes.map(({ kind, name, delta, from, to }) => ({ kind, name, delta, from, to }));

  test('a module with another version, and one that is new', () => {
    const binary = { ...anImage().goBinaries[0], path: '/web', debugBytes: 0 };
    const withModules = (bytes: number, modules: readonly { path: string; version: string; bytes: number }[]) =>
      image([file('/web', bytes, 'go-binary')], {
        goBinaries: [{ ...anImage().goBinaries[0], ...binary, bytes, modules: [...modules] } as never],
      });
    const base = withModules(10_000, [{ path: 'example.org/a', version: 'v1.0.0', bytes: 1_000 }]);
    const head = withModules(16_000, [
      { path: 'example.org/a', version: 'v1.1.0', bytes: 1_500 },
      { path: 'example.org/b', version: 'v0.1.0', bytes: 5_000 },
    ]);
    expect(told(base, head)).toEqual([
      { kind: 'module', name: 'example.org/b', delta: 5_000, from: null, to: 'v0.1.0' },
      { kind: 'binary-data', name: '/web', delta: 500, from: null, to: null },
      { kind: 'module', name: 'example.org/a', delta: 500, from: 'v1.0.0', to: 'v1.1.0' },
    ]);
  });

  test.each<[string, readonly string[], readonly string[], string | null, string | null]>([
    [
      'the same two, the order turned round',
      ['v1.1.0', 'v1.0.0'],
      ['v1.0.0', 'v1.1.0'],
      'v1.0.0, v1.1.0',
      'v1.0.0, v1.1.0',
    ],
    ['one of two brought up', ['v1.1.0', 'v1.0.0'], ['v1.1.0', 'v1.1.0'], 'v1.0.0, v1.1.0', 'v1.1.0'],
  ])('versions of a module in two binaries: %s', (_, before, after, from, to) => {
    const two = (versions: readonly string[], bytes: number) =>
      image([file('/x', 10_000, 'go-binary'), file('/y', 10_000, 'go-binary')], {
        goBinaries: versions.map((version, index) => ({
          ...binaryOf(index === 0 ? '/x' : '/y', 10_000),
          modules: [{ path: 'example.org/a', version, bytes }],
        })),
      });
    expect(told(two(before, 100), two(after, 200)).find(({ kind }) => kind === 'module')).toEqual({
      kind: 'module',
      name: 'example.org/a',
      delta: 200,
      from,
      to,
    });
  });

  test('a build cache is told as a whole', () => {
    const head = image([file('/x/1', 5_000, 'go-build-cache'), file('/x/2', 6_000, 'go-build-cache')]);
    expect(told(image([]), head)).toEqual([
      { kind: 'category', name: 'go-build-cache', delta: 11_000, from: null, to: null },
    ]);
  });

  test('a file that is not listed may be there, too small for that', () => {
    const with60kB = image([file('/etc/r', 60_000)], { filesOmitted: { count: 2, bytes: 1_000 } });
    const small = image([], { filesOmitted: { count: 2, bytes: 900 } });
    const none = image([], { filesOmitted: { count: 0, bytes: 0 } });
    const cause = { kind: 'file', name: '/etc/r', base: 60_000, head: 0, delta: -60_000, from: null, to: null };
    expect(causesOf(with60kB, small).causes).toEqual([{ ...cause, floor: 4_096 }]);
    expect(causesOf(with60kB, none).causes).toEqual([cause]);
  });

  test('files that one list was cut before are the rest on both sides', () => {
    // The base: 5,000 files of 8,192 bytes listed, 20 more not. The head has a file of 10,000 beside them, and so lists
    // one of the others less.
    const others = (count: number) => Array.from({ length: count }, (_, index) => file(`/many/${index}`, 8_192));
    const whole = (files: readonly ReturnType<typeof file>[], unlisted: number) => {
      const made = image(files, { filesOmitted: { count: unlisted, bytes: unlisted * 8_192 } });
      const unpacked = made.unpacked + unlisted * 8_192;
      return { ...made, unpacked, layers: made.layers.map((layer) => ({ ...layer, unpacked })) };
    };
    const base = whole(others(5_000), 20);
    const head = whole([file('/one.bin', 10_000), ...others(4_999)], 21);
    expect(causesOf(base, head).causes).toEqual([
      { kind: 'file', name: '/one.bin', base: 0, head: 10_000, delta: 10_000, from: null, to: null, floor: 8_193 },
    ]);
    // 600 bytes more of what is not listed.
    const more = {
      ...base,
      unpacked: base.unpacked + 600,
      layers: base.layers.map((l) => ({ ...l, unpacked: l.unpacked + 600 })),
    };
    expect(causesOf(base, more).causes).toMatchObject([{ kind: 'small-files', delta: 600, floor: 8_193 }]);
  });

  test.each<[string, string]>([
    ['a Go binary', 'go-binary'],
    ['another file', 'other'],
  ])('a second copy of a file that is there on both sides: %s', (_, category) => {
    const goBinaries = category === 'go-binary' ? [binaryOf('/app', 10_000)] : [];
    const once = image([file('/app', 10_000, category)], { goBinaries });
    const twice = image([file('/app', 10_000, category), file('/app', 10_000, category)], { goBinaries });
    expect(causesOf(once, twice).causes).toMatchObject([
      { kind: 'file', name: '/app', delta: 10_000, copies: { base: 1, head: 2 } },
    ]);
    expect(causesOf(twice, once).causes).toMatchObject([
      { kind: 'file', name: '/app', delta: -10_000, copies: { base: 2, head: 1 } },
    ]);
  });

  test('a file that went elsewhere is a move and no cause; two of one size are not guessed at', () => {
    const moved = causesOf(image([file('/old', 7_000)]), image([file('/new', 7_000)]));
    expect(moved).toEqual({ causes: [], moves: [{ from: '/old', to: '/new', bytes: 7_000, by: 'bytes' }] });
    const two = causesOf(image([file('/a', 7_000), file('/b', 7_000)]), image([file('/c', 7_000)]));
    expect(two.moves).toEqual([]);
    expect(two.causes).toHaveLength(3);
  });

  test('a file that is at its old path too did not move', () => {
    const below = (path: string) => ({ ...file(path, 7_000), layer: OF_BASE });
    const withBase = (files: readonly ReturnType<typeof file>[], path: string) => {
      const made = image(files);
      const layers = [
        { digest: OF_BASE, createdBy: 'FROM', unpacked: 7_000, download: 1, files: 1, fromBase: true },
        ...made.layers,
      ];
      return { ...made, layers, files: [...files, below(path)], unpacked: made.unpacked + 7_000 };
    };
    const { moves, causes } = causesOf(withBase([file('/a', 8_000)], '/a'), withBase([file('/b', 8_000)], '/a'));
    expect(moves).toEqual([]);
    expect(causes).toMatchObject([
      { kind: 'file', name: '/a', delta: -8_000, copies: { base: 2, head: 1 } },
      { kind: 'file', name: '/b', delta: 8_000 },
    ]);
  });

  describe('a Go binary at another path', () => {
    const SECTIONS = [
      { name: 'text', bytes: 6_000 },
      { name: 'other', bytes: 4_000 },
    ];
    const MODULES = [{ path: 'example.org/a', version: 'v1.0.0', bytes: 3_000 }];
    const at = (...binaries: readonly (readonly [string, Partial<GoBinaryReport>?])[]) =>
      image(
        binaries.map(([path]) => file(path, 10_000, 'go-binary')),
        {
          goBinaries: binaries.map(([path, more]) => ({
            ...binaryOf(path, 10_000),
            debugBytes: 500,
            sections: SECTIONS,
            modules: MODULES,
            ...more,
          })),
        },
      );

    test('it moved, and nothing else changed', () => {
      expect(causesOf(at(['/app']), at(['/server']))).toEqual({
        causes: [],
        moves: [{ from: '/app', to: '/server', bytes: 10_000, by: 'sections' }],
      });
    });

    const other = [
      { name: 'text', bytes: 6_001 },
      { name: 'other', bytes: 3_999 },
    ];
    test.each<[string, ImageReport, ImageReport]>([
      ['other sections', at(['/app']), at(['/server', { sections: other }])],
      [
        'another version of a module',
        at(['/app']),
        at(['/server', { modules: [{ path: 'example.org/a', version: 'v1.0.1', bytes: 3_000 }] }]),
      ],
      ['it is at its old path too', at(['/app']), at(['/app'], ['/server'])],
      ['two of it', at(['/app'], ['/app2']), at(['/server'])],
    ])('no move: %s', (_, base, head) => {
      const { moves, causes } = causesOf(base, head);
      expect(moves).toEqual([]);
      expect(causes).not.toEqual([]);
      expect(causes.reduce((sum, { delta }) => sum + delta, 0)).toBe(head.unpacked - base.unpacked);
    });
  });
});
