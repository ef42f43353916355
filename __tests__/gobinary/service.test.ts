import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GoProgram, readGoBinary } from '../../src/gobinary/read-go-binary.ts';
import { goBuild, goOutput, writeGoModule } from '../support/go-build.ts';
import { EMBEDDED, writeGoService } from '../support/go-service.ts';
import { fileReader } from '../support/readers.ts';

const SYMINFO = join(import.meta.dirname, 'fixtures/syminfo');

let folder: string;
const programs = new Map<string, GoProgram>();

/** `plain`, `stripped`, `trimmed`, `zones` of the service, and `server` that asks nobody. */
function program(name: string): GoProgram {
  const found = programs.get(name);
  if (found === undefined) throw new Error(`${name} was not read as a Go program`);
  return found;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-service-'));
  const service = join(folder, 'service');
  const tiny = join(folder, 'tiny');
  writeGoService(service);
  writeGoModule(tiny);
  const flags: Readonly<Record<string, readonly string[]>> = {
    plain: [],
    stripped: ['-ldflags=-s -w'],
    trimmed: ['-trimpath', '-ldflags=-s -w'],
    zones: ['-trimpath', '-tags=timetzdata'],
  };
  for (const [name, more] of Object.entries(flags)) goBuild(service, join(folder, name), 'linux/amd64', ...more);
  goBuild(tiny, join(folder, 'server'), 'linux/amd64', '-trimpath');
  for (const name of [...Object.keys(flags), 'server']) {
    const facts = readGoBinary(fileReader(join(folder, name)));
    if (facts?.kind === 'go') programs.set(name, facts);
  }
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['plain', 'stripped', 'trimmed'])('%s: modules and packages of odd paths are told apart', (name) => {
  const { modules, packages } = program(name);
  const module = (path: string) => packages.find((item) => item.path === path)?.module;
  expect(module('gopkg.in/odd.v2')).toMatchObject({ path: 'gopkg.in/odd.v2', version: '(devel)' });
  expect(module('go.uber.org/like')).toMatchObject({ path: 'go.uber.org/like', kind: 'dependency' });
  expect(module('example.com/big/mod/v2/deep.dotted/leaf')).toMatchObject({ path: 'example.com/big/mod/v2' });
  expect(module('example.com/service/internal/work')).toMatchObject({ path: 'example.com/service', kind: 'main' });
  expect(module('main')).toMatchObject({ path: 'example.com/service', kind: 'main' });
  expect(module('vendor/golang.org/x/net/idna')).toMatchObject({ path: 'std/vendor', kind: 'std-vendored' });
  expect(packages.filter((item) => item.module.kind === 'unknown')).toEqual([]);
  expect(modules.map(({ bytes }) => bytes)).toEqual(modules.map(({ bytes }) => bytes).toSorted((a, b) => b - a));
});

test('what a program can do shows in its functions, stripped or not', () => {
  for (const name of ['plain', 'stripped', 'trimmed']) {
    const { links, functionsKnown } = program(name);
    expect(functionsKnown).toBe(true);
    expect([...links].sort()).toEqual(['http-client', 'load-location', 'system-roots', 'tls-dial', 'user-current']);
  }
  expect(program('zones').links).toContain('embedded-zones');
  expect([...program('server').links]).toEqual([]);
});

test('files of embed.FS show by symbols, and are not known without them', () => {
  const expected = Object.entries(EMBEDDED)
    .map(([path, bytes]) => ({ path, bytes }))
    .sort((a, b) => b.bytes - a.bytes);
  const own = (name: string) => program(name).embedded?.filter(({ path }) => path.startsWith('static/'));
  expect(own('plain')).toEqual(expected);
  expect(program('stripped').embedded).toBeNull();
  expect(program('server').embedded).toEqual([]);
});

test('source files of the build machine are those that the Go library reads, and none with -trimpath', () => {
  const files = (JSON.parse(goOutput(['run', 'main.go', join(folder, 'stripped')], SYMINFO)) as { Files: string[] })
    .Files;
  const absolute = files.filter((file) => file.startsWith('/'));
  const paths = program('stripped').localPaths;
  expect(paths?.absolute).toBe(absolute.length);
  expect(absolute).toEqual(expect.arrayContaining([...(paths?.sample ?? ['none'])]));
  expect(absolute).toContain(join(folder, 'service/main.go'));
  expect(program('trimmed').localPaths).toBeNull();
  expect(program('zones').localPaths).toBeNull();
});
