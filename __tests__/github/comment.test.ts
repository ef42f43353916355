import { describe, expect, test } from 'vitest';
import { createClient, type Octokit } from '../../src/github/client.ts';
import { type CommentRequest, publishComment } from '../../src/github/comment.ts';
import { type Patience, patience } from '../../src/github/retry.ts';
import { CancelledError } from '../../src/model/errors.ts';
import {
  ACTIONS_GRANT,
  type GitHubApi,
  type GitHubApiOptions,
  startGitHubApi,
  TOKEN,
} from '../support/github-api/server.ts';

const HEAD = 'a'.repeat(40);
const OLD_HEAD = 'b'.repeat(40);
const BASE = 'c'.repeat(40);
const BOT = 'github-actions[bot]';

const REQUEST: CommentRequest = {
  repository: { owner: 'octo-org', repo: 'web' },
  pullNumber: 7,
  key: 'default',
  head: HEAD,
  run: { number: 12, attempt: 1 },
  body: '## Image size\n\nall is well',
};

function start(options: GitHubApiOptions = {}): Promise<GitHubApi> {
  return startGitHubApi({ pulls: [{ number: 7, head: HEAD, base: BASE }], ...options });
}

function client(api: GitHubApi): Octokit {
  return createClient(TOKEN, api.url);
}

/** Written out by hand: the form is a contract with comments that stand already. */
function marked(body: string, { key = 'default', head = OLD_HEAD, run = 11 } = {}): string {
  return `<!-- plimsoll:comment key=${key} head=${head} run=${run} -->\n${body}`;
}

/** Patience that notes its pauses instead of waiting. */
function noting(pauses: number[]): Patience {
  return {
    attempts: 4,
    pause: 1_000,
    budget: 90_000,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  };
}

describe('first and further runs', () => {
  test('the first run creates the comment, with its marker', async () => {
    await using api = await start();
    const result = await publishComment(client(api), REQUEST);
    expect(api.comments(7).map(({ author, body }) => ({ author, body }))).toEqual([
      { author: BOT, body: marked(REQUEST.body, { head: HEAD, run: 12 }) },
    ]);
    expect(result).toEqual({ status: 'created', url: 'https://github.com/octo-org/web/pull/7#issuecomment-1001' });
  });

  test('a later run updates the same comment', async () => {
    await using api = await start();
    const { id } = api.addComment(7, BOT, marked('red'));
    const result = await publishComment(client(api), REQUEST);
    expect(result.status).toBe('updated');
    expect(api.comments(7).map((comment) => [comment.id, comment.body])).toEqual([
      [id, marked(REQUEST.body, { head: HEAD, run: 12 })],
    ]);
  });

  test('what stands already is not written again', async () => {
    await using api = await start();
    api.addComment(7, BOT, marked(REQUEST.body, { head: HEAD, run: 12 }).replaceAll('\n', '\r\n'));
    const result = await publishComment(client(api), REQUEST);
    expect(result).toEqual({ status: 'unchanged', url: 'https://github.com/octo-org/web/pull/7#issuecomment-1001' });
    expect(api.calls).toEqual(['graphql', 'issues/list-comments']);
  });

  test('with create: false nothing is posted first, but what stands is updated', async () => {
    await using api = await start();
    const quiet = { ...REQUEST, create: false };
    expect((await publishComment(client(api), quiet)).status).toBe('unchanged');
    expect(api.comments(7)).toEqual([]);
    api.addComment(7, BOT, marked('red'));
    expect((await publishComment(client(api), quiet)).status).toBe('updated');
  });

  test('each key has a comment of its own, whatever stands in it', async () => {
    await using api = await start();
    const keys = ['default', 'api server', 'a-->b', '日本 %'];
    for (const key of keys) expect((await publishComment(client(api), { ...REQUEST, key })).status).toBe('created');
    for (const key of keys) expect((await publishComment(client(api), { ...REQUEST, key })).status).toBe('unchanged');
    expect(api.comments(7)).toHaveLength(keys.length);
  });
});

describe('finding our comment', () => {
  test('on the third page', async () => {
    await using api = await start();
    for (let index = 0; index < 230; index += 1) api.addComment(7, 'octocat', `comment ${index}`);
    const { id } = api.addComment(7, BOT, marked('red'));
    const result = await publishComment(client(api), REQUEST);
    expect(result).toEqual({ status: 'updated', url: `https://github.com/octo-org/web/pull/7#issuecomment-${id}` });
    expect(api.calls.filter((call) => call === 'issues/list-comments')).toHaveLength(3);
    expect(api.comments(7)).toHaveLength(231);
  });

  test.each([
    ['somebody else', 'octocat'],
    ['another bot', 'other[bot]'],
    ['an account that is gone', null],
  ])('a marker written by %s is not ours', async (_, author) => {
    await using api = await start();
    const foreign = api.addComment(7, author, marked('mine!'));
    expect((await publishComment(client(api), REQUEST)).status).toBe('created');
    expect(api.comments(7)).toHaveLength(2);
    expect(foreign.body).toBe(marked('mine!'));
  });

  test.each([
    ['without a marker', 'hello'],
    ['that quotes a marker', `> ${marked('quoted')}`],
    ['of another key', marked('other', { key: 'other' })],
    ['on the same pull request with a broken marker', marked('x').replace('run=11', 'run=eleven')],
  ])('a comment of our own %s is left alone', async (_, body) => {
    await using api = await start();
    const other = api.addComment(7, BOT, body);
    expect((await publishComment(client(api), REQUEST)).status).toBe('created');
    expect(other.body).toBe(body);
    expect(api.comments(7)).toHaveLength(2);
  });

  test('the oldest stays and duplicates go', async () => {
    await using api = await start();
    const oldest = api.addComment(7, BOT, marked('first'));
    api.addComment(7, 'octocat', 'between');
    api.addComment(7, BOT, marked('second'));
    api.addComment(7, BOT, marked('third'));
    expect((await publishComment(client(api), REQUEST)).status).toBe('updated');
    expect(api.comments(7).map(({ id, author }) => [id, author])).toEqual([
      [oldest.id, BOT],
      [oldest.id + 1, 'octocat'],
    ]);
    expect(oldest.body).toContain('all is well');
  });

  test("a token of an app's own finds that app's comment", async () => {
    const grant = { ...ACTIONS_GRANT, login: 'weigher[bot]' };
    await using api = await start({ tokens: { [TOKEN]: grant } });
    api.addComment(7, BOT, marked('not mine'));
    api.addComment(7, 'weigher[bot]', marked('mine'));
    expect((await publishComment(client(api), REQUEST)).status).toBe('updated');
    expect(api.comments(7).map(({ body }) => body.split('\n')[1])).toEqual(['not mine', '## Image size']);
  });

  test('where GitHub does not tell who we are, we are the job', async () => {
    await using api = await start({ tokens: { [TOKEN]: { ...ACTIONS_GRANT, viewer: false } } });
    api.addComment(7, BOT, marked('red'));
    expect((await publishComment(client(api), REQUEST)).status).toBe('updated');
  });
});

describe('runs that overtake each other', () => {
  test('an older run does not overwrite a newer head', async () => {
    await using api = await start();
    const newer = api.addComment(7, BOT, marked('newer', { head: HEAD, run: 12 }));
    const late = { ...REQUEST, head: OLD_HEAD, run: { number: 11, attempt: 2 } };
    const result = await publishComment(client(api), late);
    expect(result.status).toBe('unchanged');
    expect(result.reason).toContain(`run 12 has already written about ${HEAD}`);
    expect(newer.body).toBe(marked('newer', { head: HEAD, run: 12 }));
  });

  test('an older run does not remove what a newer one posted beside it', async () => {
    await using api = await start();
    api.addComment(7, BOT, marked('old', { run: 10 }));
    api.addComment(7, BOT, marked('newer', { head: HEAD, run: 12 }));
    const late = { ...REQUEST, head: OLD_HEAD, run: { number: 11, attempt: 1 } };
    expect((await publishComment(client(api), late)).status).toBe('unchanged');
    expect(api.comments(7)).toHaveLength(2);
  });

  test('a renamed workflow counts its runs from 1 again: the head of the pull request decides', async () => {
    await using api = await start();
    api.addComment(7, BOT, marked('before', { head: OLD_HEAD, run: 345 }));
    const result = await publishComment(client(api), { ...REQUEST, run: { number: 1, attempt: 1 } });
    expect(result.status).toBe('updated');
    expect(api.calls).toContain('pulls/get');
  });

  test.each([
    [1, 'unchanged'],
    [2, 'updated'],
  ] as const)(
    'on the same head a lower run number yields, unless started again (attempt %i)',
    async (attempt, status) => {
      await using api = await start();
      api.addComment(7, BOT, marked('overridden by a label', { head: HEAD, run: 13 }));
      const result = await publishComment(client(api), { ...REQUEST, run: { number: 12, attempt } });
      expect(result.status).toBe(status);
    },
  );
});

describe('a lost comment', () => {
  test('403 in a run for a fork names the permission and the way out', async () => {
    await using api = await start({ tokens: { [TOKEN]: { ...ACTIONS_GRANT, readOnly: true } } });
    const result = await publishComment(client(api), REQUEST);
    expect(result.status).toBe('lost');
    expect(result.reason).toContain('GitHub answered 403 (Resource not accessible by integration');
    expect(result.reason).toContain('"pull-requests: write"');
    expect(result.reason).toMatch(/fork or by Dependabot/);
    expect(api.calls.filter((call) => call === 'issues/create-comment')).toHaveLength(1);
  });

  test('a locked conversation is said as such', async () => {
    await using api = await start({ pulls: [{ number: 7, head: HEAD, base: BASE, locked: true }] });
    const result = await publishComment(client(api), REQUEST);
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringContaining('the conversation is locked') });
  });

  test('404', async () => {
    await using api = await start();
    const result = await publishComment(client(api), { ...REQUEST, pullNumber: 8 });
    expect(result.status).toBe('lost');
    expect(result.reason).toMatch(/^GitHub answered 404 .*no such repository, pull request/);
  });

  test('401', async () => {
    await using api = await start();
    const result = await publishComment(createClient('ghs_wrong', api.url), REQUEST);
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringMatching(/^GitHub answered 401/) });
    expect(api.takeViolations()).toEqual([expect.stringContaining('unknown token')]);
  });

  test('422 is not tried again', async () => {
    await using api = await start();
    const body = { message: 'Validation Failed', documentation_url: 'https://docs.github.com/rest' };
    api.inject({ operation: 'issues/create-comment', answer: { status: 422, body } });
    const result = await publishComment(client(api), REQUEST, noting([]));
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringContaining('422 (Validation Failed') });
    expect(api.comments(7)).toEqual([]);
  });

  test('an API that is not there', async () => {
    const pauses: number[] = [];
    const api = await start();
    await api[Symbol.asyncDispose]();
    const result = await publishComment(client(api), REQUEST, noting(pauses));
    expect(result).toMatchObject({
      status: 'lost',
      reason: expect.stringContaining(`could not be reached (connect ECONNREFUSED ${new URL(api.url).host})`),
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
  });

  test('a body over the limit is cut, and GitHub takes it', async () => {
    await using api = await start();
    const body = '| ä | 日本 |\n'.repeat(10_000);
    expect((await publishComment(client(api), { ...REQUEST, body })).status).toBe('created');
    const [comment] = api.comments(7);
    expect(Buffer.byteLength(comment?.body ?? '')).toBeLessThanOrEqual(60_000);
    expect(comment?.body).toMatch(/the job summary has all of it\._\n$/);
  });
});

describe('passing faults', () => {
  const unavailable = { status: 502, body: { message: 'Server Error' } };

  test.each([['graphql'], ['issues/list-comments'], ['issues/create-comment']])(
    'a 502 and a broken connection at %s are survived',
    async (operation) => {
      await using api = await start();
      api.inject({ operation, answer: unavailable });
      api.inject({ operation, answer: 'reset' });
      const pauses: number[] = [];
      expect((await publishComment(client(api), REQUEST, noting(pauses))).status).toBe('created');
      expect(pauses).toEqual([1_000, 2_000]);
      expect(api.comments(7)).toHaveLength(1);
    },
  );

  test('an answer that is lost after the comment was made does not make a second one', async () => {
    await using api = await start();
    api.inject({ operation: 'issues/create-comment', answer: 'reset', afterEffect: true });
    expect((await publishComment(client(api), REQUEST, noting([]))).status).toBe('unchanged');
    expect(api.comments(7)).toHaveLength(1);
  });

  test('a comment deleted between looking and writing is made anew', async () => {
    await using api = await start();
    api.addComment(7, BOT, marked('red'));
    api.inject({ operation: 'issues/update-comment', answer: { status: 404, body: { message: 'Not Found' } } });
    expect((await publishComment(client(api), REQUEST)).status).toBe('created');
  });

  test('faults that stay are given up after four tries', async () => {
    await using api = await start();
    api.inject({ operation: 'issues/list-comments', times: 99, answer: unavailable });
    const result = await publishComment(client(api), REQUEST, noting([]));
    expect(result).toMatchObject({
      status: 'lost',
      reason: expect.stringContaining('502 (Server Error), several times'),
    });
    expect(api.calls.filter((call) => call === 'issues/list-comments')).toHaveLength(4);
  });

  test.each([
    [429, { 'retry-after': '7' }, 'Too Many Requests', 7_000],
    [403, { 'retry-after': '3' }, 'You have exceeded a secondary rate limit', 3_000],
    [403, {}, 'You have exceeded a secondary rate limit', 60_000],
    [429, { 'retry-after': '0' }, 'Too Many Requests', 1_000],
  ])('a rate limit (%i %j) is waited for', async (status, headers, message, pause) => {
    await using api = await start();
    api.inject({ operation: 'issues/create-comment', answer: { status, headers, body: { message } } });
    const pauses: number[] = [];
    expect((await publishComment(client(api), REQUEST, noting(pauses))).status).toBe('created');
    expect(pauses).toEqual([pause]);
  });

  test('limits that ask for more than a minute and a half together are given up', async () => {
    await using api = await start();
    const headers = { 'retry-after': '60' };
    const answer = { status: 429, headers, body: { message: 'slow down' } };
    api.inject({ operation: 'issues/create-comment', times: 2, answer });
    const pauses: number[] = [];
    expect((await publishComment(client(api), REQUEST, noting(pauses))).status).toBe('lost');
    expect(pauses).toEqual([60_000]);
  });

  test('an answer that does not come is not waited for', async () => {
    await using api = await start();
    api.inject({ operation: 'issues/list-comments', answer: 'hang' });
    const impatient = createClient(TOKEN, api.url, undefined, 200);
    expect((await publishComment(impatient, REQUEST, noting([]))).status).toBe('created');
    expect(api.calls.filter((call) => call === 'issues/list-comments')).toHaveLength(2);
  });

  test.each([['while an answer is awaited'], ['while a limit is waited for']])('cancelled %s', async (when) => {
    await using api = await start();
    const limit = { status: 429, headers: { 'retry-after': '60' }, body: { message: 'slow down' } };
    const answer = when.includes('limit') ? limit : 'hang';
    api.inject({ operation: 'issues/list-comments', answer });
    const controller = new AbortController();
    const { signal } = controller;
    const published = publishComment(createClient(TOKEN, api.url, signal), REQUEST, patience(signal));
    setTimeout(() => controller.abort(), 200);
    await expect(published).rejects.toBeInstanceOf(CancelledError);
  });

  test('a limit that asks for an hour is not waited for', async () => {
    await using api = await start();
    const headers = { 'retry-after': '3600' };
    api.inject({
      operation: 'issues/create-comment',
      answer: { status: 429, headers, body: { message: 'slow down' } },
    });
    const pauses: number[] = [];
    const result = await publishComment(client(api), REQUEST, noting(pauses));
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringContaining('wait 3600 s') });
    expect(pauses).toEqual([]);
  });
});
