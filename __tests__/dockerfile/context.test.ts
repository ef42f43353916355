import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listContext, loadIgnore } from '../../src/dockerfile/context.ts';
import { NO_IGNORE, parseIgnore } from '../../src/dockerfile/ignore.ts';
import { ConfigError } from '../../src/model/errors.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-context-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, number | string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'number' ? 'x'.repeat(content) : content);
  }
}

test('without an ignore file every byte counts, as tar counts them', () => {
  write({ 'main.go': 10, '.git/HEAD': 30, '.git/objects/aa/b': 500, 'a/b/c/d': 7, empty: 0 });
  const listing = listContext(folder, NO_IGNORE);
  expect(listing).toMatchObject({ bytes: 547, files: 5, complete: true });
  expect(listing.entries).toEqual([
    { name: '.git', bytes: 530, files: 2 },
    { name: 'main.go', bytes: 10, files: 1 },
    { name: 'a', bytes: 7, files: 1 },
    { name: 'empty', bytes: 0, files: 1 },
  ]);
  const names = execFileSync('tar', ['-cf', '-', '-C', folder, '.']);
  const files = execFileSync('tar', ['-tvf', '-'], { input: names, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith('-'));
  expect(files.reduce((sum, line) => sum + Number(line.split(/\s+/)[2]), 0)).toBe(listing.bytes);
});

test('an excluded folder is pruned unless something in it comes back', () => {
  write({ 'a/keep/x': 3, 'a/drop/y': 5, b: 1 });
  expect(listContext(folder, parseIgnore('a', 'i')).bytes).toBe(1);
  expect(listContext(folder, parseIgnore('a\n!a/keep', 'i')).bytes).toBe(4);
});

test('links are not followed, out of the context or in circles', () => {
  write({ x: 2 });
  symlinkSync('/usr', join(folder, 'out'));
  symlinkSync('.', join(folder, 'round'));
  symlinkSync('nowhere', join(folder, 'broken'));
  expect(listContext(folder, NO_IGNORE)).toMatchObject({ bytes: 2, files: 4, complete: true });
});

test('names that objects have are files like others', () => {
  write({ constructor: 1, __proto__x: 2, 'toString/a': 4 });
  expect(listContext(folder, parseIgnore('toString', 'i'))).toMatchObject({ bytes: 3, files: 2 });
});

test('limits end the walk and say so', () => {
  write({ a: 1, b: 1, c: 1, 'd/e/f': 1 });
  expect(listContext(folder, NO_IGNORE, { entries: 2, depth: 10 }).complete).toBe(false);
  expect(listContext(folder, NO_IGNORE, { entries: 100, depth: 1 })).toMatchObject({ files: 3, complete: false });
});

test('a context that is no folder is an error', () => {
  write({ a: 1 });
  expect(() => listContext(join(folder, 'a'), NO_IGNORE)).toThrow(ConfigError);
  expect(() => listContext(join(folder, 'none'), NO_IGNORE)).toThrow('cannot be read');
});

test('the ignore file beside the Dockerfile replaces the one of the folder, even when it is empty', () => {
  write({ Dockerfile: 1, '.dockerignore': 'a\n', 'x/Dockerfile.dev': 1, 'x/Dockerfile.dev.dockerignore': '' });
  expect(loadIgnore(folder, join(folder, 'Dockerfile')).patterns.map(({ text }) => text)).toEqual(['a']);
  const own = loadIgnore(folder, join(folder, 'x/Dockerfile.dev'));
  expect(own).toMatchObject({ patterns: [], file: join(folder, 'x/Dockerfile.dev.dockerignore') });
  expect(loadIgnore(join(folder, 'x'), undefined)).toEqual(NO_IGNORE);
});
