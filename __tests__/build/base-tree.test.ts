import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isDirty, prepareBase, shownPath, untrackedFiles } from '../../src/build/base-side.ts';
import { checkOutBase, resolveCommit } from '../../src/build/base-tree.ts';
import { createGit } from '../../src/build/git.ts';
import type { BuildPlan } from '../../src/config/plan.ts';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { temporaryFolder } from '../../src/system/temp.ts';
import { cloneRepository, initRepository, ourGit, type Repository } from '../support/git-repository.ts';

const home = await temporaryFolder('base-test');
afterAll(() => home[Symbol.asyncDispose]());
const git = ourGit();
const place = (name: string): string => join(home.path, name);

/** An origin with a main branch, a pull request's branch and, on the branch `merged`, the merge of both. */
function origin(name: string): { repository: Repository; base: string; head: string; merge: string } {
  const repository = initRepository(place(name));
  repository.commit('first', { Dockerfile: 'FROM scratch\n' });
  repository.git('tag', 'v1.0.0');
  repository.git('switch', '--quiet', '--create', 'topic');
  const head = repository.commit('topic', { 'svc/main.go': 'package main\n' });
  repository.git('switch', '--quiet', 'main');
  const base = repository.commit('second', { Dockerfile: 'FROM scratch\nCOPY . /\n' });
  repository.git('switch', '--quiet', '--create', 'merged');
  repository.git('merge', '--quiet', '--no-ff', '--message=merge', 'topic');
  const merge = repository.git('rev-parse', 'HEAD');
  repository.git('switch', '--quiet', 'main');
  return { repository, base, head, merge };
}

function temporaryFolders(): readonly string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith('plimsoll-base-') && !name.startsWith('plimsoll-base-test-'),
  );
}

describe('resolveCommit', () => {
  const { repository, base, head } = origin('resolve-origin');
  const clone = cloneRepository(repository.path, place('resolve'));
  const { path } = clone;

  test.each([
    ['main', base],
    ['HEAD', base],
    ['origin/topic', head],
    // Known only at origin.
    ['topic', head],
    ['refs/remotes/origin/topic', head],
    ['v1.0.0', repository.git('rev-parse', 'v1.0.0')],
    ['HEAD~1', repository.git('rev-parse', 'main~1')],
    [head, head],
    [head.slice(0, 12), head],
    // A full id that is not here may still be fetched.
    ['0'.repeat(40), '0'.repeat(40)],
  ])('%s', async (ref, sha) => {
    expect(await resolveCommit(git, path, ref)).toBe(sha);
  });

  test('an annotated tag is the commit that it marks', async () => {
    clone.git('tag', '--annotate', '--message=release', 'v2', 'main');
    expect(clone.git('rev-parse', 'v2')).not.toBe(base);
    expect(await resolveCommit(git, path, 'v2')).toBe(base);
  });

  test.each(['nosuch', 'main:Dockerfile', 'HEAD~99', 'refs/heads/*', '', 'a b', '..', 'main..topic', '^main'])(
    '%j names nothing',
    async (ref) => {
      const failing = resolveCommit(git, path, ref);
      await expect(failing).rejects.toBeInstanceOf(ConfigError);
      await expect(failing).rejects.toMatchObject({
        message: `"${ref}" names no commit of this repository`,
        hint: expect.stringContaining('give a branch, a tag or a commit id'),
      });
    },
  );

  test.each([
    '--all',
    '--show-toplevel',
    '-h',
    '--git-dir',
    '--upload-pack=touch pwned',
    '--parseopt',
    '--since=yesterday',
  ])('%s is a name and no option', async (ref) => {
    await expect(resolveCommit(git, path, ref)).rejects.toMatchObject({
      message: `"${ref}" names no commit of this repository`,
    });
    expect(existsSync(join(path, 'pwned'))).toBe(false);
  });

  test('in a shallow clone the way out is to fetch more', async () => {
    const shallow = cloneRepository(repository.path, place('resolve-shallow'), '--depth=1');
    await expect(resolveCommit(git, shallow.path, 'topic')).rejects.toMatchObject({
      hint: expect.stringContaining('fetch-depth: 0'),
    });
  });
});

describe('checkOutBase', () => {
  test('gives the commit with a real .git folder and its whole history, and takes all away again', async () => {
    const { repository, base } = origin('full');
    let path = '';
    {
      await using tree = await checkOutBase(git, repository.path, base);
      ({ path } = tree);
      expect(tree.sha).toBe(base);
      expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toBe('FROM scratch\nCOPY . /\n');
      expect(readdirSync(path).sort()).toEqual(['.git', 'Dockerfile']);
      // A worktree has a file here, and `COPY .` would send that.
      expect(statSync(join(path, '.git')).isDirectory()).toBe(true);
      expect(await git.run(['rev-parse', 'HEAD'], path)).toBe(base);
      expect(await git.run(['rev-list', '--count', 'HEAD'], path)).toBe('2');
      expect(await git.run(['status', '--porcelain'], path)).toBe('');
      // Version stamps see the same tags.
      expect(await git.run(['describe', '--tags'], path)).toBe(repository.git('describe', '--tags', base));
    }
    expect(existsSync(path)).toBe(false);
    // The repository is as it was.
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('hooks are not run, neither of the repository nor of a template', async () => {
    const { repository, base } = origin('hooks');
    for (const hook of ['post-checkout', 'reference-transaction', 'post-merge', 'pre-auto-gc']) {
      repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch ${place('hook-ran')}\n`, 0o755);
    }
    // They do run where they are on.
    repository.git('checkout', '--quiet', '--detach');
    expect(existsSync(place('hook-ran'))).toBe(true);
    repository.git('-c', 'core.hooksPath=/dev/null', 'switch', '--quiet', 'main');
    rmSync(place('hook-ran'));
    // A template of the person's own puts hooks into every new repository.
    const person = initRepository(place('person'));
    person.write('template/hooks/post-checkout', `#!/bin/sh\ntouch ${place('hook-ran')}\n`, 0o755);
    person.write('.gitconfig', `[init]\n  templateDir = ${person.path}/template\n`);
    const theirs = createGit({
      env: { PATH: process.env.PATH ?? '', HOME: person.path },
      signal: new AbortController().signal,
    });
    await using tree = await checkOutBase(theirs, repository.path, base);
    expect(existsSync(join(tree.path, '.git/hooks/post-checkout'))).toBe(true);
    expect(existsSync(place('hook-ran'))).toBe(false);
  });

  test('a clone of depth 1 of a merge: the parent comes from origin, as shallow as the head', async () => {
    const { repository, base, merge } = origin('depth-origin');
    const shallow = cloneRepository(repository.path, place('depth-1'), '--depth=1', '--branch=merged');
    expect(shallow.git('rev-parse', 'HEAD')).toBe(merge);
    expect(() => shallow.git('cat-file', '-e', base)).toThrow();
    await using tree = await checkOutBase(git, shallow.path, base);
    expect(readFileSync(join(tree.path, 'Dockerfile'), 'utf8')).toBe('FROM scratch\nCOPY . /\n');
    expect(existsSync(join(tree.path, 'svc'))).toBe(false);
    expect(await git.run(['rev-list', '--count', 'HEAD'], tree.path)).toBe('1');
    // The clone itself is left as it was.
    expect(() => shallow.git('cat-file', '-e', base)).toThrow();
  });

  test('a clone of depth 2 has the parent itself; origin is not asked', async () => {
    const { repository, base } = origin('depth2-origin');
    const shallow = cloneRepository(repository.path, place('depth-2'), '--depth=2', '--branch=merged');
    shallow.git('remote', 'set-url', 'origin', 'file:///nonexistent');
    await using tree = await checkOutBase(git, shallow.path, base);
    expect(await git.run(['rev-parse', 'HEAD'], tree.path)).toBe(base);
  });

  test('missing here and at origin: an error that names fetch-depth, and nothing left behind', async () => {
    const { repository } = origin('missing-origin');
    const clone = cloneRepository(repository.path, place('missing'), '--depth=1');
    const before = temporaryFolders();
    const sha = '0123456789abcdef0123456789abcdef01234567';
    await expect(checkOutBase(git, clone.path, sha)).rejects.toMatchObject({
      name: 'ToolError',
      message: `the base commit ${sha} is not in this clone, and origin did not give it`,
      hint: expect.stringMatching(/fetch-depth: 2 .*fetch-depth: 0\n.*not our ref/s),
    });
    expect(temporaryFolders()).toEqual(before);
  });

  test('missing here, and no origin to ask', async () => {
    const { repository } = origin('alone');
    await expect(checkOutBase(git, repository.path, 'f'.repeat(40))).rejects.toMatchObject({
      name: 'ToolError',
      message: expect.stringContaining('it has no origin'),
      hint: expect.stringContaining('fetch-depth'),
    });
  });

  test.each(['HEAD', '--upload-pack=touch pwned', 'main', ''])('%j is no commit id', async (sha) => {
    await expect(checkOutBase(git, place('alone'), sha)).rejects.toMatchObject({ message: `"${sha}" is no commit id` });
  });

  test('a repository of SHA-256 ids', async () => {
    const repository = initRepository(place('sha256'), '--object-format=sha256');
    const sha = repository.commit('first', { a: '1' });
    expect(sha).toHaveLength(64);
    await using tree = await checkOutBase(git, repository.path, sha);
    expect(readFileSync(join(tree.path, 'a'), 'utf8')).toBe('1');
  });

  test('names with spaces, quotes and dashes in the path of the repository', async () => {
    const repository = initRepository(place("it's --a $(touch pwned) folder"));
    const sha = repository.commit('first', { a: '1' });
    await using tree = await checkOutBase(git, repository.path, sha);
    expect(readFileSync(join(tree.path, 'a'), 'utf8')).toBe('1');
  });
});

describe('prepareBase', () => {
  const plan = (context: string): BuildPlan => ({ ...readPlan(rawOptions(new Map()), '/').images[0], context });

  test('a plan that builds the checkout', async () => {
    const { repository, base } = origin('prepare');
    const context = join(repository.path, 'svc');
    repository.commit('with svc', { 'svc/Dockerfile': 'FROM scratch\n' });
    const prepared = await prepareBase(
      git,
      { ...plan(context), file: join(repository.path, 'Dockerfile') },
      'HEAD',
      '/',
    );
    if (prepared.kind !== 'tree') throw new Error(prepared.reason);
    await using tree = prepared.tree;
    expect(prepared.plan.context).toBe(join(tree.path, 'svc'));
    expect(prepared.plan.file).toBe(join(tree.path, 'Dockerfile'));
    expect(prepared.sha).not.toBe(base);
  });

  test('behind a symbolic link it is still the checkout that is built, and never the head', async () => {
    const { repository, base } = origin('linked');
    symlinkSync(repository.path, place('linked-by'));
    const prepared = await prepareBase(git, plan(place('linked-by')), 'main', '/');
    if (prepared.kind !== 'tree') throw new Error(prepared.reason);
    await using tree = prepared.tree;
    expect(prepared.sha).toBe(base);
    expect(prepared.plan.context).toBe(tree.path);
  });

  test('a commit that cannot be had is no base, with the reason', async () => {
    const { repository } = origin('unavailable');
    expect(await prepareBase(git, plan(repository.path), 'f'.repeat(40), '/')).toEqual({
      kind: 'none',
      sha: 'f'.repeat(40),
      reason: expect.stringMatching(/is not in this clone.*; check out with fetch-depth/),
    });
  });

  test('outside of git there is nothing to compare with', async () => {
    await using folder = await temporaryFolder('test');
    await expect(prepareBase(git, plan(folder.path), 'main', '/')).rejects.toMatchObject({
      name: 'ConfigError',
      message: `${folder.path} is in no git repository, so there is no commit to compare with`,
      hint: expect.stringContaining('--against report.json'),
    });
  });
});

describe('what the context holds that git does not', () => {
  test('untracked and ignored files, by their path in the context', async () => {
    const { repository } = origin('untracked');
    const context = join(repository.path, 'svc');
    repository.commit('ignore', { '.gitignore': '*.log\n', 'svc/main.go': 'package main\n' });
    expect(await untrackedFiles(git, context)).toEqual([]);
    repository.write('svc/new.go', 'x');
    repository.write('svc/deep/ä "name"\n.log', 'x');
    repository.write('beside', 'x');
    expect([...(await untrackedFiles(git, context))].sort()).toEqual(['deep/ä "name"\n.log', 'new.go']);
    expect([...(await untrackedFiles(git, repository.path))].sort()).toEqual([
      'beside',
      'svc/deep/ä "name"\n.log',
      'svc/new.go',
    ]);
    // Once git knows it, it is not untracked.
    repository.git('add', 'svc/new.go');
    expect(await untrackedFiles(git, context)).toEqual(['deep/ä "name"\n.log']);
  });

  test('where git cannot say, that is an error and not "none"', async () => {
    await using folder = await temporaryFolder('test');
    await expect(untrackedFiles(git, folder.path)).rejects.toMatchObject({ name: 'ToolError' });
  });

  test('isDirty', async () => {
    const { repository } = origin('dirty');
    expect(await isDirty(git, repository.path)).toBe(false);
    repository.write('untracked', 'x');
    expect(await isDirty(git, repository.path)).toBe(false);
    repository.git('rm', '--quiet', 'Dockerfile');
    expect(await isDirty(git, repository.path)).toBe(true);
  });
});

test.each([
  ['/repo/svc', '/repo', 'svc'],
  ['/repo', '/repo', '.'],
  ['/other/x', '/repo', '/other/x'],
  ['/', '/repo', '/'],
])('%s from %s is %s', (path, cwd, shown) => {
  expect(shownPath(path, cwd)).toBe(shown);
});
