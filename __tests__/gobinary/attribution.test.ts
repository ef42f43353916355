import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GoProgram, readGoBinary } from '../../src/gobinary/read-go-binary.ts';
import { goBuild, goOutput, writeGoModule } from '../support/go-build.ts';
import { expectNmSizes, tableFunctions } from '../support/go-functions.ts';
import { fileReader, readerOf } from '../support/readers.ts';

const LINUX = ['amd64', 'arm64', 'arm', '386', 's390x', 'ppc64le', 'riscv64'].map((name) => `linux/${name}`);
const OTHERS = ['windows/amd64', 'windows/386', 'darwin/arm64', 'darwin/amd64'];
const PLATFORMS = [...LINUX, ...OTHERS];
const ELFINFO = join(import.meta.dirname, 'fixtures/elfinfo');

let folder: string;
const plain = (platform: string): string => join(folder, `plain-${platform.replace('/', '-')}`);
const stripped = (platform: string): string => join(folder, `stripped-${platform.replace('/', '-')}`);

function program(path: string): GoProgram {
  const facts = readGoBinary(fileReader(path));
  if (facts?.kind !== 'go') throw new Error(`${path} was not read as a Go program`);
  return facts;
}

function sum(items: readonly { readonly bytes: number }[]): number {
  return items.reduce((total, { bytes }) => total + bytes, 0);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-bytes-'));
  writeGoModule(folder);
  for (const platform of PLATFORMS) {
    goBuild(folder, plain(platform), platform);
    goBuild(folder, stripped(platform), platform, '-trimpath', '-ldflags=-s -w');
  }
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(PLATFORMS)('%s', (platform) => {
  test('function by function, sizes are what "go tool nm" says plus the gap to the next symbol', () => {
    expectNmSizes(plain(platform), goOutput(['tool', 'nm', '-size', '-sort', 'address', plain(platform)], folder));
  });

  test('parts, and modules with the rest, add up to the size of the file', () => {
    for (const path of [plain(platform), stripped(platform)]) {
      const { bytes, parts, modules, packages, unattributed, notes } = program(path);
      expect(notes).toEqual([]);
      expect(bytes).toBe(statSync(path).size);
      expect(Object.values(parts).reduce((total, part) => total + part, 0)).toBe(bytes);
      expect(sum(modules) + unattributed).toBe(bytes);
      expect(sum(packages)).toBe(sum(modules));
      expect(unattributed).toBeGreaterThan(0);
      expect(unattributed).toBeLessThan(bytes / 2 + parts.dwarf + parts.symbols);
    }
  });

  test('stripping does not move the bytes of packages', () => {
    const kept = program(plain(platform)).packages.map(({ path, bytes, functions }) => [path, bytes, functions]);
    expect(program(stripped(platform)).packages.map(({ path, bytes, functions }) => [path, bytes, functions])).toEqual(
      kept,
    );
  });

  test('modules are those of the build, each with its own', () => {
    const { modules, packages, goVersion } = program(stripped(platform));
    expect(modules.map(({ kind, path, version }) => [kind, path, version])).toEqual(
      expect.arrayContaining([
        ['std', 'std', goVersion],
        ['main', 'example.com/app', expect.any(String)],
        ['native', 'assembly and C', ''],
      ]),
    );
    expect(modules.filter(({ kind }) => kind === 'unknown')).toEqual([]);
    expect(packages.find(({ path }) => path === 'main')).toMatchObject({ module: { path: 'example.com/app' } });
    expect(packages.find(({ path }) => path === 'runtime')).toMatchObject({ module: { path: 'std' } });
  });

  test('debug bytes are what a stripped twin saves, to within 64 KiB', () => {
    const saved = statSync(plain(platform)).size - statSync(stripped(platform)).size;
    const { debugBytes, stripped: isStripped } = program(plain(platform));
    expect(isStripped).toBe(false);
    expect(saved).toBeGreaterThan(100_000);
    expect(Math.abs(debugBytes - saved)).toBeLessThanOrEqual(65_536);
    expect(program(stripped(platform))).toMatchObject({ debugBytes: 0, stripped: true });
  });
});

test.each(LINUX)('%s: code of all functions is the section of code, to within 20 bytes', (platform) => {
  const line = goOutput(['run', 'main.go', plain(platform)], ELFINFO);
  const { Text } = JSON.parse(line) as { Text: number };
  const attributed = tableFunctions(plain(platform)).reduce((total, { size }) => total + size, 0);
  expect(Text - attributed).toBeGreaterThanOrEqual(0);
  expect(Text - attributed).toBeLessThanOrEqual(20);
});

test('a program that may be loaded anywhere is read alike', () => {
  const path = goBuild(folder, join(folder, 'pie'), 'linux/amd64', '-buildmode=pie', '-ldflags=-s -w');
  const { packages, notes, parts, unattributed, modules } = program(path);
  expect(notes).toEqual([]);
  expect(sum(modules) + unattributed).toBe(statSync(path).size);
  expect(parts.pclntab).toBeGreaterThan(parts.text / 4);
  const names = (all: GoProgram['packages']) => all.map((item) => item.path).sort();
  expect(names(packages)).toEqual(names(program(stripped('linux/amd64')).packages));
});

test('with one of the two names that the linker gives, or with no names at all, Go is still seen; without both it is not', () => {
  const path = stripped('linux/amd64');
  const bytes = Buffer.from(fileReader(path).read(0, program(path).bytes));
  const without = (...names: readonly string[]): Buffer => {
    const changed = Buffer.from(bytes);
    for (const name of names) {
      const at = changed.lastIndexOf(`${name}\0`, undefined, 'latin1');
      expect(at).toBeGreaterThan(0);
      changed.fill('x', at, at + name.length);
    }
    return changed;
  };
  const nameless = Buffer.from(bytes);
  // e_shstrndx
  nameless.writeUInt16LE(0, 62);
  expect(readGoBinary(readerOf(without('.go.buildinfo')))?.kind).toBe('go');
  expect(readGoBinary(readerOf(without('.gopclntab')))?.kind).toBe('go');
  expect(readGoBinary(readerOf(nameless))?.kind).toBe('go');
  expect(readGoBinary(readerOf(without('.go.buildinfo', '.gopclntab')))).toBeNull();
});

test('without section headers, code and its table are found all the same', () => {
  // What `sstrip` does: e_shoff, e_shnum and e_shstrndx are zero.
  const { modules, bytes: size } = program(stripped('linux/amd64'));
  const bytes = Buffer.from(fileReader(stripped('linux/amd64')).read(0, size));
  bytes.fill(0, 40, 48).fill(0, 60, 64);
  const facts = readGoBinary({ size, read: (at, length) => bytes.subarray(at, at + length) });
  expect(facts).toMatchObject({ modules, notes: [], parts: { text: 0, symbols: 0, dwarf: 0 } });
});

test('a table in a section of another name is found by its magic', () => {
  // What the C linker makes of it: the name of the section is in no table, its bytes are among other data.
  const path = stripped('linux/amd64');
  const bytes = Buffer.from(fileReader(path).read(0, statSync(path).size));
  bytes.write('.gopclnXXX', bytes.lastIndexOf('.gopclntab\0'), 'latin1');
  const facts = readGoBinary({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) });
  const { modules, parts } = program(path);
  expect(facts).toMatchObject({ modules, notes: [] });
  // Without the section, the table ends with its last record.
  expect(facts?.kind === 'go' && facts.parts.pclntab).toBeLessThanOrEqual(parts.pclntab);
  expect(facts?.kind === 'go' && Object.values(facts.parts).reduce((a, b) => a + b, 0)).toBe(bytes.length);
});
