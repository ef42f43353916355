import dockerignore from '@balena/dockerignore';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FolderMatch, type Ignore, matchPath, parseIgnore } from '../../src/dockerfile/ignore.ts';

/** As a walk asks: from the top folder down. */
function isIgnored(ignore: Ignore, path: string): boolean {
  const parts = path.split('/');
  let match: FolderMatch | undefined;
  let ignored = false;
  for (let length = 1; length <= parts.length; length += 1) {
    ({ ignored, match } = matchPath(ignore, parts.slice(0, length).join('/'), match));
  }
  return ignored;
}

// By the reference of .dockerignore ("Syntax") and moby's own table of patternmatcher.
test.each<[string, string, boolean]>([
  ['a', 'a', true],
  ['a', 'a/b/c', true],
  ['a', 'b/a', false],
  ['/a', 'a', true],
  ['a/', 'a/b', true],
  ['./a', 'a', true],
  ['x/../a', 'a', true],
  ['A', 'a', false],
  [' a ', 'a', true],
  ['#a', '#a', false],
  ['\\#a', '#a', true],
  ['*.md', 'x.md', true],
  ['*.md', 'a/x.md', false],
  ['**/*.md', 'x.md', true],
  ['**/*.md', 'a/b/x.md', true],
  ['*/b', 'a/b', true],
  ['*/b', 'a/c/b', false],
  ['a/**', 'a/b/c', true],
  ['a/**', 'a', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['**', 'a/b', true],
  ['**/foo/bar', 'a/foo/bar/b', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['[a-c]x', 'bx', true],
  ['[^a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['a.b', 'axb', false],
  ['?', '🐳', true],
  ['??', '🐳', false],
  ['a*?c', 'a🐳c', true],
  ['[🐳-🐵]', '🐴', true],
  ['[^🐳]', '🐳', false],
  ['a(b)+', 'a(b)+', true],
  // What changes nothing for a folder is not asked of it, and so does not hold for what is in it: as BuildKit has it.
  ['*/*\n!b', 'b/a', true],
  ['a\n!a/b\na', 'a/b', false],
  ['\\d', '7', true],
  ['\\a', 'a', false],
  ['\\W', '-', true],
  ['a\n!a/b', 'a/b', false],
  ['a\n!a/b', 'a/c', true],
  ['a\n!a/b\na/b/c', 'a/b/c', true],
  ['*\n!*.go', 'main.go', false],
  ['*\n!*.go', 'cmd/main.go', true],
  ['*\n!**/*.go', 'cmd/main.go', false],
  ['! a', 'a', false],
  ['a', 'constructor', false],
  ['constructor', 'constructor', true],
])('%j on %s', (text, path, expected) => {
  expect(isIgnored(parseIgnore(text, '.dockerignore'), path)).toBe(expected);
});

test.each<[string, number, string]>([
  ['a\n!\n', 2, 'a lone "!" brings nothing back'],
  ['temp[\n', 1, '"temp[" is no pattern: a bracket does not end, or an escape is none'],
  ['\\g', 1, '"\\g" is no pattern: a bracket does not end, or an escape is none'],
  ['a\\', 1, '"a\\" is no pattern: a bracket does not end, or an escape is none'],
])('%j is refused', (text, line, message) => {
  expect(parseIgnore(text, '.dockerignore').problems).toEqual([{ line, message }]);
});

test('comments and blank lines are no patterns', () => {
  expect(parseIgnore('\uFEFF# a\n\n  \n', '.dockerignore').patterns).toEqual([]);
});

const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => !/^\.+$/.test(text));
const segment = fc.oneof(name, fc.constantFrom('*', '**', '?', 'a*', '*b', '*.a', 'a?', '[ab]', '[^a]b'));
const pattern = fc
  .tuple(fc.constantFrom('', '', '!', '/'), fc.array(segment, { minLength: 1, maxLength: 4 }))
  .map(([prefix, parts]) => prefix + parts.join('/'));

test('decides as an independent port of moby does', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { maxLength: 5 }),
      fc.oneof(
        fc.array(fc.array(name, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 }),
        fc.array(
          name.map((one) => [one]),
          { minLength: 1, maxLength: 10 },
        ),
      ),
      (all, paths) => {
        // Where a "!" meets a folder, the port asks every pattern of the folder; BuildKit does not.
        const patterns = paths.some((parts) => parts.length > 1) ? all.filter((each) => !each.startsWith('!')) : all;
        const theirs = dockerignore.default({ ignorecase: false }).add(patterns);
        const ours = parseIgnore(patterns.join('\n'), '.dockerignore');
        for (const parts of paths) {
          const path = parts.join('/');
          expect([patterns, path, isIgnored(ours, path)]).toEqual([patterns, path, theirs.ignores(path)]);
        }
      },
    ),
    { seed: 20, numRuns: 2000 },
  );
});

test('a hostile pattern costs no more than its length allows', () => {
  const ignore = parseIgnore(`${'**/*a'.repeat(40)}b\n${'*a'.repeat(100)}b`, '.dockerignore');
  const path = `${'a'.repeat(200)}/`.repeat(10) + 'a'.repeat(200);
  const start = performance.now();
  expect(isIgnored(ignore, path)).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});
