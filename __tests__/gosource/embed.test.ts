import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContext } from '../../src/dockerfile/context-tree.ts';
import { parseIgnore } from '../../src/dockerfile/ignore.ts';
import { diskSource } from '../../src/dockerfile/tree-source.ts';
import type { GoEmbed } from '../../src/gosource/facts.ts';
import { readGoSource } from '../../src/gosource/read-go-source.ts';
import { folderOf, goList } from './go-list.ts';

const TREE = {
  'go.mod': 'module example.org/e\n\ngo 1.24\n',
  'web/a.txt': 'a',
  'web/b.html': 'b',
  'web/.hidden': 'h',
  'web/_under/x': 'x',
  'web/sub/c.txt': 'c',
  'web/sub/.d/e': 'e',
  'web/only/.f': 'f',
  'web/mod/go.mod': 'module example.org/m\n',
  'web/mod/m.txt': 'm',
  'web/we[rd': 'w',
  'web/a b': 's',
};

function embedsOf(patterns: readonly string[], ignore = '', prepare?: (folder: string) => void) {
  const lines = patterns.map((pattern) => `//go:embed "${pattern.replaceAll('\\', '\\\\')}"`).join('\n');
  const main = `package main\n\nimport "embed"\n\n${lines}\nvar files embed.FS\n\nfunc main() { _ = files }\n`;
  const folder = folderOf({ ...TREE, 'web/main.go': main });
  prepare?.(folder);
  const context = openContext(diskSource(folder), parseIgnore(ignore, '.dockerignore'));
  const isSent = (path: string): boolean => !context.isIgnored(path);
  const programs = [{ folder: 'web', packages: [], goarch: 'amd64', cgo: true, tags: [] }];
  const [program] = readGoSource({ contextDir: folder, isSent, programs }).programs;
  const listed = goList(join(folder, 'web'), ['.'])[0];
  return { embeds: program?.embeds ?? [], files: listed?.EmbedFiles ?? [], error: listed?.Error?.Err };
}

function oneEmbed(pattern: string, ignore = '', prepare?: (folder: string) => void): GoEmbed {
  const [embed] = embedsOf([pattern], ignore, prepare).embeds;
  if (embed === undefined) throw new Error('no embed');
  return embed;
}

/** The patterns of go that match something, with what go says that they match. */
test.each([
  ['a.txt', ['web/a.txt']],
  ['*.txt', ['web/a.txt']],
  ['*.[a-h]*', ['web/.hidden', 'web/b.html', 'web/main.go']],
  ['s**/**.txt', ['web/sub/c.txt']],
  ['sub', ['web/sub']],
  ['sub/*', ['web/sub/.d', 'web/sub/c.txt']],
  ['all:only', ['web/only']],
  ['_under', ['web/_under']],
  ['.hidden', ['web/.hidden']],
  ['we\\[rd', ['web/we[rd']],
  ['a b', ['web/a b']],
  ['?.txt', ['web/a.txt']],
  ['[^b].txt', ['web/a.txt']],
])('%s matches as in go', (pattern, expected) => {
  const { embeds, files, error } = embedsOf([pattern]);
  expect(error).toBeUndefined();
  expect(embeds).toMatchObject([{ pattern, folder: 'web', onDisk: expected, sent: expected, refused: undefined }]);
  expect(embeds[0]?.at).toEqual({ file: 'web/main.go', line: 5 });
  // Every file that go embeds lies in what we found, and all that we found holds one.
  const inside = (path: string) =>
    files.filter((file) => `web/${file}` === path || `web/${file}`.startsWith(`${path}/`));
  expect(new Set(expected.flatMap(inside))).toEqual(new Set(files));
  for (const path of expected) expect(inside(path)).not.toEqual([]);
});

test.each([
  ['nothing.txt', undefined],
  ['only', undefined],
  ['../go.mod', 'it is no pattern that go:embed takes'],
  ['./a.txt', 'it is no pattern that go:embed takes'],
  ['/a.txt', 'it is no pattern that go:embed takes'],
  ['.', 'it is no pattern that go:embed takes'],
  ['sub/', 'it is no pattern that go:embed takes'],
  ['[a', 'it is no pattern that go:embed takes'],
  ['[]a]', 'it is no pattern that go:embed takes'],
  ['mod', 'web/mod is a module of its own'],
  ['**/*.txt', 'web/mod is a module of its own'],
  ['mod/m.txt', 'web/mod is a module of its own'],
  ['a.txt/x', undefined],
])('%s is refused, as go refuses it', (pattern, refused) => {
  const { embeds, error } = embedsOf([pattern]);
  expect(error).toMatch(/^pattern /);
  expect(embeds).toMatchObject([{ onDisk: [], sent: [], refused }]);
});

test('links and version control are refused', () => {
  const link = (folder: string): void => symlinkSync('a.txt', join(folder, 'web/link.txt'));
  expect(oneEmbed('link.txt', '', link).refused).toBe('web/link.txt is a link or no regular file');
  const git = (folder: string): void => {
    mkdirSync(join(folder, 'web/.git'));
  };
  expect(oneEmbed('.git', '', git).refused).toBe('web/.git is a folder of version control');
});

test.each([
  ['a.txt', '**/*.txt', ['web/a.txt'], []],
  ['a.txt', '*.txt', ['web/a.txt'], ['web/a.txt']],
  ['sub', 'web/sub', ['web/sub'], []],
  ['sub', 'web/sub/c.txt', ['web/sub'], []],
  ['all:sub', 'web/sub/c.txt', ['web/sub'], ['web/sub']],
  ['sub', 'web/sub\n!web/sub/c.txt', ['web/sub'], ['web/sub']],
  [
    '*.*',
    '**/*.html',
    ['web/.hidden', 'web/a.txt', 'web/b.html', 'web/main.go'],
    ['web/.hidden', 'web/a.txt', 'web/main.go'],
  ],
])('%s under the ignore file %j: %j on disk, %j sent', (pattern, ignore, onDisk, sent) => {
  expect(oneEmbed(pattern, ignore)).toMatchObject({ onDisk, sent });
});
