import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackageReader } from '../../src/gosource/package.ts';
import type { BuildTarget } from '../../src/gosource/platform-tags.ts';
import { DEFAULT_LIMITS, SourceTree } from '../../src/gosource/tree.ts';
import { folderOf, goList } from './go-list.ts';

const target: BuildTarget = {
  goos: 'linux',
  goarch: 'arm64',
  cgo: true,
  tags: new Set(['mine']),
  goMinor: 26,
  leastMinor: 0,
};

function taken(folder: string, of: BuildTarget): ReturnType<PackageReader['read']> {
  return new PackageReader(new SourceTree(folder, undefined, DEFAULT_LIMITS)).read('.', of);
}

const tag = fc.constantFrom(
  'linux',
  'darwin',
  'arm64',
  'amd64',
  'cgo',
  'unix',
  'gc',
  'gccgo',
  'go1.20',
  'mine',
  'ignore',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    tag,
    tie('expression').map((inner) => `!(${inner})`),
    tag.map((name) => `!${name}`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a} && ${b}`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}||${b})`),
  ),
}));
const old = fc
  .array(fc.array(fc.tuple(fc.constantFrom('', '!', '!!'), tag), { minLength: 1, maxLength: 3 }), { maxLength: 3 })
  .map((clauses) => clauses.map((words) => words.map(([not, name]) => not + name).join(',')).join(' '));
const code = 'package p\n';
const header = fc.oneof(
  expression.map((text) => `//go:build ${text}\n\n`),
  expression.map((text) => `// words\n/* more\n*/ /**/\n//go:build ${text}\n`),
  expression.map((text) => `/* //go:build ${text} */\n/*\n//go:build ${text}\n*/\n\n`),
  fc.tuple(expression, old).map(([text, words]) => `//go:build ${text}\n// +build ${words}\n\n`),
  old.map((text) => `// +build ${text}\n\n`),
  old.map((text) => `// +build ${text}\n`),
  fc.tuple(old, old).map(([a, b]) => `\n//+build ${a}\n\n// +build ${b}\n\n// words\n`),
  old.map((text) => `/* */\n// +build ${text}\n\n`),
);
const name = fc
  .array(fc.constantFrom('x', 'linux', 'windows', 'amd64', 'arm64', 'test', 'unix', 'y.linux'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('_'));

test('files are taken as go takes them', () => {
  const samples = fc.sample(fc.tuple(name, header), { numRuns: 600, seed: 41 });
  const files = Object.fromEntries(samples.map(([part, text], index) => [`f${index}_${part}.go`, `${text}${code}`]));
  const folder = folderOf({ ...files, 'go.mod': 'module example.org/p\n\ngo 1.26\n' });
  const [listed] = goList(folder, ['-tags=mine', '.'], { GOARCH: 'arm64' });
  const ours = taken(folder, target).files.map(({ path }) => path);
  expect(listed?.GoFiles?.length).toBeGreaterThan(100);
  expect(ours).toEqual(listed?.GoFiles);
});

test.each([
  ['words', 'a && b || c', true],
  ['nothing', '', false],
  ['no right side', 'a &&', false],
  ['two negations', '!!a', false],
  ['an open bracket', '(a', false],
  ['no operator', 'a b', false],
  ['half an operator', 'a & b', false],
  ['a character of no tag', 'a-b', false],
  ['2,000 brackets', `${'('.repeat(2000)}a${')'.repeat(2000)}`, false],
  ['5,000 tags', `${'a || '.repeat(5000)}a`, false],
])('//go:build with %s is refused where go refuses it', (_, text, readable) => {
  const folder = folderOf({ 'x.go': `//go:build ${text}\n\n${code}`, 'go.mod': 'module example.org/p\n\ngo 1.26\n' });
  const refusedByGo = goList(folder, ['.'])[0]?.Error?.Err.includes('parsing //go:build line') === true;
  expect([refusedByGo, taken(folder, target).reasons.length > 0]).toEqual([!readable, !readable]);
});

test('what cannot be known keeps a file out and the package unsure', () => {
  const folder = folderOf({
    'always.go': code,
    'tagged.go': `//go:build sqlite\n\n${code}`,
    'cgo.go': `${code}import "C"\n`,
    'newer.go': `//go:build go1.25\n\n${code}`,
    'older.go': `//go:build !go1.20\n\n${code}`,
    'other_windows.go': `//go:build sqlite\n\n${code}`,
  });
  const unsure = taken(folder, { ...target, cgo: undefined, tags: undefined, goMinor: undefined, leastMinor: 21 });
  expect(unsure.files.map(({ path }) => path)).toEqual(['always.go']);
  expect(unsure.reasons).toEqual([
    'cgo.go: whether it is built cannot be known',
    'newer.go: whether it is built cannot be known',
    'tagged.go: whether it is built cannot be known',
  ]);
});
