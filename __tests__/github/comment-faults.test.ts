import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/github/client.ts';
import { publishComment } from '../../src/github/comment.ts';
import { patience } from '../../src/github/retry.ts';
import { CancelledError } from '../../src/model/errors.ts';
import { apiWithPull, BASE, BOT, client, HEAD, marked, noting, REQUEST } from '../support/comments.ts';
import { ACTIONS_GRANT, TOKEN } from '../support/github-api/server.ts';

describe('a lost comment', () => {
  test('403 in a run for a fork names the permission and the way out', async () => {
    await using api = await apiWithPull({ tokens: { [TOKEN]: { ...ACTIONS_GRANT, readOnly: true } } });
    const result = await publishComment(client(api), REQUEST);
    expect(result.status).toBe('lost');
    expect(result.reason).toContain('GitHub answered 403 (Resource not accessible by integration');
    expect(result.reason).toContain('"pull-requests: write"');
    expect(result.reason).toMatch(/fork or by Dependabot/);
    expect(api.calls.filter((call) => call === 'issues/create-comment')).toHaveLength(1);
  });

  test('a locked conversation is said as such', async () => {
    await using api = await apiWithPull({ pulls: [{ number: 7, head: HEAD, base: BASE, locked: true }] });
    const result = await publishComment(client(api), REQUEST);
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringContaining('the conversation is locked') });
  });

  test('404', async () => {
    await using api = await apiWithPull();
    const result = await publishComment(client(api), { ...REQUEST, pullNumber: 8 });
    expect(result.status).toBe('lost');
    expect(result.reason).toMatch(/^GitHub answered 404 .*no such repository, pull request/);
  });

  test('401', async () => {
    await using api = await apiWithPull();
    const result = await publishComment(createClient('ghs_wrong', api.url), REQUEST);
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringMatching(/^GitHub answered 401/) });
    expect(api.takeViolations()).toEqual([expect.stringContaining('unknown token')]);
  });

  test('422 is not tried again', async () => {
    await using api = await apiWithPull();
    const body = { message: 'Validation Failed', documentation_url: 'https://docs.github.com/rest' };
    api.inject({ operation: 'issues/create-comment', answer: { status: 422, body } });
    const result = await publishComment(client(api), REQUEST, noting([]));
    expect(result).toMatchObject({ status: 'lost', reason: expect.stringContaining('422 (Validation Failed') });
    expect(api.comments(7)).toEqual([]);
  });

  test('an API that is not there', async () => {
    const pauses: number[] = [];
    const api = await apiWithPull();
    await api[Symbol.asyncDispose]();
    const result = await publishComment(client(api), REQUEST, noting(pauses));
    expect(result).toMatchObject({
      status: 'lost',
      reason: expect.stringContaining(`could not be reached (connect ECONNREFUSED ${new URL(api.url).host})`),
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
  });

  test('a body over the limit is cut, and GitHub takes it', async () => {
    await using api = await apiWithPull();
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
      await using api = await apiWithPull();
      api.inject({ operation, answer: unavailable });
      api.inject({ operation, answer: 'reset' });
      const pauses: number[] = [];
      expect((await publishComment(client(api), REQUEST, noting(pauses))).status).toBe('created');
      expect(pauses).toEqual([1_000, 2_000]);
      expect(api.comments(7)).toHaveLength(1);
    },
  );

  test('an answer that is lost after the comment was made does not make a second one', async () => {
    await using api = await apiWithPull();
    api.inject({ operation: 'issues/create-comment', answer: 'reset', afterEffect: true });
    expect((await publishComment(client(api), REQUEST, noting([]))).status).toBe('unchanged');
    expect(api.comments(7)).toHaveLength(1);
  });

  test('a comment deleted between looking and writing is made anew', async () => {
    await using api = await apiWithPull();
    api.addComment(7, BOT, marked('red'));
    api.inject({ operation: 'issues/update-comment', answer: { status: 404, body: { message: 'Not Found' } } });
    expect((await publishComment(client(api), REQUEST)).status).toBe('created');
  });

  test('faults that stay are given up after four tries', async () => {
    await using api = await apiWithPull();
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
    await using api = await apiWithPull();
    api.inject({ operation: 'issues/create-comment', answer: { status, headers, body: { message } } });
    const pauses: number[] = [];
    expect((await publishComment(client(api), REQUEST, noting(pauses))).status).toBe('created');
    expect(pauses).toEqual([pause]);
  });

  test('limits that ask for more than a minute and a half together are given up', async () => {
    await using api = await apiWithPull();
    const headers = { 'retry-after': '60' };
    const answer = { status: 429, headers, body: { message: 'slow down' } };
    api.inject({ operation: 'issues/create-comment', times: 2, answer });
    const pauses: number[] = [];
    expect((await publishComment(client(api), REQUEST, noting(pauses))).status).toBe('lost');
    expect(pauses).toEqual([60_000]);
  });

  test('an answer that does not come is not waited for', async () => {
    await using api = await apiWithPull();
    api.inject({ operation: 'issues/list-comments', answer: 'hang' });
    const impatient = createClient(TOKEN, api.url, undefined, 200);
    expect((await publishComment(impatient, REQUEST, noting([]))).status).toBe('created');
    expect(api.calls.filter((call) => call === 'issues/list-comments')).toHaveLength(2);
  });

  test.each([['while an answer is awaited'], ['while a limit is waited for']])('cancelled %s', async (when) => {
    await using api = await apiWithPull();
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
    await using api = await apiWithPull();
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
