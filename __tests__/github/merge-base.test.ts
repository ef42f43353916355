import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createClient } from '../../src/github/client.ts';
import { findMergeBase } from '../../src/github/merge-base.ts';
import { ToolError } from '../../src/model/errors.ts';
import { makePullRequestRepo } from '../support/act/pull-request-repo.ts';
import { startGitHubApi, TOKEN } from '../support/github-api/server.ts';

const REPOSITORY = { owner: 'octo-org', repo: 'web' };
const FILES = { ancestor: { a: '1' }, base: { a: '1', b: '1' }, head: { a: '2' }, merge: { a: '2', b: '1' } };
const AT_ONCE = { attempts: 2, pause: 0, budget: 0, sleep: async () => {} };

test('the commit from which the head branched off, not the tip of main', async () => {
  await using repo = await makePullRequestRepo(FILES);
  await using api = await startGitHubApi({ git: repo.dir });
  const question = { baseRef: 'main', baseSha: repo.base, headSha: repo.head };
  expect(await findMergeBase(createClient(TOKEN, api.url), REPOSITORY, question)).toBe(repo.ancestor);
});

test('a branch whose name holds a slash', async () => {
  await using repo = await makePullRequestRepo(FILES);
  execFileSync('git', ['-C', repo.dir, 'branch', 'release/1#x', repo.base]);
  await using api = await startGitHubApi({ git: repo.dir });
  const question = { baseRef: 'release/1#x', baseSha: repo.base, headSha: repo.head };
  expect(await findMergeBase(createClient(TOKEN, api.url), REPOSITORY, question)).toBe(repo.ancestor);
});

test('where main holds the head by now, the base of the event is asked', async () => {
  await using repo = await makePullRequestRepo(FILES);
  execFileSync('git', ['-C', repo.dir, 'update-ref', 'refs/heads/main', repo.merge]);
  await using api = await startGitHubApi({ git: repo.dir });
  const question = { baseRef: 'main', baseSha: repo.base, headSha: repo.head };
  expect(await findMergeBase(createClient(TOKEN, api.url), REPOSITORY, question)).toBe(repo.ancestor);
  expect(api.calls).toHaveLength(2);
});

test('a passing fault is survived', async () => {
  await using repo = await makePullRequestRepo(FILES);
  await using api = await startGitHubApi({ git: repo.dir });
  api.inject({ operation: 'repos/compare-commits-with-basehead', answer: 'reset' });
  const question = { baseRef: 'main', baseSha: repo.base, headSha: repo.head };
  expect(await findMergeBase(createClient(TOKEN, api.url), REPOSITORY, question, AT_ONCE)).toBe(repo.ancestor);
});

test('what is not there is an error that names what was asked, and the permission', async () => {
  await using repo = await makePullRequestRepo(FILES);
  await using api = await startGitHubApi({ git: repo.dir });
  const question = { baseRef: 'gone', baseSha: repo.base, headSha: repo.head };
  const asked = findMergeBase(createClient(TOKEN, api.url), REPOSITORY, question);
  await expect(asked).rejects.toBeInstanceOf(ToolError);
  await expect(asked).rejects.toMatchObject({
    message: `the merge base of "gone" and ${repo.head} is not known`,
    hint: expect.stringMatching(/404 .*"contents: read"/),
  });
});
