import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { CodeModule } from '../../src/gobinary/module-of.ts';
import { goBinaryReport } from '../../src/image/go-report.ts';
import { GoBinarySchema } from '../../src/model/report.ts';
import { aGoProgram } from '../support/go-program.ts';

const STD: CodeModule = { path: 'std', version: 'go1.26.8', kind: 'std' };
const asIs = (text: string): string => text;

test('what a report keeps of a Go program', () => {
  const report = goBinaryReport(
    '/app',
    aGoProgram({
      bytes: 1_000,
      main: { path: 'example.com/app', version: 'v1.0.0' },
      settings: new Map([
        ['GOOS', 'linux'],
        ['GOARM', '7,hardfloat'],
        ['CGO_ENABLED', '0'],
        ['-trimpath', 'true'],
        ['-ldflags', '-X main.token=hunter2'],
        ['vcs.revision', 'abc'],
      ]),
      parts: { text: 400, rodata: 200, data: 100, pclntab: 250, symbols: 0, dwarf: 0, other: 50 },
      packages: [{ path: 'runtime', module: STD, functions: 3, bytes: 600 }],
      modules: [{ ...STD, bytes: 600 }],
      unattributed: 400,
      localPaths: { kind: 'ci', count: 2, sample: ['/builds/hunter2/main.go'], absolute: 9 },
      embedded: [
        { path: 'static/a', bytes: 30 },
        { path: 'static/b', bytes: 20 },
      ],
    }),
    (text) => text.replaceAll('hunter2', '***'),
  );
  expect(v.parse(GoBinarySchema, report)).toEqual(report);
  expect(report).toMatchObject({
    path: '/app',
    module: 'example.com/app',
    modules: [{ path: 'std', version: 'go1.26.8', kind: 'std', bytes: 600 }],
    unattributed: 400,
    sections: [
      { name: 'text', bytes: 400 },
      { name: 'rodata', bytes: 200 },
      { name: 'data', bytes: 100 },
      { name: 'pclntab', bytes: 250 },
      { name: 'symbols', bytes: 0 },
      { name: 'dwarf', bytes: 0 },
      { name: 'other', bytes: 50 },
    ],
    packages: [{ path: 'runtime', module: 'std', bytes: 600 }],
    localPaths: { kind: 'ci', count: 2, sample: ['/builds/***/main.go'] },
    embedded: {
      files: 2,
      bytes: 50,
      largest: [
        { path: 'static/a', bytes: 30 },
        { path: 'static/b', bytes: 20 },
      ],
    },
  });
  expect(report.settings).toEqual({ GOOS: 'linux', GOARM: '7,hardfloat', CGO_ENABLED: '0', '-trimpath': 'true' });
});

test('however much a binary claims, sums stay exact and texts short', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => ({
    path: `${index}.example/${'x'.repeat(70_000)}`,
    version: 'v'.repeat(70_000),
    kind: 'dependency' as const,
    bytes: 5_000 - index,
  }));
  const total = (5_000 * 5_001) / 2;
  const report = goBinaryReport(
    '/app',
    aGoProgram({
      bytes: total + 7,
      modules: many,
      packages: many.map((module) => ({ path: module.path, module, functions: 1, bytes: module.bytes })),
      unattributed: 7,
      goVersion: 'g'.repeat(70_000),
    }),
    asIs,
  );
  const sum = (items: readonly { bytes: number }[] = []): number => items.reduce((all, { bytes }) => all + bytes, 0);
  expect(v.parse(GoBinarySchema, report)).toEqual(report);
  expect(report.modules).toHaveLength(2_001);
  expect(sum(report.modules) + report.unattributed).toBe(report.bytes);
  expect(report.packages).toHaveLength(150);
  expect(sum(report.packages) + (report.packagesOmitted?.bytes ?? 0)).toBe(total);
  expect(report.packagesOmitted?.count).toBe(4_850);
  expect(JSON.stringify(report).length).toBeLessThan(6_000_000);
});
