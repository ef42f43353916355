import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chooseAgainst } from '../../src/action/against.ts';
import { actionOptions } from '../../src/config/raw-options.ts';
import { type GitHubEvent, readEvent } from '../../src/github/event.ts';
import { temporaryFolder } from '../../src/system/temp.ts';
import { initRepository, ourGit } from '../support/git-repository.ts';

const home = await temporaryFolder('against-test');
afterAll(() => home[Symbol.asyncDispose]());
const git = ourGit();
const repository = initRepository(join(home.path, 'repo'));
repository.commit('first', { Dockerfile: 'FROM scratch\n' });
repository.git('switch', '--quiet', '--create', 'topic');
const head = repository.commit('topic', { a: '1' });
repository.git('switch', '--quiet', 'main');
const base = repository.commit('second', { b: '1' });
repository.git('merge', '--quiet', '--no-ff', '--message=merge', 'topic');
const merge = repository.git('rev-parse', 'HEAD');

/** The event of a pull request whose merge is checked out. */
const EVENT: GitHubEvent = readEvent(
  {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REPOSITORY: 'octo-org/web',
    GITHUB_RUN_NUMBER: '12',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SHA: merge,
    GITHUB_REF: 'refs/pull/7/merge',
  },
  {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      head: { sha: head, ref: 'topic', repo: { id: 1 } },
      base: { sha: base, ref: 'main', repo: { id: 1 } },
      labels: [],
    },
    repository: { full_name: 'octo-org/web', default_branch: 'main' },
  },
);

function choose(baseline: string | undefined, folder = repository.path, configured?: string) {
  const options = actionOptions(baseline === undefined ? {} : { INPUT_BASELINE: baseline });
  return chooseAgainst({ options, configured }, EVENT, folder, git, undefined, new AbortController().signal);
}

describe('what the head of a pull request is compared with', () => {
  test.each([undefined, 'auto', 'build'])('baseline %s: the first parent of the merge', async (baseline) => {
    repository.git('checkout', '--quiet', '--detach', merge);
    expect(await choose(baseline)).toMatchObject({ kind: 'commit', ref: base });
  });

  test('baseline none: nothing', async () => {
    expect(await choose('none')).toEqual({ kind: 'none' });
  });

  test.each([
    [undefined, 'none', 'none'],
    ['auto', 'none', 'none'],
    ['build', 'none', 'commit'],
    ['none', 'build', 'none'],
  ])('input %s, configuration %s: %s', async (baseline, configured, kind) => {
    repository.git('checkout', '--quiet', '--detach', merge);
    expect(await choose(baseline, repository.path, configured)).toMatchObject({ kind });
  });

  test('a published image', async () => {
    expect(await choose('image:example.org/web:1')).toEqual({ kind: 'image', reference: 'example.org/web:1' });
  });

  test('the head itself is checked out, and there is no token to ask for the merge base with', async () => {
    repository.git('checkout', '--quiet', '--detach', head);
    expect(await choose('auto')).toMatchObject({ kind: 'none', reason: expect.stringContaining('github-token') });
  });

  test('no repository: no comparison, and why', async () => {
    expect(await choose('auto', home.path)).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('checkout'),
    });
  });

  test.each([
    ['saved', 'baseline "saved" is not supported yet', 'auto, build, image:REF or none'],
    ['buidl', 'unknown baseline "buidl"', 'did you mean "build"?'],
    ['autos', 'unknown baseline "autos"', 'did you mean "auto"?'],
  ])('baseline %s is refused', async (baseline, message, hint) => {
    await expect(choose(baseline)).rejects.toMatchObject({
      name: 'ConfigError',
      message,
      hint: expect.stringContaining(hint),
    });
  });
});
