import { describe, expect, test } from 'vitest';
import { advise } from '../../src/github/advice.ts';
import { type Failure, readFailure } from '../../src/github/failure.ts';
import { persevere } from '../../src/github/retry.ts';

const NOW = Date.UTC(2026, 0, 1);

/** An error as the client throws it. */
function httpError(status: number, message: string, headers?: Record<string, string>): Error {
  return Object.assign(new Error(message), { name: 'HttpError', status, ...(headers && { response: { headers } }) });
}

test.each<[string, Error, Failure]>([
  ['a refusal', httpError(403, 'Forbidden', {}), { kind: 'http', status: 403, message: 'Forbidden' }],
  [
    'a limit with its time',
    httpError(429, 'slow', { 'retry-after': '7' }),
    { kind: 'rate-limit', status: 429, waitSeconds: 7, message: 'slow' },
  ],
  [
    'a primary limit, until its reset',
    httpError(403, 'slow', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) }),
    { kind: 'rate-limit', status: 403, waitSeconds: 90, message: 'slow' },
  ],
  [
    'a reset that is over',
    httpError(403, 'slow', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 - 90) }),
    { kind: 'rate-limit', status: 403, waitSeconds: 0, message: 'slow' },
  ],
  [
    'requests left: the refusal has another reason',
    httpError(403, 'no', { 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': String(NOW / 1000 + 90) }),
    { kind: 'http', status: 403, message: 'no' },
  ],
  [
    'a limit with a time that is none',
    httpError(429, 'slow', { 'retry-after': 'soon' }),
    { kind: 'rate-limit', status: 429, waitSeconds: 60, message: 'slow' },
  ],
  [
    'a secondary limit without a time',
    httpError(403, 'You have exceeded a secondary rate limit', {}),
    { kind: 'rate-limit', status: 403, waitSeconds: 60, message: 'You have exceeded a secondary rate limit' },
  ],
  ['a server error', httpError(503, 'busy', { 'retry-after': '7' }), { kind: 'http', status: 503, message: 'busy' }],
  [
    'no answer, which the client calls 500: the innermost cause',
    Object.assign(httpError(500, 'fetch failed'), {
      cause: new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }),
    }),
    { kind: 'network', message: 'read ECONNRESET' },
  ],
  [
    'errors of GraphQL',
    Object.assign(new Error('no such field'), { name: 'GraphqlResponseError' }),
    { kind: 'graphql', message: 'no such field' },
  ],
  [
    'a message over several lines with control characters',
    httpError(422, 'one\n\u001b[31mtwo\u202e  three', {}),
    { kind: 'http', status: 422, message: 'one [31mtwo three' },
  ],
])('%s', (_, error, expected) => {
  expect(readFailure(error, NOW)).toEqual(expected);
});

test('a long message is cut', () => {
  expect(readFailure(httpError(500, 'x'.repeat(10_000), {}), NOW)?.message).toHaveLength(301);
});

test('a mistake of our own is no failure of the API, and is thrown on', async () => {
  const mistake = new TypeError('x is not a function');
  expect(readFailure(mistake, NOW)).toBeUndefined();
  const options = { attempts: 4, pause: 0, budget: 0, sleep: async () => {} };
  await expect(persevere(() => Promise.reject(mistake), options)).rejects.toBe(mistake);
});

describe('advice', () => {
  test.each<[Failure, RegExp]>([
    [
      { kind: 'http', status: 401, message: 'Bad credentials' },
      /401 \(Bad credentials\): the token is wrong or has expired/,
    ],
    [
      { kind: 'http', status: 403, message: 'Forbidden' },
      /add "checks: write" under "permissions" of the job.*fork or by Dependabot/,
    ],
    [
      { kind: 'http', status: 403, message: 'Unable to create comment because issue is locked.' },
      /conversation is locked/,
    ],
    [{ kind: 'http', status: 404, message: 'Not Found' }, /no such repository, pull request or commit/],
    [{ kind: 'http', status: 410, message: 'Gone' }, /was deleted/],
    [{ kind: 'http', status: 422, message: 'Validation Failed' }, /did not accept/],
    [{ kind: 'http', status: 502, message: 'Bad Gateway' }, /several times; see https:\/\/www\.githubstatus\.com/],
    [{ kind: 'http', status: 451, message: 'Legal' }, /^GitHub answered 451 \(Legal\)$/],
    [{ kind: 'network', message: 'read ECONNRESET' }, /could not be reached \(read ECONNRESET\); check GITHUB_API_URL/],
    [{ kind: 'rate-limit', status: 429, waitSeconds: 3600, message: 'slow' }, /asks to wait 3600 s/],
    [{ kind: 'graphql', message: 'no such field' }, /GraphQL API refused the query \(no such field\)/],
  ])('%j', (failure, sentence) => {
    expect(advise(failure, 'checks: write')).toMatch(sentence);
  });
});
