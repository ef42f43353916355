import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GoProgramRequest, GoSource, GoSourceLimits } from '../../src/gosource/facts.ts';
import { readGoSource } from '../../src/gosource/read-go-source.ts';
import { folderOf } from './go-list.ts';

const PROGRAM: GoProgramRequest = { folder: '.', packages: [], goarch: 'amd64', cgo: true, tags: [] };
const MOD = 'module example.org/h\n\ngo 1.24\n';

function read(contextDir: string, packages: readonly string[] = [], limits?: Partial<GoSourceLimits>): GoSource {
  return readGoSource({ contextDir, programs: [{ ...PROGRAM, packages }], limits });
}

test('nothing outside of the context is read through links', () => {
  const outside = folderOf({
    'secret/s.go': 'package secret\n\nimport _ "net"\n',
    'main.go': 'package main\n\nimport _ "plugin"\n',
    'go.mod': 'module example.org/outside\n',
  });
  const folder = folderOf({
    'go.mod': `${MOD}\nrequire example.org/r v1.0.0\n\nreplace example.org/r => ./r\n`,
    'main.go': 'package main\n\nimport (\n\t_ "example.org/h/secret"\n\t_ "example.org/r"\n)\n\nfunc main() {}\n',
    'inside/i.go': 'package main\n\nimport _ "os/user"\n',
  });
  symlinkSync(join(outside, 'secret'), join(folder, 'secret'));
  symlinkSync(join(outside, 'main.go'), join(folder, 'other.go'));
  symlinkSync(outside, join(folder, 'r'));
  symlinkSync('inside/i.go', join(folder, 'inner.go'));
  const [program] = read(folder).programs;
  expect(program?.facts.map(({ what, at }) => `${what} ${at.file}`)).toEqual(['import "os/user" inner.go']);
  expect(program?.complete).toBe(false);
  expect(read(folder).missingModules).toMatchObject([{ target: './r', folder: 'r' }]);
});

test('what is no file is not opened', () => {
  const folder = folderOf({ 'go.mod': MOD, 'main.go': 'package main\n\nfunc main() {}\n' });
  execFileSync('sh', ['-c', 'mkfifo pipe.go go.work'], { cwd: folder });
  mkdirSync(join(folder, 'folder.go'));
  symlinkSync('loop.go', join(folder, 'loop.go'));
  const [program] = read(folder).programs;
  expect(program?.folders).toEqual(['.']);
  expect(program?.complete).toBe(false);
});

test.each<[string, Partial<GoSourceLimits>, RegExp]>([
  ['files', { files: 5 }, /more than 5 Go files/],
  ['bytes of a file', { bytesPerFile: 60 }, /p\d\/p\.go is larger than 60 bytes/],
  ['bytes', { bytes: 200 }, /more than 200 bytes of Go files/],
  ['entries', { entries: 10 }, /more than 10 files and folders/],
])('a ceiling on %s ends the reading and is said', (_, limits, reason) => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      `p${index}/p.go`,
      `package p\n\nimport _ "example.org/h/p${index + 1}"\n// ${'x'.repeat(index * 10)}\n`,
    ]),
  );
  const folder = folderOf({ ...files, 'go.mod': MOD, 'main.go': 'package main\n\nimport _ "example.org/h/p0"\n' });
  const { programs, unresolved } = read(folder, [], limits);
  expect([...(programs[0]?.reasons ?? []), ...unresolved.map((one) => one.reason)].join('\n')).toMatch(reason);
  expect(programs[0]?.complete ?? false).toBe(false);
});

test('folders that no import leads to are not looked at', () => {
  const folder = folderOf({
    'go.mod': MOD,
    'main.go': 'package main\n\nimport _ "embed"\n\n//go:embed data\nvar d string\n',
  });
  mkdirSync(join(folder, 'data'));
  mkdirSync(join(folder, 'logs'));
  for (let index = 0; index < 3000; index += 1) {
    writeFileSync(join(folder, 'data', `${index}`), '');
    writeFileSync(join(folder, 'logs', `${index}.go`), '');
  }
  const [program] = read(folder, [], { entries: 3500 }).programs;
  expect(program).toMatchObject({ complete: true, embeds: [{ sent: ['data'] }] });
});

test('deep folders, and programs without end', () => {
  const deep = Array.from({ length: 100 }, () => 'd').join('/');
  const many = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`c${index}/m.go`, 'package main\n']));
  const folder = folderOf({ 'go.mod': MOD, [`${deep}/m.go`]: 'package main\n', ...many });
  const source = read(folder, ['./...']);
  expect(source.programs).toHaveLength(500);
  expect(source.unresolved).toMatchObject([{ reason: 'more than 500 programs' }]);
  expect(read(folder, [`./${deep}`]).programs).toHaveLength(1);
});

const fragment = fc.constantFrom(
  ...[
    'module a\n',
    'module example.org/h\n',
    'go 1.24\n',
    'use ./b\nuse ..\n',
    'replace x.y/z => ./b\n',
    'package main\n',
  ],
  ...[
    'import "example.org/h/b"\n',
    'import "x.y/z/../.."\n',
    'import (',
    '"embed"\n',
    '//go:embed ../* all:[ *\n',
    '\0',
    '`',
  ],
  ...['import "example.org/h"\n', '//go:build (\n', 'import "x.y/z"\n', 'import "C"\n', '"', '/*'],
);
const text = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(''));
const words = fc.array(
  fc.constantFrom('.', './...', '..', './b', 'x.go', '/x', '...', 'x.y/z', '\0', '', './a/../b/.../c', 'a@b'),
);

test('no tree and no words make it throw', () => {
  const folder = folderOf({});
  mkdirSync(join(folder, 'b'));
  fc.assert(
    fc.property(text, text, text, text, words, (mod, work, main, other, packages) => {
      const files = { 'go.mod': mod, 'go.work': work, 'x.go': main, 'b/x.go': other, 'b/go.mod': work };
      for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
      for (const start of ['.', 'b', '../x', '/', 'no/such']) {
        readGoSource({ contextDir: folder, programs: [{ ...PROGRAM, folder: start, packages, cgo: undefined }] });
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});
