import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { makePullRequestRepo, readTree } from '../support/act/pull-request-repo.ts';
import { Description } from '../support/github-api/description.ts';
import { HANDLERS } from '../support/github-api/handlers.ts';
import { acceptedPermissions } from '../support/github-api/permissions.ts';
import { ACTIONS_GRANT, type GitHubApi, startGitHubApi, TOKEN } from '../support/github-api/server.ts';

const PULL = { number: 7, head: 'a'.repeat(40), base: 'c'.repeat(40) };
const ISSUE = '/repos/octo-org/web/issues/7/comments';

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

function send(api: GitHubApi, path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Response> {
  return fetch(api.url + path, {
    method,
    headers: { authorization: `token ${TOKEN}`, 'user-agent': 'test', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

test('every operation of the slice is answered and has its permissions', async () => {
  const { operations } = await Description.load();
  expect(Object.keys(HANDLERS).toSorted()).toEqual(operations.toSorted());
  expect(acceptedPermissions('issues/create-comment')).toBe('issues=write; pull_requests=write');
  for (const operation of operations) expect(acceptedPermissions(operation)).toMatch(/^[a-z_]+=(?:read|write)/);
});

describe('what GitHub does not describe fails the test, not only the call', () => {
  test.each<[string, string, Sent, RegExp]>([
    ['an unknown path', '/repos/octo-org/web/stargazers', {}, /no such operation/],
    ['an unknown method', ISSUE, { method: 'PUT', body: {} }, /no such operation/],
    ['an unknown query parameter', `${ISSUE}?sort=asc`, {}, /unknown query parameter "sort"/],
    ['a page that is too large', `${ISSUE}?per_page=101`, {}, /per_page is 101/],
    ['a query parameter of another type', `${ISSUE}?per_page=many`, {}, /per_page/],
    ['a number that is none', '/repos/octo-org/web/issues/seven/comments', {}, /issue_number must be integer/],
    ['a missing field', ISSUE, { method: 'POST', body: {} }, /must have required property 'body'/],
    ['a field of another type', ISSUE, { method: 'POST', body: { body: 1 } }, /must be string/],
    ['an unknown field', ISSUE, { method: 'POST', body: { body: 'x', draft: true } }, /unknown field "body.draft"/],
    ['no body', ISSUE, { method: 'POST' }, /required/],
    ['no authorization', ISSUE, { headers: { authorization: '' } }, /no authorization/],
    ['an unknown token', ISSUE, { headers: { authorization: 'token ghs_other' } }, /unknown token/],
    ['no user agent', ISSUE, { headers: { 'user-agent': '' } }, /no user-agent/],
    [
      'a GraphQL field that is not there',
      '/graphql',
      { method: 'POST', body: { query: '{ viewer { logon } }' } },
      /Cannot query field "logon"/,
    ],
    ['GraphQL that does not parse', '/graphql', { method: 'POST', body: { query: '{' } }, /Syntax Error/],
  ])('%s', async (_, path, sent, problem) => {
    const api = await startGitHubApi({ pulls: [PULL] });
    const answer = await send(api, path, sent);
    expect(answer.status).toBeGreaterThanOrEqual(path === '/graphql' ? 200 : 400);
    expect(api.comments(7)).toEqual([]);
    await expect(api[Symbol.asyncDispose]()).rejects.toThrow(problem);
  });

  test('a permission that the token lacks', async () => {
    const grant = { ...ACTIONS_GRANT, permissions: { contents: 'read' } } as const;
    const api = await startGitHubApi({ pulls: [PULL], tokens: { [TOKEN]: grant } });
    const answer = await send(api, ISSUE, { method: 'POST', body: { body: 'x' } });
    expect([answer.status, answer.headers.get('x-accepted-github-permissions')]).toEqual([
      403,
      'issues=write; pull_requests=write',
    ]);
    await expect(api[Symbol.asyncDispose]()).rejects.toThrow('the token needs issues=write; pull_requests=write');
  });

  test('in a run for a fork the refusal is what is expected', async () => {
    await using api = await startGitHubApi({
      pulls: [PULL],
      tokens: { [TOKEN]: { ...ACTIONS_GRANT, readOnly: true } },
    });
    expect((await send(api, ISSUE, { method: 'POST', body: { body: 'x' } })).status).toBe(403);
    expect((await send(api, ISSUE)).status).toBe(200);
  });
});

describe('comments', () => {
  test('pages are linked as GitHub links them', async () => {
    await using api = await startGitHubApi({ pulls: [PULL] });
    for (let index = 1; index <= 5; index += 1) api.addComment(7, 'octocat', `comment ${index}`);
    const answer = await send(api, `${ISSUE}?per_page=2&page=2`);
    const page = (name: string, rel: string): string => `<${api.url}${ISSUE}?per_page=2&page=${name}>; rel="${rel}"`;
    expect(answer.headers.get('link')).toBe(
      [page('1', 'prev'), page('3', 'next'), page('3', 'last'), page('1', 'first')].join(', '),
    );
    expect(await answer.json()).toMatchObject([{ body: 'comment 3' }, { body: 'comment 4' }]);
  });

  test.each([
    [65_536, 201],
    [65_537, 422],
  ])('a body of %i bytes is answered %i', async (length, status) => {
    await using api = await startGitHubApi({ pulls: [PULL] });
    expect((await send(api, ISSUE, { method: 'POST', body: { body: 'x'.repeat(length) } })).status).toBe(status);
  });

  test('only the author may edit, and what is deleted is gone', async () => {
    await using api = await startGitHubApi({ pulls: [PULL] });
    const { id } = api.addComment(7, 'octocat', 'mine');
    const path = `/repos/octo-org/web/issues/comments/${id}`;
    expect((await send(api, path, { method: 'PATCH', body: { body: 'yours' } })).status).toBe(403);
    expect(await (await send(api, path)).json()).toMatchObject({
      body: 'mine',
      user: { login: 'octocat', type: 'User' },
    });
    expect((await send(api, path, { method: 'DELETE' })).status).toBe(204);
    expect((await send(api, path)).status).toBe(404);
  });
});

test('every answer of a success is as GitHub describes it', async () => {
  await using repo = await makePullRequestRepo({ base: { a: '1' }, head: { a: '2' } });
  await using api = await startGitHubApi({ pulls: [PULL], git: repo.dir });
  for (const path of ['', '/pulls/7', `/commits/${repo.merge}`, `/compare/main...${repo.head}`]) {
    expect((await send(api, `/repos/octo-org/web${path}`)).status).toBe(200);
  }
  // A description that had lost its schemas would find nothing wrong either.
  const description = await Description.load();
  expect(description.checkAnswer('pulls/get', 200, {})).not.toEqual([]);
});

test('faults come in order, so many times', async () => {
  await using api = await startGitHubApi({ pulls: [PULL] });
  api.inject({ operation: 'issues/list-comments', times: 2, answer: { status: 503, body: {} } });
  api.inject({ operation: 'issues/list-comments', answer: 'reset' });
  expect((await send(api, ISSUE)).status).toBe(503);
  expect((await send(api, ISSUE)).status).toBe(503);
  await expect(send(api, ISSUE)).rejects.toThrow('fetch failed');
  expect((await send(api, ISSUE)).status).toBe(200);
});

test('a pull request repository has the shape that GitHub makes', async () => {
  const ignored = { '.gitignore': 'secret\n', secret: 'x' };
  await using repo = await makePullRequestRepo({
    ancestor: { a: '1' },
    base: { a: '1', ...ignored },
    head: { a: '2', run: { content: '#!/bin/sh\n', executable: true } },
    merge: { a: '2', ...ignored },
  });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', repo.dir, ...args], { encoding: 'utf8' }).trim();
  expect(git('rev-parse', 'HEAD', 'HEAD^1', 'HEAD^2').split('\n')).toEqual([repo.merge, repo.base, repo.head]);
  expect(git('merge-base', repo.base, repo.head)).toBe(repo.ancestor);
  expect(git('ls-tree', '-r', '--name-only', repo.base).split('\n')).toEqual(['.gitignore', 'a', 'secret']);
  expect(git('ls-tree', repo.head, 'run')).toMatch(/^100755 /);
  expect(git('status', '--porcelain', '--ignored=no')).toBe('');

  const files = await readTree(repo.dir);
  expect(
    Object.keys(files)
      .filter((path) => !path.startsWith('.git/'))
      .toSorted(),
  ).toEqual(['.gitignore', 'a', 'secret']);
  expect(files.a).toEqual({ content: Buffer.from('2'), executable: false });

  const clone = await repo.shallowClone();
  const inClone = (...args: string[]): string =>
    execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' }).trim();
  expect(inClone('rev-list', '--count', 'HEAD')).toBe('1');
  expect(() => inClone('cat-file', '-e', repo.base)).toThrow();
  inClone('fetch', '--quiet', '--depth=1', 'origin', repo.base);
  expect(inClone('cat-file', '-t', repo.base)).toBe('commit');
});

test('the same trees give the same commits, wherever and whenever they are made', async () => {
  await using one = await makePullRequestRepo({ base: { a: '1' }, head: { a: '2' } });
  await using two = await makePullRequestRepo({ base: { a: '1' }, head: { a: '2' } });
  expect([two.base, two.head, two.merge]).toEqual([one.base, one.head, one.merge]);
});
