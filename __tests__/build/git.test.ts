import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeSource } from '../../src/build/describe-source.ts';
import { headCommit, isCommitId, repositoryRoot } from '../../src/build/git.ts';
import { temporaryFolder } from '../../src/system/temp.ts';
import { cloneRepository, initRepository, ourGit } from '../support/git-repository.ts';

const home = await temporaryFolder('git-test');
afterAll(() => home[Symbol.asyncDispose]());
const git = ourGit();
const place = (name: string): string => join(home.path, name);

test.each([
  ['0123456789abcdef0123456789abcdef01234567', true],
  ['0'.repeat(64), true],
  ['0'.repeat(39), false],
  ['0'.repeat(41), false],
  ['0123456789ABCDEF0123456789ABCDEF01234567', false],
  [`${'0'.repeat(40)}\n`, false],
  ['HEAD', false],
  ['', false],
])('commit id %j: %s', (text, answer) => {
  expect(isCommitId(text)).toBe(answer);
});

describe('createGit', () => {
  test('the token goes by the environment, after an empty header that drops what a checkout left', async () => {
    const repository = initRepository(place('token'));
    repository.git('config', 'http.https://git.example.com/.extraheader', 'AUTHORIZATION: basic stale');
    const authed = ourGit({ server: 'https://git.example.com', token: 'ghs_secret' });
    const said = await authed.run(
      ['config', '--get-all', 'http.https://git.example.com/.extraheader'],
      repository.path,
    );
    const basic = Buffer.from('x-access-token:ghs_secret').toString('base64');
    expect(said.split('\n')).toEqual(['AUTHORIZATION: basic stale', '', `AUTHORIZATION: basic ${basic}`]);
    // Nothing is written down.
    expect(repository.git('config', '--local', '--list')).not.toContain(basic);
  });

  test('hooks and prompts are off', async () => {
    const { path } = initRepository(place('hooks'));
    expect(await git.run(['config', 'core.hooksPath'], path)).toBe('/dev/null');
    expect(await git.run(['-c', 'alias.prompt=!echo $GIT_TERMINAL_PROMPT', 'prompt'], path)).toBe('0');
  });

  test('what fails says so with its last lines', async () => {
    await expect(git.run(['rev-parse', '--verify', 'nothing'], home.path)).rejects.toMatchObject({
      name: 'ToolError',
      message: 'git rev-parse --verify nothing failed with exit code 128',
      hint: expect.stringContaining('fatal:'),
    });
  });
});

describe('repositoryRoot', () => {
  test('the top of the work tree, from the top and from below', async () => {
    const { path } = initRepository(place('root'));
    mkdirSync(join(path, 'a/b'), { recursive: true });
    expect(await repositoryRoot(git, path)).toBe(path);
    expect(await repositoryRoot(git, join(path, 'a/b'))).toBe(path);
  });

  test('outside of git there is none', async () => {
    mkdirSync(place('outside'));
    expect(await repositoryRoot(git, place('outside'))).toBeUndefined();
  });

  test('behind a symbolic link it has the name that the folder begins with', async () => {
    const { path } = initRepository(place('real'));
    mkdirSync(join(path, 'a'));
    symlinkSync(path, place('link'));
    expect(await repositoryRoot(git, place('link/a'))).toBe(place('link'));
    // A link inside of the repository does not change where its top is.
    symlinkSync(join(path, 'a'), join(path, 'to-a'));
    expect(await repositoryRoot(git, join(path, 'to-a'))).toBe(path);
    // From outside straight into the middle no name of the top begins the folder's.
    symlinkSync(join(path, 'a'), place('into'));
    expect(await repositoryRoot(git, place('into'))).toBe(path);
  });
});

describe('headCommit', () => {
  test('a first commit has no parents, a merge has two, in order', async () => {
    const repository = initRepository(place('merge'));
    const first = repository.commit('first', { a: '1' });
    expect(await headCommit(git, repository.path)).toEqual({ sha: first, parents: [] });
    repository.git('switch', '--quiet', '--create', 'topic');
    const topic = repository.commit('topic', { b: '1' });
    repository.git('switch', '--quiet', 'main');
    const main = repository.commit('main\n\nparent 0000000000000000000000000000000000000000', { c: '1' });
    repository.git('merge', '--quiet', '--no-ff', '--message=merge', 'topic');
    const { sha, parents } = await headCommit(git, repository.path);
    expect(sha).toBe(repository.git('rev-parse', 'HEAD'));
    expect(parents).toEqual([main, topic]);
  });

  test('a clone of depth 1 still knows the parents, which are not there', async () => {
    const shallow = cloneRepository(place('merge'), place('shallow'), '--depth=1');
    expect(() => shallow.git('rev-parse', '--verify', 'HEAD^1')).toThrow();
    const { parents } = await headCommit(git, shallow.path);
    expect(parents).toHaveLength(2);
    expect(parents).toEqual((await headCommit(git, place('merge'))).parents);
  });
});

describe('describeSource', () => {
  const nowhere = { repository: null, sha: null, ref: null, dirty: false };

  test('on a branch, clean and changed', async () => {
    const repository = initRepository(place('source'));
    const sha = repository.commit('first', { 'svc/main.go': 'package main\n', 'docs/readme': 'x' });
    const expected = { repository: 'octo-org/web', sha, ref: 'refs/heads/main', dirty: false };
    expect(await describeSource(git, repository.path, 'octo-org/web')).toEqual(expected);
    // What git does not hold is no change of what it holds.
    repository.write('new', 'x');
    expect(await describeSource(git, repository.path, 'octo-org/web')).toEqual(expected);
    repository.write('docs/readme', 'changed');
    expect(await describeSource(git, repository.path, 'octo-org/web')).toEqual({ ...expected, dirty: true });
    // A change beside the context is none of it.
    expect(await describeSource(git, join(repository.path, 'svc'), 'octo-org/web')).toEqual(expected);
    repository.git('add', '--all');
    expect(await describeSource(git, repository.path, undefined)).toEqual({
      ...expected,
      repository: null,
      dirty: true,
    });
  });

  test('a detached HEAD has no ref', async () => {
    const repository = initRepository(place('detached'));
    const sha = repository.commit('first');
    repository.git('checkout', '--quiet', '--detach');
    expect(await describeSource(git, repository.path, undefined)).toEqual({ ...nowhere, sha });
  });

  test('before the first commit, and outside of git', async () => {
    expect(await describeSource(git, initRepository(place('unborn')).path, undefined)).toEqual(nowhere);
    mkdirSync(place('no-git'));
    expect(await describeSource(git, place('no-git'), 'a/b')).toEqual({ ...nowhere, repository: 'a/b' });
  });
});
