import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GoProgramRequest, GoSource } from '../../src/gosource/facts.ts';
import { openGoSource, readGoSource } from '../../src/gosource/read-go-source.ts';
import { folderOf, goList } from './go-list.ts';

const MAIN = 'package main\n\nfunc main() {}\n';

function lib(name: string, ...imports: readonly string[]): string {
  const main = name === 'main' ? 'func main() {}\n' : '';
  return `package ${name}\n\n${imports.map((path) => `import _ "${path}"\n`).join('')}${main}`;
}

function read(contextDir: string, request: Partial<GoProgramRequest>): GoSource {
  const program = { folder: '.', packages: [], goarch: 'amd64', cgo: true, tags: [], goMinor: 26, ...request };
  return readGoSource({ contextDir, programs: [program] });
}

const MODULE = {
  'go.mod': 'module example.org/x/web/v2\n\ngo 1.24\n',
  'main.go': lib('main', 'example.org/x/web/v2/internal/a', 'net/http', 'fmt'),
  'main_test.go': lib('main', 'example.org/x/web/v2/testonly'),
  'main_windows.go': lib('main', 'example.org/x/web/v2/windows'),
  'main_linux_arm64.go': lib('main', 'example.org/x/web/v2/arm'),
  'gen.go': `//go:build ignore\n\n${lib('main', 'example.org/x/web/v2/gen')}`,
  'extra.go': `//go:build extra\n\n${lib('main', 'example.org/x/web/v2/extra')}`,
  '_hidden.go': 'not go',
  'internal/a/a.go': lib('a', 'example.org/x/web/v2/internal/b', 'os/user'),
  'internal/b/b.go': lib('b', 'example.org/x/web/v2/internal/c'),
  'internal/b/b_cgo.go': 'package b\n\nimport "C"\nimport _ "example.org/x/web/v2/withcgo"\n',
  'internal/c/c.go': 'package c\n',
  'withcgo/w.go': 'package withcgo\n',
  'arm/a.go': 'package arm\n',
  'windows/w.go': 'package windows\n',
  'testonly/t.go': 'package testonly\n',
  'gen/g.go': 'package gen\n',
  'extra/e.go': lib('extra', 'plugin'),
  'cmd/one/main.go': MAIN,
  'cmd/two/main.go': lib('main', 'example.org/x/web/v2/internal/c'),
  'cmd/two/v3/main.go': MAIN,
  'cmd/two/testdata/main.go': MAIN,
  'nested/go.mod': 'module example.org/nested\n',
  'nested/main.go': MAIN,
};

const WORKSPACE = {
  'go.work': 'go 1.24\n\nuse (\n\t./app\n\t./lib\n)\n\nreplace example.org/r => ./r\n',
  'app/go.mod':
    'module example.org/app\n\ngo 1.24\n\nrequire (\n\texample.org/r v1.0.0\n\texample.org/s v1.0.0\n)\nreplace example.org/s v1.0.0 => ../s\n',
  'app/cmd/app/main.go': lib('main', 'example.org/lib/deep', 'example.org/r', 'example.org/s'),
  'lib/go.mod': 'module example.org/lib\n\ngo 1.23\n',
  'lib/deep/l.go': lib('deep', 'net'),
  'r/go.mod': 'module example.org/r\n',
  'r/r.go': lib('r', 'example.org/lib/deep'),
  's/go.mod': 'module example.org/s\n',
  's/s.go': 'package s\n',
};

const VENDORED = {
  'go.mod': 'module example.org/v\n\ngo 1.24\n\nrequire example.org/dep v1.0.0\n',
  'main.go': lib('main', 'example.org/dep/p'),
  'vendor/modules.txt': '# example.org/dep v1.0.0\n## explicit\nexample.org/dep/p\nexample.org/dep/q\n',
  'vendor/example.org/dep/p/p.go': lib('p', 'example.org/dep/q'),
  'vendor/example.org/dep/q/q.go': 'package q\n\nimport "net/http"\n\nvar _ = http.Get\n',
};

describe('the graph is the one that go walks', () => {
  test.each<[string, Readonly<Record<string, string>>, Partial<GoProgramRequest>]>([
    ['the module', MODULE, {}],
    ['by its path', MODULE, { packages: ['example.org/x/web/v2'] }],
    ['cgo off', MODULE, { cgo: false }],
    ['arm64', MODULE, { goarch: 'arm64' }],
    ['a tag', MODULE, { tags: ['extra'] }],
    ['a file', MODULE, { packages: ['main.go'] }],
    ['all of cmd', MODULE, { packages: ['./cmd/...'] }],
    ['all', MODULE, { packages: ['./...'] }],
    ['all by path', MODULE, { packages: ['example.org/x/web/v2/cmd/...'] }],
    ['dots in the middle', MODULE, { packages: ['./cmd/t...'] }],
    ['two', MODULE, { packages: ['./cmd/one', './cmd/two'] }],
    ['from a folder', MODULE, { folder: 'cmd', packages: ['./two', '..'] }],
    ['a module inside', MODULE, { folder: 'nested' }],
    ['a workspace', WORKSPACE, { folder: 'app', packages: ['./cmd/app'] }],
    ['a workspace by path', WORKSPACE, { folder: 'lib', packages: ['example.org/app/cmd/app'] }],
    ['vendor', VENDORED, {}],
  ])('%s', (_, files, request) => {
    const folder = folderOf(files);
    const source = read(folder, request);
    const environment = {
      GOARCH: request.goarch ?? 'amd64',
      CGO_ENABLED: request.cgo === false ? '0' : '1',
    };
    const words = [`-tags=${(request.tags ?? []).join()}`, ...(request.packages ?? [])];
    const start = `${folder}/${request.folder ?? '.'}`;
    const programs = goList(start, words, environment).filter(({ Name }) => Name === 'main');
    expect(source.unresolved).toEqual([]);
    expect(source.programs.map(({ importPath }) => importPath).sort()).toEqual(
      programs.map(({ ImportPath }) => ImportPath).sort(),
    );
    expect(programs.length).toBeGreaterThan(0);
    for (const program of source.programs) {
      const target = request.packages?.[0]?.endsWith('.go') ? 'main.go' : program.importPath;
      const deps = goList(start, ['-deps', words[0] ?? '', target], environment).filter(({ Standard }) => !Standard);
      const own = deps.map(({ Dir }) => relative(folder, Dir) || '.').filter((path) => !path.startsWith('vendor/'));
      expect([...program.folders].sort()).toEqual(own.sort());
      expect([program.complete, program.reasons]).toEqual([true, []]);
    }
  });
});

test('a program is named as go names it', () => {
  const names = (request: Partial<GoProgramRequest>) =>
    read(folderOf(MODULE), request).programs.map(({ name }) => name);
  expect(names({})).toEqual(['web']);
  expect(names({ packages: ['./cmd/one', './cmd/two', './cmd/two/v3'] })).toEqual(['one', 'two', 'two']);
  expect(names({ packages: ['main.go'] })).toEqual(['main']);
});

test('facts say where they stand, and vendored ones that they are not of own code', () => {
  const [program] = read(folderOf(MODULE), {}).programs;
  expect(program?.facts.map(({ use, what, at, own }) => [use, what, at.file, at.line, own])).toEqual([
    ['net', 'import "net/http"', 'main.go', 4, true],
    ['os-user', 'import "os/user"', 'internal/a/a.go', 4, true],
    ['cgo', 'import "C"', 'internal/b/b_cgo.go', 3, true],
  ]);
  const [vendored] = read(folderOf(VENDORED), {}).programs;
  expect(vendored?.facts.map(({ use, what, own }) => [use, what, own])).toEqual([['net', 'import "net/http"', false]]);
  expect(vendored?.unknown).toEqual([]);
  const [unread] = read(folderOf(VENDORED), { mod: 'mod' }).programs;
  expect(unread?.unknown).toEqual([{ path: 'example.org/dep/p', at: { file: 'main.go', line: 3 } }]);
});

test('modules, and those that are missing', () => {
  const files: Record<string, string> = { ...WORKSPACE, 'app/go.sum': '', 'go.work.sum': '' };
  const source = read(folderOf(files), { folder: 'app', packages: ['./cmd/app'] });
  expect(source.modules.map(({ folder, role, hasGoSum }) => [folder, role, hasGoSum])).toEqual([
    ['app', 'main', true],
    ['lib', 'member', false],
    ['r', 'replaced', false],
    ['s', 'replaced', false],
  ]);
  expect(source.workspace).toMatchObject({ file: 'go.work', hasGoSum: true, work: { go: '1.24', goLine: 1 } });
  delete files['lib/go.mod'];
  delete files['s/go.mod'];
  files['go.work'] = `${files['go.work']}use ../out\n`;
  expect(read(folderOf(files), { folder: 'app', packages: ['./cmd/app'] }).missingModules).toEqual([
    { target: './lib', folder: 'lib', at: { file: 'go.work', line: 5 }, kind: 'use' },
    { target: '../out', folder: undefined, at: { file: 'go.work', line: 9 }, kind: 'use' },
    { target: '../s', folder: 's', at: { file: 'app/go.mod', line: 9 }, kind: 'replace' },
  ]);
});

test.each<[string, Readonly<Record<string, string>>, Partial<GoProgramRequest>, string]>([
  ['no go.mod', { 'main.go': MAIN }, {}, 'no go.mod that is sent stands in the folder or above it'],
  [
    'a broken go.mod',
    { 'go.mod': 'module a b', 'main.go': MAIN },
    {},
    'go.mod:1: a go.mod names one module, by one path',
  ],
  ['no main', { 'go.mod': 'module a', 'a.go': 'package a' }, {}, '. is package a, not main'],
  ['no files', { 'go.mod': 'module a' }, {}, '.: no Go file is sent'],
  ['a version', MODULE, { packages: ['example.org/y@latest'] }, 'it is a program of another module, at a version'],
  ['another module', MODULE, { packages: ['example.org/y'] }, 'it is a package of another module'],
  ['a module inside', MODULE, { packages: ['./nested'] }, 'it is in a module that go does not build here'],
  ['outside', MODULE, { packages: ['../x'] }, 'it lies outside of the context'],
  ['an absolute path', MODULE, { packages: ['/src/x'] }, 'it is an absolute path'],
  [
    'no member',
    { ...WORKSPACE, 'go.work': 'use ./lib' },
    { folder: 'app' },
    'go.work has no use line for the module in app',
  ],
])('what leads to no program says why: %s', (_, files, request, reason) => {
  const source = read(folderOf(files), request);
  expect(source.programs).toEqual([]);
  expect(source.unresolved.map((one) => one.reason)).toEqual([reason]);
});

test('an opened source reads each file once for all questions', () => {
  // go.mod and the sixteen files of the module that no name keeps out.
  const ask = openGoSource({ contextDir: folderOf(MODULE), limits: { files: 17 } });
  const one = { folder: '.', packages: ['./...'], goarch: 'amd64', cgo: true, tags: [] };
  const first = ask([one]);
  expect(first.programs.map(({ complete }) => complete)).toEqual([true, true, true, true]);
  expect(JSON.stringify(ask([one]))).toBe(JSON.stringify(first));
});

test('a folder that begins another module is not of the one around it', () => {
  const files = {
    'go.mod': 'module example.org/n\n\ngo 1.24\n',
    'main.go': lib('main', 'example.org/n/in/p'),
    'in/go.mod': 'module example.org/in\n',
    'in/p/p.go': 'package p\n',
  };
  const folder = folderOf(files);
  expect(
    goList(folder, ['-deps', '.']).find(({ ImportPath }) => ImportPath === 'example.org/n/in/p')?.Error,
  ).toBeDefined();
  expect(read(folder, {}).programs).toMatchObject([
    { folders: ['.'], unknown: [{ path: 'example.org/n/in/p', at: { file: 'main.go', line: 3 } }] },
  ]);
});
