import { globSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { expect, test } from 'vitest';
import { loadIgnore } from '../../src/dockerfile/context.ts';
import { openContext } from '../../src/dockerfile/context-tree.ts';
import { diskSource } from '../../src/dockerfile/tree-source.ts';
import { readGoSource } from '../../src/gosource/read-go-source.ts';
import { go } from './go-list.ts';

test.each(globSync('examples/*/go.mod').map((path) => dirname(path)))('%s is read as go reads it', (folder) => {
  const programs = [{ folder: '.', packages: [], goarch: 'amd64', cgo: true, tags: [] }];
  const context = openContext(diskSource(folder), loadIgnore(folder, undefined));
  const isSent = (path: string): boolean => !context.isIgnored(path);
  const [program] = readGoSource({ contextDir: folder, isSent, programs }).programs;
  // Modules of others may not be at hand here: what they import is not compared.
  const format = '{{if and .Module .Module.Main}}{{.Dir}}{{end}}';
  const listed = go(folder, ['list', '-e', '-deps', '-f', format, '.']).trim().split('\n');
  const root = go(folder, ['list', '-e', '-f', '{{.Module.Dir}}', '.']).trim();
  expect([...(program?.folders ?? [])].sort()).toEqual(listed.map((path) => relative(root, path) || '.').sort());
  expect(program).toMatchObject({ complete: true, reasons: [] });
});

test('what the example of the staircase needs at run time is found', () => {
  const programs = [{ folder: '.', packages: [], goarch: 'amd64', cgo: false, tags: [] }];
  const [program] = readGoSource({ contextDir: 'examples/web', programs }).programs;
  const uses = new Set(program?.facts.map(({ use }) => use));
  expect([...uses].sort()).toEqual(['http-client', 'load-location', 'net', 'tls-client']);
  expect(program?.embeds).toMatchObject([{ pattern: 'home.md', sent: ['internal/server/home.md'] }]);
});
