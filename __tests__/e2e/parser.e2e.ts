import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { expandWord, parseWord, wordFault } from '../../src/dockerfile/variables.ts';
import { type BuildkitParser, buildBuildkitParser, type TheirFile } from '../support/buildkit-parser.ts';
import { CORPUS } from '../support/dockerfile-corpus.ts';
import { REFUSED, TAKEN } from '../support/dockerfile-traps.ts';
import { brokenDockerfile } from '../support/mutations.ts';
import { ourReading, theirReading } from '../support/our-reading.ts';
import { scratchFolder } from '../support/tools.ts';

let folder: ReturnType<typeof scratchFolder>;
let buildkit: BuildkitParser;

beforeAll(() => {
  folder = scratchFolder();
  buildkit = buildBuildkitParser(folder.path);
});

afterAll(() => folder[Symbol.dispose]());

function complaints(text: string): readonly string[] {
  return parseDockerfile(text, 'Dockerfile').problems.map(({ message }) => message);
}

function expectSame(text: string, theirs: TheirFile | undefined): void {
  if (theirs === undefined) throw new Error('no answer');
  // A matter of the value that a variable has; theirs are all empty.
  if (/unsupported (?:mount type|sharing)/.test(theirs.error) && text.includes('$')) return;
  // Bases that are no references are refused only when a stage is built on them.
  const ours = complaints(text).filter(
    (each) => !/is not (?:an image reference|a platform)$|the variable has no value$/.test(each),
  );
  if (theirs.error === '') expect({ text, ours }).toEqual({ text, ours: [] });
  else expect({ text, theirs: theirs.error, refused: ours.length > 0 }).toMatchObject({ refused: true });
  if (theirs.error === '') expect({ text, ...ourReading(text) }).toEqual({ text, ...theirReading(theirs, text) });
}

test('the examples and the rules’ examples are read as BuildKit reads them', () => {
  const theirs = buildkit.read(CORPUS.map(([, text]) => text));
  expect(theirs.length).toBeGreaterThan(50);
  for (const [index, [, text]] of CORPUS.entries()) expectSame(text, theirs[index]);
});

describe('a trap', () => {
  test.each(Object.entries(TAKEN))('%s', (_, text) => {
    const [theirs] = buildkit.read([text]);
    expect(theirs?.error).toBe('');
    expectSame(text, theirs);
  });

  test.each(REFUSED)('refused by both: %j', (text) => {
    const [theirs] = buildkit.read([text]);
    expect(theirs?.error).not.toBe('');
    expect(complaints(text)).not.toEqual([]);
  });
});

test('broken files are refused where BuildKit refuses them, and read alike where it does not', () => {
  const texts = fc.sample(brokenDockerfile, { seed: 31, numRuns: 10_000 });
  const theirs = buildkit.read(texts);
  expect(theirs.filter(({ error }) => error === '').length).toBeGreaterThan(1000);
  for (const [index, text] of texts.entries()) expectSame(text, theirs[index]);
});

const PIECES = [
  ...['a', 'b', '/', ':', '-', '+', '.', '*', '?', '1.2', '<<', '{', '#', '%', '[', '(', '^', '_', 'é', ' ', '$', '}'],
  ...['X', 'Y', '$X', '$Y', '$é', '$1', '$@', '${', '${X}', '${Y}', '${Z}', '${X:-', '${Y:-', '${Z-', '${X:+', '${Y+'],
  ...[
    '${X#',
    '${X##',
    '${X%',
    '${X%%',
    '${X%.*}',
    '${X/',
    '${X//',
    '${X/a/b}',
    '${A B}',
    '"',
    "'",
    '\\',
    '`',
    '\\$',
    '\\}',
    '\\/',
  ],
];

test('words are expanded as BuildKit expands them, and refused where it refuses them', () => {
  const env = { X: 'a.b/a-1.2.3', Y: '' };
  const word = fc.record({
    word: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join('')),
    escape: fc.constantFrom('\\', '\\', '`'),
    env: fc.constant(env),
  });
  const words = fc.sample(word, { seed: 5, numRuns: 20_000 });
  const values = new Map(Object.entries(env));
  let known = 0;
  for (const [index, theirs] of buildkit.expand(words).entries()) {
    const { word: text = '', escape: escapeChar = '\\' } = words[index] ?? {};
    const fault = wordFault(text, escapeChar);
    // An escape that a pattern does not know is left to the one who builds.
    if (/invalid pattern/.test(theirs.error)) continue;
    expect([text, theirs.error !== '']).toEqual([text, fault !== undefined]);
    if (fault !== undefined) continue;
    const ours = expandWord(parseWord(text, escapeChar), (name) => {
      const value = values.get(name);
      return value === undefined ? { state: 'unset' } : { state: 'set', value };
    });
    // Some are left unknown; none may be wrong.
    if (ours === undefined) continue;
    known += 1;
    expect([text, ours]).toEqual([text, theirs.text]);
  }
  expect(known).toBeGreaterThan(4000);
});
