import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listContext } from '../../src/dockerfile/context.ts';
import { openContext } from '../../src/dockerfile/context-tree.ts';
import { NO_IGNORE, parseIgnore } from '../../src/dockerfile/ignore.ts';
import { listingOf } from '../../src/dockerfile/listing.ts';
import { diskSource } from '../../src/dockerfile/tree-source.ts';
import { contextOf, type Files } from '../support/context.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-tree-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const onDisk = (ignore = '', limits = {}) =>
  openContext(diskSource(folder), ignore === '' ? NO_IGNORE : parseIgnore(ignore, 'i'), limits);

test('what is there, of what kind, and what is sent', () => {
  write({ 'a/b/c.txt': 'hello', 'main.go': 'package main', 'logs/x.log': '12345', 'logs/keep.log': '1' });
  symlinkSync('/etc', join(folder, 'out'));
  chmodSync(join(folder, 'main.go'), 0o755);
  const files = onDisk('logs\n!logs/keep.log\n*.go\n');
  expect(['a', 'a/b/c.txt', 'out', '.', 'none', 'a/b/c.txt/d'].map(files.kindOf)).toEqual([
    ...['folder', 'file', 'link', 'folder', undefined, undefined],
  ]);
  expect(['a', './a/b/', '/a/b/c.txt', 'none', 'out', 'out/passwd', '../x'].map(files.exists)).toEqual([
    ...[true, true, true, false, true, undefined, false],
  ]);
  expect(['a', 'main.go', 'logs', 'logs/x.log', 'logs/keep.log', 'none', 'out/passwd'].map(files.isSent)).toEqual([
    ...[true, false, true, false, true, false, undefined],
  ]);
  expect(files.isIgnored('made/later.go')).toBe(false);
  expect(files.isIgnored('later.go')).toBe(true);
  expect(['a', 'main.go', 'logs', '.', 'none'].map(files.bytesOf)).toEqual([5, 12, 1, 6, undefined]);
  expect(files.modeOf('main.go')).toBe(0o755);
  expect(
    files
      .entries('.')
      ?.map(({ name }) => name)
      .toSorted(),
  ).toEqual(['a', 'logs', 'out']);
  expect(files.entries('out')).toBeUndefined();
});

test('the first bytes of a file that is sent', () => {
  write({ 'run.sh': '#!/bin/bash\r\necho', secret: 'x' });
  symlinkSync('/etc/passwd', join(folder, 'link'));
  const files = onDisk('secret', { head: 8 });
  expect(Buffer.from(files.head('run.sh') ?? []).toString()).toBe('#!/bin/b');
  expect(files.head('secret')).toBeUndefined();
  expect(files.head('link')).toBeUndefined();
  expect(files.head('../etc/passwd')).toBeUndefined();
});

test('a pipe is not read', () => {
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'pipe')]);
  expect(onDisk().kindOf('pipe')).toBe('other');
  expect(onDisk().head('pipe')).toBeUndefined();
});

test('files are found until enough are', () => {
  write({ 'a.go': '', 'x/b.go': '', 'x/y/c.go': '', 'x/d.txt': '' });
  const files = onDisk('x/y');
  const isGo = ({ name }: { readonly name: string }): boolean => name.endsWith('.go');
  const all = files.find(isGo);
  expect([all.files.map(({ path }) => path).toSorted(), all.complete]).toEqual([['a.go', 'x/b.go'], true]);
  expect(files.find(isGo, { limit: 1 })).toMatchObject({ files: { length: 1 }, complete: false });
  expect(files.find(isGo, { folder: 'x' }).files.map(({ path }) => path)).toEqual(['x/b.go']);
  expect(files.find(isGo, { folder: 'none' })).toEqual({ files: [], complete: true });
});

test('after a limit nothing is known', () => {
  write({ 'a/1': '', 'a/2': '', 'a/3': '', 'b/c/d': '' });
  const few = onDisk('', { entries: 3 });
  expect(few.exists('a')).toBe(true);
  expect(few.exists('a/1')).toBeUndefined();
  expect(few.isSent('a/1')).toBeUndefined();
  expect(few.find(() => true).complete).toBe(false);
  expect(onDisk('', { depth: 1 }).bytesOf('.')).toBeUndefined();
  // What is not kept is read again, and the answers are the same.
  expect(onDisk('', { kept: 0 }).exists('b/c/d')).toBe(true);
});

test('names that objects have', () => {
  const files = contextOf({ constructor: 'a', 'toString/x': 'b' });
  expect([files.kindOf('constructor'), files.kindOf('toString/x'), files.exists('hasOwnProperty')]).toEqual([
    ...['file', 'file', false],
  ]);
});

test('a hundred thousand files in memory', () => {
  const many: Files = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`d${at % 300}/f${at}`, at % 7]));
  const from = performance.now();
  const files = contextOf({ ...many, '.dockerignore': 'd1*\n!d11\n**/f77\n' });
  expect(files.find(({ path }) => path.endsWith('9')).complete).toBe(true);
  for (let at = 0; at < 20_000; at += 1) files.isSent(`d${at % 300}/f${at}`);
  expect(performance.now() - from).toBeLessThan(4000);
});

const name = fc.constantFrom('a', 'b', 'a.go', 'c.log', 'dist');
const tree = fc.uniqueArray(
  fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
  { maxLength: 8 },
);
const patterns = fc.array(fc.constantFrom('a', '!a', '*.go', '!**/a.go', 'a/b', '!a/b', '**/c.log', 'dist', '*'), {
  maxLength: 4,
});

test('in memory, on disk and added up at once: all say the same', () => {
  fc.assert(
    fc.property(tree, patterns, (paths, lines) => {
      // A path that is a folder of another cannot be a file.
      const own = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      write(Object.fromEntries(own.map((path) => [path, path])));
      const ignore = parseIgnore(lines.join('\n'), 'i');
      const disk = openContext(diskSource(folder), ignore);
      const { ignore: _, ...listing } = listContext(folder, ignore);
      expect(listingOf(disk)).toMatchObject(listing);
      const memory = contextOf({
        ...Object.fromEntries(own.map((path) => [path, path])),
        '.dockerignore': lines.join('\n'),
      });
      for (const path of own) expect(memory.isSent(path)).toBe(disk.isSent(path));
      expect(own.filter((path) => disk.isSent(path) === true).toSorted()).toEqual(
        disk
          .find(() => true)
          .files.map((file) => file.path)
          .toSorted(),
      );
    }),
    { seed: 11, numRuns: 300 },
  );
});
