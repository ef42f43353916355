import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type FixTier, fixTexts } from '../../src/lint/fixes/fix-texts.ts';
import { openLint } from '../../src/lint/lint-file.ts';

/** The ignore file after the fixes, and the rules that had one applied; sizes stand for files of that many bytes. */
function fixedIgnore(
  files: Readonly<Record<string, string | number>>,
  tier: FixTier,
): { readonly ignore: string | undefined; readonly applied: readonly string[]; readonly left: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-ignore-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), typeof content === 'number' ? Buffer.alloc(content) : content);
    }
    const { texts, judge } = openLint({ path: folder });
    const { changed, applied } = fixTexts({ texts, judge, tier });
    const after = judge(new Map([...texts, ...changed]));
    const ours = (findings: typeof after): readonly string[] =>
      findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('dockerignore-'));
    return { ignore: changed.get(join(folder, '.dockerignore')), applied: ours(applied), left: ours(after) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const DOCKERFILE = 'FROM golang:1.26-alpine\nCOPY . .\n';
const GIT = { '.git/HEAD': 'ref: refs/heads/main\n', '.git/objects/pack/a.pack': 20_000 };
const MODULES = { 'node_modules/a/index.js': 30_000 };

test('an ignore file is made of what is there and useless', () => {
  const files = { Dockerfile: DOCKERFILE, ...MODULES, 'debug.log': 20_000, 'main.go': 'package main\n' };
  expect(fixedIgnore(files, 'safe')).toEqual({
    ignore: 'node_modules\ndebug.log\n',
    applied: ['dockerignore-missing'],
    left: [],
  });
});

test('with the history among it, that is a suggestion', () => {
  const files = { Dockerfile: DOCKERFILE, ...GIT, ...MODULES };
  expect(fixedIgnore(files, 'safe')).toEqual({ ignore: undefined, applied: [], left: ['dockerignore-missing'] });
  expect(fixedIgnore(files, 'suggested')).toEqual({
    ignore: 'node_modules\n.git\n',
    applied: ['dockerignore-missing'],
    left: [],
  });
});

test('an empty ignore file is filled', () => {
  const files = { Dockerfile: DOCKERFILE, '.dockerignore': '# nothing yet', ...MODULES };
  expect(fixedIgnore(files, 'safe').ignore).toBe('# nothing yet\nnode_modules\n');
});

test('a gap is closed at the end of the ignore file, each on a line of its own', () => {
  const files = { Dockerfile: DOCKERFILE, '.dockerignore': 'README.md', ...MODULES, ...GIT, 'debug.log': 20_000 };
  expect(fixedIgnore(files, 'safe')).toEqual({
    ignore: 'README.md\nnode_modules\ndebug.log\n',
    applied: ['dockerignore-gap', 'dockerignore-gap'],
    left: ['dockerignore-gap'],
  });
  expect(fixedIgnore(files, 'suggested')).toMatchObject({ left: [] });
});

test('nothing to leave out, no fix', () => {
  expect(fixedIgnore({ Dockerfile: DOCKERFILE, 'main.go': 'package main\n' }, 'suggested').ignore).toBeUndefined();
});
