import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GoBinaryFacts, type GoProgram, readGoBinary } from '../../src/gobinary/read-go-binary.ts';
import { goBuild, goOutput, writeGoModule } from '../support/go-build.ts';
import { readerOf } from '../support/readers.ts';

const ARCHITECTURES = ['amd64', 'arm64', 'arm', '386', 's390x'];
const ELFINFO = join(import.meta.dirname, 'fixtures/elfinfo');

function readFile(path: string): GoBinaryFacts | null {
  return readGoBinary(readerOf(readFileSync(path)));
}

function program(path: string): GoProgram {
  const facts = readFile(path);
  if (facts?.kind !== 'go') throw new Error(`${path} was not read as a Go program`);
  return facts;
}

/** Our facts as `go version -m` prints them. */
function asGoVersion(facts: GoProgram): { head: string; modules: string[]; settings: string[] } {
  const line = (kind: string, module: { path: string; version: string }): string =>
    `\t${kind}\t${module.path}\t${module.version}`;
  const modules = [facts.main, ...facts.dependencies].flatMap((module, index) => {
    if (module === null) return [];
    const own = line(index === 0 ? 'mod' : 'dep', module);
    return module.replacedBy === undefined ? [own] : [own, line('=>', module.replacedBy)];
  });
  return {
    head: facts.goVersion,
    modules: [`\tpath\t${facts.mainPackage}`, ...modules],
    settings: [...facts.settings].map(([key, value]) => `\tbuild\t${key}=${value}`),
  };
}

function goVersion(path: string, cwd: string): { head: string; modules: string[]; settings: string[] } {
  const output = goOutput(['version', '-m', path], cwd);
  const [head = '', ...lines] = output.split('\n').filter((line) => line.trim() !== '');
  return {
    head: head.slice(head.lastIndexOf(': ') + 2),
    // A replaced module has no sum, and ends with the tab before it.
    modules: lines.filter((line) => !line.startsWith('\tbuild')).map((line) => line.replace(/\t$/, '')),
    settings: lines.filter((line) => line.startsWith('\tbuild')),
  };
}

describe('binaries made by the Go toolchain', () => {
  let folder: string;
  const plain = (architecture: string): string => join(folder, `plain-${architecture}`);
  const stripped = (architecture: string): string => join(folder, `stripped-${architecture}`);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-go-'));
    writeGoModule(folder);
    for (const architecture of ARCHITECTURES) {
      goBuild(folder, plain(architecture), `linux/${architecture}`);
      goBuild(folder, stripped(architecture), `linux/${architecture}`, '-trimpath', '-ldflags=-s -w');
    }
    goBuild(folder, join(folder, 'dwarf-only-gone'), 'linux/amd64', '-ldflags=-w');
    goBuild(folder, join(folder, 'uncompressed'), 'linux/amd64', '-ldflags=-compressdwarf=false');
    goBuild(folder, join(folder, 'pie'), 'linux/amd64', '-buildmode=pie');
  }, 600_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(ARCHITECTURES)('%s: build info is what "go version -m" prints', (architecture) => {
    for (const path of [plain(architecture), stripped(architecture)]) {
      expect(asGoVersion(program(path))).toEqual(goVersion(path, folder));
      expect(program(path).architecture).toBe(architecture);
    }
    expect(program(plain(architecture)).dependencies).toEqual([
      { path: 'example.com/dep', version: 'v1.2.3', replacedBy: { path: './dep', version: '(devel)' } },
    ]);
  });

  test('sections and program headers are what debug/elf of the Go library reads', () => {
    const names = [...ARCHITECTURES.flatMap((a) => [plain(a), stripped(a)]), 'dwarf-only-gone', 'uncompressed', 'pie'];
    const paths = names.map((name) => (name.startsWith('/') ? name : join(folder, name)));
    const lines = goOutput(['run', 'main.go', ...paths], ELFINFO)
      .trimEnd()
      .split('\n');
    const expected = lines.map((line) => JSON.parse(line));
    const actual = paths.map((path) => {
      const { stripped: isStripped, debugBytes, interpreter } = program(path);
      return { Stripped: isStripped, DebugBytes: debugBytes, Interpreter: interpreter !== null };
    });
    expect(actual).toEqual(expected.map(({ Needed: _needed, Text: _text, ...rest }) => rest));
    expect(paths.map((path) => program(path).static)).toEqual(
      expected.map(({ Interpreter, Needed }) => !Interpreter && Needed === 0),
    );
    // Guards against a table in which all are alike.
    expect(new Set(expected.map(({ Stripped }) => Stripped)).size).toBe(2);
    expect(new Set(expected.map(({ Interpreter }) => Interpreter)).size).toBe(2);
  });

  test('a file without section headers is read by its segments', () => {
    // What `sstrip` does: e_shoff, e_shnum and e_shstrndx are zero.
    const bytes = Uint8Array.from(readFileSync(stripped('amd64')));
    bytes.fill(0, 40, 48);
    bytes.fill(0, 60, 64);
    const facts = readGoBinary(readerOf(bytes));
    expect(facts).toMatchObject({ goVersion: program(stripped('amd64')).goVersion, stripped: true, debugBytes: 0 });
  });

  test.each(['amd64', 's390x', '386'])('%s: cut off anywhere, it is an answer or null', (architecture) => {
    const bytes = readFileSync(plain(architecture));
    for (let length = 0; length < bytes.length; length = Math.ceil(length * 1.5) + 1) {
      const facts = readGoBinary(readerOf(bytes.subarray(0, length)));
      if (facts?.kind === 'go') expect(facts.debugBytes).toBeLessThanOrEqual(length);
    }
  });

  test.each(['amd64', 's390x', 'arm'])(
    '%s: with lying headers, it is an answer or null, and never over the size',
    (architecture) => {
      const original = readFileSync(plain(architecture));
      const wide = architecture !== 'arm';
      const view = new DataView(original.buffer, original.byteOffset);
      const little = original[5] === 1;
      const tableAt = wide ? Number(view.getBigUint64(40, little)) : view.getUint32(32, little);
      // The headers, build info, and the head, the first entries and records of the function table: whatever is read
      // as a number.
      const functions = original.indexOf(Buffer.from(little ? 'f1ffffff0000' : 'fffffff10000', 'hex'));
      const entries =
        functions + (wide ? Number(view.getBigUint64(functions + 64, little)) : view.getUint32(functions + 36, little));
      const regions = [
        0,
        64,
        tableAt,
        original.indexOf(Buffer.from('\xff Go buildinf:', 'latin1')),
        functions,
        entries,
      ];
      const change = fc.record({
        region: fc.constantFrom(...regions),
        at: fc.nat(1_500),
        value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
        run: fc.integer({ min: 1, max: 8 }),
      });
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
          const bytes = Uint8Array.from(original);
          for (const { region, at, value, run } of changes) bytes.fill(value, region + at, region + at + run);
          const facts = readGoBinary(readerOf(bytes));
          if (facts?.kind !== 'go') return;
          expect(facts.debugBytes).toBeGreaterThanOrEqual(0);
          expect(facts.debugBytes).toBeLessThanOrEqual(bytes.length);
          expect(Number.isSafeInteger(facts.debugBytes)).toBe(true);
          expect(Object.values(facts.parts).reduce((sum, part) => sum + part, 0)).toBe(bytes.length);
          expect(facts.unattributed).toBeGreaterThanOrEqual(0);
          expect(facts.modules.reduce((sum, module) => sum + module.bytes, facts.unattributed)).toBe(bytes.length);
        }),
        { seed: 20, numRuns: 600, interruptAfterTimeLimit: 30_000 },
      );
    },
  );
});

describe('files that Go did not make', () => {
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['one byte', Uint8Array.of(0x7f)],
    ['text', Buffer.from('#!/bin/sh\necho hello\n')],
    ['the magic of ELF alone', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46)],
    ['MZ without a PE behind it', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['a Java class, which begins like a fat Mach-O', Buffer.from('cafebabe0000003400', 'hex')],
  ])('%s is null', (_name, bytes) => {
    expect(readGoBinary(readerOf(bytes))).toBeNull();
  });

  test('an ELF without any trace of Go is null', () => {
    expect(readFile(process.execPath)).toBeNull();
  });
});
