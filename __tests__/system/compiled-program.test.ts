import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratchFolder } from '../support/tools.ts';

const LOADER = new URL('../../src/system/compiled-program.ts', import.meta.url).href;

let scratch: ReturnType<typeof scratchFolder>;
beforeEach(() => {
  scratch = scratchFolder();
  mkdirSync(join(scratch.path, 'program'));
  put('first.cjs', `const second = require('./second.cjs'); exports.answer = () => new second.Known().answer;`);
  put(
    'second.cjs',
    `const first = require('./first.cjs'); const os = require('node:os');
    exports.Known = class { answer = typeof os.EOL + typeof first; };`,
  );
});
afterEach(() => scratch[Symbol.dispose]());

/** Padded, as code is kept of bigger files only. */
function put(name: string, code: string): void {
  writeFileSync(join(scratch.path, 'program', name), `${code}\n//${' '.repeat(10_000)}\n`);
}

/** One process that loads the program: what it answers, and which of its files came from the cache. */
function run(
  id: string,
  folder = cache(),
  env: Readonly<Record<string, string>> = {},
): { readonly answer: string; readonly cached: readonly string[] } {
  const script = `
    import { loadProgram } from ${JSON.stringify(LOADER)};
    const cached = [];
    const program = loadProgram(
      ${JSON.stringify(join(scratch.path, 'program/first.cjs'))},
      ${JSON.stringify({ folder, name: 'lint', id })},
      (file, fromCache) => fromCache && cached.push(file.split('/').at(-1)),
    );
    console.log(JSON.stringify({ answer: program.answer(), cached }));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    }),
  );
}

const cache = (): string => join(scratch.path, 'cache');
const kept = (): readonly string[] => readdirSync(cache()).sort();

test('the second run takes what the first has compiled', () => {
  expect(run('a')).toEqual({ answer: 'stringobject', cached: [] });
  expect(run('a')).toEqual({ answer: 'stringobject', cached: ['first.cjs', 'second.cjs'] });
  expect(kept()).toHaveLength(2);
  expect(statSync(cache()).mode & 0o777).toBe(0o700);
  expect(kept().map((name) => statSync(join(cache(), name)).mode & 0o777)).toEqual([0o600, 0o600]);
});

test('another program of the same length takes nothing, and what was kept of the old one goes', () => {
  run('a');
  put('second.cjs', readFileSync(join(scratch.path, 'program/second.cjs'), 'utf8').trim().replace('EOL', 'xyz'));
  expect(run('b')).toEqual({ answer: 'undefinedobject', cached: [] });
  expect(kept()).toEqual([expect.stringMatching(/first\.cjs-b$/), expect.stringMatching(/second\.cjs-b$/)]);
});

test('code that is cut off is made anew', () => {
  run('a');
  for (const name of kept()) truncateSync(join(cache(), name), 500);
  expect(run('a').cached).toEqual([]);
  expect(run('a').cached).toEqual(['first.cjs', 'second.cjs']);
});

const sizes = (): readonly number[] => kept().map((name) => statSync(join(cache(), name)).size);
const age = (): void => {
  for (const name of kept()) utimesSync(join(cache(), name), 1, 1);
};

test('after a while it is looked at again, and kept anew where a run had much to compile on top', () => {
  const statements = Array.from({ length: 400 }, (_, at) => `if (given === ${at}) text += 'statement ${at}' + given;`);
  const long = `exports.answer = (given) => { let text = ''; ${statements.join(' ')} return text; };`;
  put('second.cjs', long);
  put(
    'first.cjs',
    `const { answer } = require('./second.cjs');
    exports.answer = () => (process.env.LONG === undefined ? 'short' : answer(7));`,
  );
  run('a');
  const first = sizes();
  run('a', cache(), { LONG: '1' });
  expect(sizes(), 'too soon').toEqual(first);
  age();
  expect(run('a', cache(), { LONG: '1' }).answer).toBe('statement 77');
  const [, grown = 0] = sizes();
  expect(grown).toBeGreaterThan((first[1] ?? 0) + 10_000);
  age();
  run('a');
  expect(sizes()[1], 'less is no reason').toBe(grown);
  expect(kept().every((name) => statSync(join(cache(), name)).mtimeMs > Date.now() - 60_000)).toBe(true);
});

test('what others may write to is not run', () => {
  run('a');
  for (const name of kept()) chmodSync(join(cache(), name), 0o622);
  expect(run('a').cached).toEqual([]);
  expect(kept().map((name) => statSync(join(cache(), name)).mode & 0o777)).toEqual([0o600, 0o600]);
  expect(run('a').cached).toHaveLength(2);
});

test('a folder that cannot be made costs time only', () => {
  writeFileSync(join(scratch.path, 'file'), '');
  const folder = join(scratch.path, 'file/cache');
  expect([run('a', folder), run('a', folder)]).toEqual([
    { answer: 'stringobject', cached: [] },
    { answer: 'stringobject', cached: [] },
  ]);
});
