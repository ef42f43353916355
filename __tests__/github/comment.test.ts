import { describe, expect, test } from 'vitest';
import { publishComment } from '../../src/github/comment.ts';
import { apiWithPull, BOT, client, HEAD, marked, OLD_HEAD, REQUEST } from '../support/comments.ts';
import { ACTIONS_GRANT, TOKEN } from '../support/github-api/server.ts';

describe('first and further runs', () => {
  test('the first run creates the comment, with its marker', async () => {
    await using api = await apiWithPull();
    const result = await publishComment(client(api), REQUEST);
    expect(api.comments(7).map(({ author, body }) => ({ author, body }))).toEqual([
      { author: BOT, body: marked(REQUEST.body, { head: HEAD, run: 12 }) },
    ]);
    expect(result).toEqual({ status: 'created', url: 'https://github.com/octo-org/web/pull/7#issuecomment-1001' });
  });

  test('a later run updates the same comment', async () => {
    await using api = await apiWithPull();
    const { id } = api.addComment(7, BOT, marked('red'));
    const result = await publishComment(client(api), REQUEST);
    expect(result.status).toBe('updated');
    expect(api.comments(7).map((comment) => [comment.id, comment.body])).toEqual([
      [id, marked(REQUEST.body, { head: HEAD, run: 12 })],
    ]);
  });

  test('what stands already is not written again', async () => {
    await using api = await apiWithPull();
    api.addComment(7, BOT, marked(REQUEST.body, { head: HEAD, run: 12 }).replaceAll('\n', '\r\n'));
    const result = await publishComment(client(api), REQUEST);
    expect(result).toEqual({ status: 'unchanged', url: 'https://github.com/octo-org/web/pull/7#issuecomment-1001' });
    expect(api.calls).toEqual(['graphql', 'issues/list-comments']);
  });

  test('with create: false nothing is posted first, but what stands is updated', async () => {
    await using api = await apiWithPull();
    const quiet = { ...REQUEST, create: false };
    expect((await publishComment(client(api), quiet)).status).toBe('unchanged');
    expect(api.comments(7)).toEqual([]);
    api.addComment(7, BOT, marked('red'));
    expect((await publishComment(client(api), quiet)).status).toBe('updated');
  });

  test('each key has a comment of its own, whatever stands in it', async () => {
    await using api = await apiWithPull();
    const keys = ['default', 'api server', 'a-->b', '日本 %'];
    for (const key of keys) expect((await publishComment(client(api), { ...REQUEST, key })).status).toBe('created');
    for (const key of keys) expect((await publishComment(client(api), { ...REQUEST, key })).status).toBe('unchanged');
    expect(api.comments(7)).toHaveLength(keys.length);
  });
});

describe('finding our comment', () => {
  test('on the third page', async () => {
    await using api = await apiWithPull();
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
    await using api = await apiWithPull();
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
    await using api = await apiWithPull();
    const other = api.addComment(7, BOT, body);
    expect((await publishComment(client(api), REQUEST)).status).toBe('created');
    expect(other.body).toBe(body);
    expect(api.comments(7)).toHaveLength(2);
  });

  test('the oldest stays and duplicates go', async () => {
    await using api = await apiWithPull();
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
    await using api = await apiWithPull({ tokens: { [TOKEN]: grant } });
    api.addComment(7, BOT, marked('not mine'));
    api.addComment(7, 'weigher[bot]', marked('mine'));
    expect((await publishComment(client(api), REQUEST)).status).toBe('updated');
    expect(api.comments(7).map(({ body }) => body.split('\n')[1])).toEqual(['not mine', '## Image size']);
  });

  test('where GitHub does not tell who we are, we are the job', async () => {
    await using api = await apiWithPull({ tokens: { [TOKEN]: { ...ACTIONS_GRANT, viewer: false } } });
    api.addComment(7, BOT, marked('red'));
    expect((await publishComment(client(api), REQUEST)).status).toBe('updated');
  });
});

describe('runs that overtake each other', () => {
  test('an older run does not overwrite a newer head', async () => {
    await using api = await apiWithPull();
    const newer = api.addComment(7, BOT, marked('newer', { head: HEAD, run: 12 }));
    const late = { ...REQUEST, head: OLD_HEAD, run: { number: 11, attempt: 2 } };
    const result = await publishComment(client(api), late);
    expect(result.status).toBe('unchanged');
    expect(result.reason).toContain(`run 12 has already written about ${HEAD}`);
    expect(newer.body).toBe(marked('newer', { head: HEAD, run: 12 }));
  });

  test('an older run does not remove what a newer one posted beside it', async () => {
    await using api = await apiWithPull();
    api.addComment(7, BOT, marked('old', { run: 10 }));
    api.addComment(7, BOT, marked('newer', { head: HEAD, run: 12 }));
    const late = { ...REQUEST, head: OLD_HEAD, run: { number: 11, attempt: 1 } };
    expect((await publishComment(client(api), late)).status).toBe('unchanged');
    expect(api.comments(7)).toHaveLength(2);
  });

  test('a renamed workflow counts its runs from 1 again: the head of the pull request decides', async () => {
    await using api = await apiWithPull();
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
      await using api = await apiWithPull();
      api.addComment(7, BOT, marked('overridden by a label', { head: HEAD, run: 13 }));
      const result = await publishComment(client(api), { ...REQUEST, run: { number: 12, attempt } });
      expect(result.status).toBe(status);
    },
  );
});
