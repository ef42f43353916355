import { createClient, type Octokit } from '../../src/github/client.ts';
import type { CommentRequest } from '../../src/github/comment.ts';
import type { Patience } from '../../src/github/retry.ts';
import { type GitHubApi, type GitHubApiOptions, startGitHubApi, TOKEN } from './github-api/server.ts';

export const HEAD = 'a'.repeat(40);
export const OLD_HEAD = 'b'.repeat(40);
export const BASE = 'c'.repeat(40);
export const BOT = 'github-actions[bot]';

export const REQUEST: CommentRequest = {
  repository: { owner: 'octo-org', repo: 'web' },
  pullNumber: 7,
  key: 'default',
  head: HEAD,
  run: { number: 12, attempt: 1 },
  body: '## Image size\n\nall is well',
};

/** An API that knows one pull request. */
export function apiWithPull(options: GitHubApiOptions = {}): Promise<GitHubApi> {
  return startGitHubApi({ pulls: [{ number: 7, head: HEAD, base: BASE }], ...options });
}

export function client(api: GitHubApi): Octokit {
  return createClient(TOKEN, api.url);
}

/** Written out by hand: the form is a contract with comments that stand already. */
export function marked(body: string, { key = 'default', head = OLD_HEAD, run = 11 } = {}): string {
  return `<!-- plimsoll:comment key=${key} head=${head} run=${run} -->\n${body}`;
}

/** Patience that notes its pauses instead of waiting. */
export function noting(pauses: number[]): Patience {
  return {
    attempts: 4,
    pause: 1_000,
    budget: 90_000,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  };
}
