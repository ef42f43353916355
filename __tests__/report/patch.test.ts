import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Change, patch } from '../../src/report/patch.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-patch-'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts the files there, lets git apply the patch, and compares. */
function holds(changes: readonly Change[]): void {
  for (const { path, before } of changes) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (before === undefined) rmSync(join(folder, path), { force: true });
    else writeFileSync(join(folder, path), before);
  }
  execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: patch(changes),
  });
  for (const { path, after } of changes) expect(readFileSync(join(folder, path), 'utf8')).toBe(after);
}

test.each([
  ['a line in the middle', 'Dockerfile', 'a\nb\nc\n', 'a\nx\nb\nc\n'],
  ['no line end at the end', 'Dockerfile', 'a\nb', 'a\nc'],
  ['a line end that comes', 'Dockerfile', 'a', 'a\n'],
  ['CRLF', 'Dockerfile', 'a\r\nb\r\n', 'a\r\nc\r\nb\r\n'],
  ['a byte order mark', 'Dockerfile', '\uFEFFa\n', '\uFEFFb\na\n'],
  ['a name with spaces, quotes and letters of all kinds', 'a b/"ü\t日本"', 'a\n', 'b\n'],
  ['a name like a flag', '-x/--y', 'a\n', 'b\n'],
  ['a file that is new', '.dockerignore', undefined, '.git\n'],
  ['a file that is new, with a strange name', 'a b/ü.dockerignore', undefined, '.git'],
])('git applies %s', (_, path, before, after) => holds([{ path, before, after }]));

test('git applies several files at once', () => {
  holds([
    { path: 'a/Dockerfile', before: 'a\n', after: 'b\n' },
    { path: 'a/.dockerignore', before: undefined, after: '.git\n' },
    { path: 'b', before: 'x', after: 'y' },
  ]);
  expect(existsSync(join(folder, 'a/.dockerignore'))).toBe(true);
});

test('nothing is an empty patch', () => expect(patch([])).toBe(''));

test('git applies what two texts differ in, whatever they are', () => {
  const text = fc
    .array(
      fc.constantFrom('FROM a', 'RUN b \\', '', ' c', '\t', '--- x', '+++ y', '@@ -1 +1 @@', '\\ No newline', 'é'),
      { maxLength: 12 },
    )
    .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '');
      holds([{ path: 'Dockerfile', before, after }]);
    }),
    { seed: 5, numRuns: 60 },
  );
});
