import { expect, test } from 'vitest';
import { decideBase } from '../../src/github/base-commit.ts';
import type { GitHubEvent } from '../../src/github/event.ts';
import { ConfigError } from '../../src/model/errors.ts';

const [MERGE, BASE, HEAD, STALE, OTHER] = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];

const COMMON = {
  repository: { owner: 'octo-org', repo: 'web' },
  sha: MERGE,
  ref: 'refs/pull/7/merge',
  run: { number: 1, attempt: 1 },
  defaultBranch: 'main',
};

const PULL: GitHubEvent = {
  ...COMMON,
  kind: 'pull_request',
  number: 7,
  headSha: HEAD,
  baseSha: STALE,
  baseRef: 'main',
  fork: false,
  labels: [],
};

const GROUP: GitHubEvent = {
  ...COMMON,
  kind: 'merge_group',
  headSha: HEAD,
  baseSha: BASE,
  baseRef: 'main',
  pullNumber: 7,
};

test.each([
  ['the merge commit: its first parent', { sha: MERGE, parents: [BASE, HEAD] }, PULL, { kind: 'commit', sha: BASE }],
  [
    'the head: the merge base',
    { sha: HEAD, parents: [OTHER] },
    PULL,
    { kind: 'merge-base', baseRef: 'main', baseSha: STALE, headSha: HEAD },
  ],
  ['a head without parents', { sha: HEAD, parents: [] }, PULL, { kind: 'merge-base' }],
  ['a head that merged main into itself', { sha: HEAD, parents: [OTHER, BASE] }, PULL, { kind: 'merge-base' }],
  ["a merge group: the group's parent", { sha: HEAD, parents: [OTHER, MERGE] }, GROUP, { kind: 'commit', sha: BASE }],
  [
    'a push',
    { sha: HEAD, parents: [OTHER] },
    { ...COMMON, kind: 'push', branch: 'main', queue: false, deleted: false } as const,
    { kind: 'none' },
  ],
  ['a schedule', { sha: HEAD, parents: [OTHER] }, { ...COMMON, kind: 'schedule' } as const, { kind: 'none' }],
])('%s', (_, head, event, expected) => {
  expect(decideBase(head, event)).toMatchObject(expected);
});

test.each([
  ['a merge of another head', { sha: MERGE, parents: [BASE, OTHER] }, PULL],
  ['a merge with the head first', { sha: MERGE, parents: [HEAD, BASE] }, PULL],
  ['a merge of three', { sha: MERGE, parents: [BASE, HEAD, OTHER] }, PULL],
  ['the base', { sha: MERGE, parents: [BASE] }, PULL],
  ['another commit than the group', { sha: MERGE, parents: [BASE, HEAD] }, GROUP],
])('%s is an error that names both commits', (_, head, event) => {
  expect(() => decideBase(head, event)).toThrow(ConfigError);
  expect(() => decideBase(head, event)).toThrow(new RegExp(`${MERGE}.*${HEAD}`));
});
