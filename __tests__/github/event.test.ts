import { describe, expect, test } from 'vitest';
import { readEvent } from '../../src/github/event.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { pullRequestPayload, recordedPayloads } from '../support/act/events.ts';

const SHA = 'a'.repeat(40);

const ENV = {
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REPOSITORY: 'octo-org/web',
  GITHUB_SHA: SHA,
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_RUN_NUMBER: '41',
  GITHUB_RUN_ATTEMPT: '2',
};

const COMMON = { repository: { owner: 'octo-org', repo: 'web' }, sha: SHA, run: { number: 41, attempt: 2 } };

const PULL = { repository: 'octo-org/web', number: 7, head: 'b'.repeat(40), base: 'c'.repeat(40) };

describe('pull_request', () => {
  test('its parts', () => {
    expect(readEvent(ENV, pullRequestPayload({ ...PULL, labels: ['size-ok'] }))).toEqual({
      ...COMMON,
      ref: 'refs/pull/7/merge',
      defaultBranch: 'main',
      kind: 'pull_request',
      number: 7,
      headSha: PULL.head,
      baseSha: PULL.base,
      baseRef: 'main',
      fork: false,
      labels: ['size-ok'],
    });
  });

  test('a fork, and a fork that is gone', () => {
    const fork = pullRequestPayload({ ...PULL, fork: true });
    expect(readEvent(ENV, fork)).toMatchObject({ fork: true });
    const pull = fork.pull_request as { head: { repo: unknown } };
    pull.head.repo = null;
    expect(readEvent(ENV, fork)).toMatchObject({ fork: true });
  });

  test('every recorded payload is read', () => {
    for (const payload of recordedPayloads('pull_request')) {
      expect(readEvent(ENV, payload)).toMatchObject({
        kind: 'pull_request',
        headSha: expect.stringMatching(/^[0-9a-f]{40}$/),
      });
    }
  });

  test.each<[string, unknown, RegExp]>([
    ['no payload', undefined, /malformed at its top/],
    ['a payload of another event', { ref: 'x' }, /malformed at pull_request/],
    ['a SHA that is an option', pullRequestPayload({ ...PULL, head: '--upload-pack=x' }), /pull_request\.head\.sha/],
    ['a number that is none', pullRequestPayload({ ...PULL, number: -1 }), /pull_request\.number/],
  ])('%s is refused', (_, payload, message) => {
    expect(() => readEvent(ENV, payload)).toThrow(ConfigError);
    expect(() => readEvent(ENV, payload)).toThrow(message);
  });
});

describe('push', () => {
  test.each([
    ['refs/heads/main', { branch: 'main', queue: false }],
    ['refs/heads/feature/x', { branch: 'feature/x', queue: false }],
    ['refs/tags/v1', { branch: undefined, queue: false }],
    ['refs/heads/gh-readonly-queue/main/pr-1-abc', { branch: 'gh-readonly-queue/main/pr-1-abc', queue: true }],
  ])('to %s', (ref, expected) => {
    const env = { ...ENV, GITHUB_EVENT_NAME: 'push', GITHUB_REF: ref };
    expect(readEvent(env, { deleted: false })).toEqual({
      ...COMMON,
      ref,
      defaultBranch: undefined,
      kind: 'push',
      deleted: false,
      ...expected,
    });
  });

  test('every recorded payload is read', () => {
    const env = { ...ENV, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };
    for (const payload of recordedPayloads('push')) {
      expect(readEvent(env, payload)).toMatchObject({
        kind: 'push',
        deleted: (payload as { deleted: boolean }).deleted,
        defaultBranch: (payload as { repository: { default_branch: string } }).repository.default_branch,
      });
    }
  });
});

test('merge_group, as recorded', () => {
  const [payload] = recordedPayloads('merge_group');
  expect(readEvent({ ...ENV, GITHUB_EVENT_NAME: 'merge_group' }, payload)).toMatchObject({
    kind: 'merge_group',
    headSha: '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d',
    baseSha: '380387fbc80638b734a49e1be1c4dfec1c01b33c',
    baseRef: 'main',
    pullNumber: 104,
  });
});

test.each(['workflow_dispatch', 'schedule'])('%s', (name) => {
  expect(readEvent({ ...ENV, GITHUB_EVENT_NAME: name }, { schedule: '0 0 * * *' })).toMatchObject({
    kind: name,
    sha: SHA,
  });
});

describe('events in which nothing is built', () => {
  test.each(['pull_request_target', 'workflow_run', 'issue_comment'])('%s is refused with its reason', (name) => {
    const read = (): unknown => readEvent({ ...ENV, GITHUB_EVENT_NAME: name }, pullRequestPayload(PULL));
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`nothing is built on the event "${name}": .*write access and secrets`));
  });

  test('an event that is not known is refused with the nearest one', () => {
    const read = (): unknown => readEvent({ ...ENV, GITHUB_EVENT_NAME: 'pull_requests' }, {});
    expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining('did you mean "pull_request"?') }));
  });
});

test.each([
  ['GITHUB_REPOSITORY', undefined, 'GITHUB_REPOSITORY is not set'],
  ['GITHUB_REPOSITORY', 'octo-org', 'GITHUB_REPOSITORY is "octo-org"'],
  ['GITHUB_REPOSITORY', 'a/b/c', 'GITHUB_REPOSITORY is "a/b/c"'],
  ['GITHUB_SHA', 'main', 'GITHUB_SHA is "main"'],
  ['GITHUB_RUN_NUMBER', '0x1', 'GITHUB_RUN_NUMBER is "0x1"'],
])('%s = %s', (name, value, message) => {
  expect(() => readEvent({ ...ENV, [name]: value }, pullRequestPayload(PULL))).toThrow(message);
});
