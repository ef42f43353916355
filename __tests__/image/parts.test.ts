import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { file, folder, hard, link, readOne } from '../support/read-one.ts';

const sum = (list: readonly { readonly bytes: number }[] = []): number =>
  list.reduce((total, { bytes }) => total + bytes, 0);

describe('wasted', () => {
  test('each guilty path, with its layer and with what hides it', async () => {
    const report = await readOne({
      layers: [
        [file('d/gone', 9_000), file('d/again', 8_000), file('e/deep/x', 7_000), file('f', 6_000), file('kept', 5_000)],
        [file('d/.wh.gone', 0), file('d/again', 100), file('.wh.e', 0), folder('f')],
        [file('twice', 300), file('twice', 200)],
      ],
    });
    const [first, second, third] = report.layers.map(({ digest }) => digest);
    expect(report.wastedFiles).toEqual([
      { path: '/d/gone', bytes: 9_000, layer: first, reason: 'removed', by: second },
      { path: '/d/again', bytes: 8_000, layer: first, reason: 'overwritten', by: second },
      { path: '/e/deep/x', bytes: 7_000, layer: first, reason: 'removed', by: second },
      { path: '/f', bytes: 6_000, layer: first, reason: 'overwritten', by: second },
      { path: '/twice', bytes: 300, layer: third, reason: 'overwritten', by: third },
    ]);
    expect(report.wastedOmitted).toEqual({ count: 0, bytes: 0 });
  });

  test('an opaque folder removes what it does not have again', async () => {
    const report = await readOne({
      layers: [
        [file('d/a', 10), file('d/b', 20)],
        [file('d/.wh..wh..opq', 0), file('d/b', 1)],
      ],
    });
    expect(report.wastedFiles?.map(({ path, reason }) => [path, reason])).toEqual([
      ['/d/b', 'overwritten'],
      ['/d/a', 'removed'],
    ]);
  });

  test('a file of several names is wasted when the last is gone, by the layer that took it', async () => {
    const report = await readOne({
      layers: [
        [file('a', 50), hard('b', 'a'), file('c', 60), hard('d', 'c')],
        [file('.wh.a', 0), file('.wh.c', 0)],
        [file('.wh.b', 0)],
      ],
    });
    expect(report.wastedFiles).toMatchObject([{ path: '/a', reason: 'removed', by: report.layers[2]?.digest }]);
  });

  test('beyond the ceiling they are counted', async () => {
    const many = Array.from({ length: 150 }, (_, index) => file(`f${index}`, 10));
    const report = await readOne({
      layers: [[...many, file('big', 5_000)], many.map(({ name }) => file(`.wh.${name}`, 0))],
    });
    expect(report.wastedFiles).toHaveLength(100);
    expect(report.wastedOmitted).toEqual({ count: 50, bytes: 500 });
  });
});

describe('duplicates', () => {
  const text = (seed: string): string => seed.repeat(5_000);

  test('by size and checksum, over layers; links are one file; small ones do not count', async () => {
    const report = await readOne({
      layers: [
        [file('a', text('x')), hard('linked', 'a'), link('soft', 'a'), file('other', text('y')), file('s1', 100)],
        [file('b', text('x')), file('c', text('x')), file('s2', 100), file('long', `${text('x')}x`)],
      ],
    });
    expect(report.duplicates).toEqual({
      bytes: 10_000,
      groups: [{ bytes: 5_000, copies: 3, paths: ['/a', '/b', '/c'] }],
      omitted: { count: 0, bytes: 0 },
    });
  });

  test('every file that is read has one, whatever else is read of it', async () => {
    const report = await readOne({
      layers: [
        [
          file('var/lib/dpkg/status', text('d')),
          file('etc/passwd', text('p')),
          file('run', `#!/bin/sh\n${text('r')}`, 0o755),
          file('elf', `\x7fELF${text('e')}`, 0o755),
          file('key.pem', `-----BEGIN X-----${text('k')}`),
          file('a', text('d')),
        ],
      ],
    });
    expect(report.duplicates?.groups).toEqual([{ bytes: 5_000, copies: 2, paths: ['/a', '/var/lib/dpkg/status'] }]);
  });

  test('a file written again is waste, and no duplicate', async () => {
    const report = await readOne({ layers: [[file('a', text('x'))], [file('a', text('x'))]] });
    expect(report.duplicates?.groups).toEqual([]);
    expect(report.wasted).toBe(5_000);
  });

  test('not known where contents are passed over', async () => {
    const layers = [[file('a', text('x')), file('b', text('x'))]];
    expect((await readOne({ layers, compression: 'none' })).duplicates).toBeNull();
    expect((await readOne({ layers, compression: 'none' }, { verify: true })).duplicates?.bytes).toBe(5_000);
  });

  test('beyond the ceiling they are counted', async () => {
    const pairs = Array.from({ length: 205 }, (_, index) => {
      const content = `${index} `.padEnd(4_096, 'z');
      return [file(`a${index}`, content), file(`b${index}`, content)];
    }).flat();
    const { duplicates } = await readOne({ layers: [pairs] });
    expect(duplicates?.groups).toHaveLength(200);
    expect(duplicates?.omitted).toEqual({ count: 5, bytes: 5 * 4_096 });
    expect(duplicates?.bytes).toBe(205 * 4_096);
  });
});

test('the biggest folders, everything below them counted', async () => {
  const report = await readOne({ layers: [[file('a/b/x', 100), file('a/y', 20), file('z', 3)], [file('a/b/w', 1)]] });
  expect(report.folders).toEqual([
    { path: '/', bytes: 124, files: 4 },
    { path: '/a', bytes: 121, files: 3 },
    { path: '/a/b', bytes: 101, files: 2 },
  ]);
});

test('the attack surface is what a container sees', async () => {
  const report = await readOne({
    layers: [
      [
        folder('tmp', 0o1777),
        folder('open', 0o777),
        file('usr/bin/su', 10, 0o4755),
        file('usr/bin/wall', 10, 0o2755),
        file('bin/bash', 10, 0o755),
        link('bin/sh', 'bash'),
        file('usr/bin/apt', 10, 0o755),
        file('opt/sh', 10, 0o755),
        file('notes', 10, 0o666),
        file('lib/apk/db/installed', 'P:musl\nV:1\n\nP:busybox\n\n'),
        file('var/lib/dpkg/status', 'Package: a\nStatus: install ok installed\n\n'),
      ],
      [file('bin/.wh.bash', 0)],
    ],
  });
  const one = (...paths: string[]) => ({ count: paths.length, paths });
  expect(report.surface).toEqual({
    packages: { dpkg: 1, apk: 2, rpm: 0 },
    shells: one('/bin/sh'),
    packageManagers: one('/usr/bin/apt'),
    setuid: one('/usr/bin/su'),
    setgid: one('/usr/bin/wall'),
    worldWritable: one('/notes', '/open'),
  });
  const rpm = await readOne({ layers: [[file('var/lib/rpm/rpmdb.sqlite', 10)]] });
  expect(rpm.surface?.packages.rpm).toBeNull();
});

const path = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));
const entry = fc.record({ path, bytes: fc.nat(9_000), whiteout: fc.boolean() });

test('parts add up to totals, whatever the layers', async () => {
  const stacks = fc.array(fc.array(entry, { maxLength: 8 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(stacks, async (stack) => {
      const layers = stack.map((entries) => {
        const taken = new Set<string>();
        return entries.flatMap(({ path: name, bytes, whiteout }) => {
          // A folder and a file of one name in one layer is what no tool writes.
          const parts = name.split('/');
          const flat = parts.join('-');
          if (taken.has(flat)) return [];
          taken.add(flat);
          return whiteout ? [file(`.wh.${flat}`, 0)] : [file(flat, bytes)];
        });
      });
      const report = await readOne({ layers });
      expect(sum(report.wastedFiles) + (report.wastedOmitted?.bytes ?? 0)).toBe(report.wasted);
      expect(report.effective + report.wasted).toBe(report.unpacked);
      expect(sum(report.categories)).toBe(report.unpacked);
      expect(report.folders?.[0]?.bytes ?? 0).toBe(report.unpacked);
      expect(sum(report.files) + report.filesOmitted.bytes).toBe(report.unpacked);
      const { duplicates } = report;
      const listed = (duplicates?.groups ?? []).reduce((total, { bytes, copies }) => total + bytes * (copies - 1), 0);
      expect(listed + (duplicates?.omitted.bytes ?? 0)).toBe(duplicates?.bytes);
      expect(duplicates?.bytes).toBeLessThanOrEqual(report.effective);
    }),
    { seed: 7, numRuns: 60 },
  );
});
