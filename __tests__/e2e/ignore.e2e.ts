import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listContext, loadIgnore } from '../../src/dockerfile/context.ts';
import { openContext } from '../../src/dockerfile/context-tree.ts';
import { diskSource } from '../../src/dockerfile/tree-source.ts';
import { buildx } from '../support/engine.ts';
import { scratchFolder } from '../support/tools.ts';

const NAMES = ['a', 'b', 'A', '.a', 'ab', 'a.md', 'B.MD', '#a', 'a b', 'a*b', '[ab]', 'é', '..a', 'a-b', '!a', '🐳'];

let folder: ReturnType<typeof scratchFolder>;
let context: string;
let paths: readonly string[];

beforeAll(() => {
  folder = scratchFolder();
  context = join(folder.path, 'context');
  const write = (path: string): void => {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), path);
  };
  for (const name of NAMES) write(name === 'a' || name === 'b' || name === '.a' ? `${name}/file` : name);
  for (const name of NAMES) if (name !== 'b') write(`b/${name}/${name}`);
  for (const name of ['a', 'b', 'a.md', '.a']) write(`a/b/${name}/a/b/${name}`);
  symlinkSync('a.md', join(context, 'link'));
  symlinkSync('../a', join(context, 'b/folder-link'));
  paths = filesBelow(context);
});

afterAll(() => folder[Symbol.dispose]());

/** Files and links, by their paths, in order; what lies behind a link is not below. */
function filesBelow(root: string, below = ''): readonly string[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    })
    .toSorted();
}

interface Sent {
  /** What came over; undefined where the build was refused. */
  readonly theirs: readonly string[] | undefined;
  readonly ours: readonly string[];
  readonly counted: number;
  readonly problems: number;
}

let builds = 0;

/** Builds with an ignore file beside the Dockerfile, which lies outside of the context. */
function send(ignoreText: string): Sent {
  builds += 1;
  const dockerfile = join(folder.path, `Dockerfile.${builds}`);
  writeFileSync(dockerfile, 'FROM scratch\nCOPY . /\n');
  writeFileSync(`${dockerfile}.dockerignore`, ignoreText);
  return compare(context, dockerfile);
}

function compare(root: string, dockerfile: string): Sent {
  const out = join(folder.path, `out.${builds}`);
  const build = buildx(root, [`--output=type=local,dest=${out}`], { args: ['-f', dockerfile] });
  const ignore = loadIgnore(root, dockerfile);
  const { isSent } = openContext(diskSource(root), ignore);
  return {
    theirs: build.code === 0 ? filesBelow(out) : undefined,
    ours: filesBelow(root).filter((path) => isSent(path) === true),
    counted: listContext(root, ignore).files,
    problems: ignore.problems.length,
  };
}

function expectSame(text: string): void {
  const { theirs, ours, counted, problems } = send(text);
  expect({ files: ours, problems }, JSON.stringify(text)).toEqual({ files: theirs, problems: 0 });
  expect(counted).toBe(theirs?.length);
}

test.each<readonly [string, string]>([
  ['nothing', ''],
  ['everything', '*'],
  ['everything, the other way', '**'],
  ['everything but some', '*\n!a\n!*.md'],
  ['everything but something deep', '**\n!a/b/a.md'],
  ['a folder in an ignored one comes back', 'a\n!a/b'],
  ['and goes again', 'a\n!a/b\na/b/b'],
  ['a pattern a second time, after a folder in it came back', 'a\n!a/b\na'],
  ['and under another name', 'a\n!a/b\n?\n!a/file'],
  ['letters that are escaped', '\\a.md\n\\d\n\\w\na\\Wb\nb/\\b'],
  ['a folder that comes back does not bring what an earlier line kept out', '*/*\n!b'],
  ['the last match wins', '!a.md\na.md\n!a.md\n*.md'],
  ['a root, a trailing slash, a dot', '/a\nb/\n./A'],
  ['names above', '../a\nb/../ab\na/./b'],
  ['white space around', '  a \n\tb\t\n ! A \n'],
  ['white space inside', 'a b'],
  ['comments', '#a\n# b\n #a\n\\#a'],
  ['a byte order mark', '\uFEFFa\nb'],
  ['a byte order mark before a comment', '\uFEFF# a\nb'],
  ['CRLF', 'a\r\n!a/b\r\n\r\nab\r\n'],
  ['case', 'A\nb.md'],
  ['a dot', '.'],
  ['a dot, brought back', '*\n!.'],
  ['two dots', '..'],
  ['a slash', '/'],
  ['any depth', '**/a.md\n**/.a'],
  ['any depth in between', 'a/**/b\nb/**'],
  ['any depth at the end of a name', 'a**\nb/a**d'],
  ['one character', '?\nb/?'],
  ['sets', '[a-b]\nb/[^a]'],
  ['an escape', 'a\\*b\n\\[ab\\]\n\\!a'],
  ['special characters of expressions', 'a.md\n(a)\na+\n$a\n^a\n{a,b}'],
  ['a link, and what lies behind one', 'link\nb/folder-link/file'],
  ['letters beyond ASCII', 'é\n?\nb/🐳'],
])('what a .dockerignore lets through: %s', (_, text) => {
  expectSame(text);
});

test.each(['!', 'temp[', 'a\\', '[]a]', '[b-a', '! ', '\\g', 'a\\1'])('both refuse %j', (text) => {
  const { theirs, problems } = send(`b\n${text}\n`);
  expect([text, theirs, problems]).toEqual([text, undefined, 1]);
});

const segment = fc.oneof(
  fc.constantFrom(...NAMES.filter((name) => !/[[!#]/.test(name))),
  fc.constantFrom(
    '*',
    '**',
    '?',
    'a*',
    '*b',
    '*.md',
    '*.*',
    'a?',
    '[ab]',
    '[^a]*',
    '[a-z]',
    '.',
    '..',
    '.*',
    'file',
    '\\a',
    '**a',
  ),
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '!', '/', './', ' '),
    fc.array(segment, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '', '', '/', ' ', '\r'),
  )
  .map(([prefix, parts, end]) => prefix + parts.join('/') + end);
const GENERATED = fc.sample(
  fc.array(pattern, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n')),
  { seed: 12, numRuns: 40 },
);

test('what generated files let through', () => {
  // Every file of the context is a decision.
  expect(GENERATED.length * paths.length).toBeGreaterThan(1000);
  for (const text of GENERATED) expectSame(text);
});

test('the ignore file beside the Dockerfile is the only one that counts', () => {
  builds += 1;
  const root = join(folder.path, 'both');
  mkdirSync(root);
  for (const [name, text] of Object.entries({
    '.dockerignore': 'a\n',
    Dockerfile: 'FROM scratch\nCOPY . /\n',
    'web.Dockerfile': 'FROM scratch\nCOPY . /\n',
    'web.Dockerfile.dockerignore': '',
    a: '',
  }))
    writeFileSync(join(root, name), text);
  const root1 = compare(root, join(root, 'Dockerfile'));
  expect(root1.ours).toEqual(root1.theirs);
  expect(root1.theirs).not.toContain('a');
  builds += 1;
  const own = compare(root, join(root, 'web.Dockerfile'));
  expect(own.ours).toEqual(own.theirs);
  expect(own.theirs).toContain('a');
});
