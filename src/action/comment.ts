import { changedBeyondNoise } from '../compare/noise.ts';
import type { RawOptions } from '../config/options.ts';
import type { Octokit } from '../github/client.ts';
import { type CommentResult, publishComment } from '../github/comment.ts';
import type { GitHubEvent, PullRequestEvent } from '../github/event.ts';
import { patience } from '../github/retry.ts';
import { ConfigError } from '../model/errors.ts';
import { suggestion } from '../model/suggest.ts';
import type { Outcome } from '../weigh.ts';

const MODES = ['auto', 'always', 'on-change', 'never'] as const;

export type CommentMode = (typeof MODES)[number];

/** @throws ConfigError for a mode that does not exist. */
export function readCommentMode(options: RawOptions): CommentMode {
  const text = options.text('comment') ?? 'auto';
  const mode = MODES.find((each) => each === text);
  if (mode === undefined) throw new ConfigError(`unknown comment mode "${text}"`, { hint: suggestion(text, MODES) });
  return mode;
}

/**
 * May a first comment be posted? One that stands is always brought up to date, so that red turns green.
 * `auto` is silent where nothing changed and there is nothing to say; `on-change` wherever nothing changed.
 */
export function worthAComment(mode: CommentMode, { comparison, verdict, report }: Outcome): boolean {
  if (mode === 'always') return true;
  if (changedBeyondNoise(comparison) || comparison.base.kind === 'none') return true;
  const found = report.findings.length > 0 || report.images.some((image) => image.findings.length > 0);
  return mode === 'auto' && (verdict.status !== 'pass' || found);
}

export interface CommentOrder {
  readonly mode: CommentMode;
  readonly key: string;
  readonly event: GitHubEvent;
  readonly client: Octokit | undefined;
  readonly signal: AbortSignal;
}

/** Posts or updates the comment of a pull request; undefined where there is none to write to, or nobody wants one. */
export async function comment(order: CommentOrder, body: string, create: boolean): Promise<CommentResult | undefined> {
  const { mode, key, event, client, signal } = order;
  if (mode === 'never' || event.kind !== 'pull_request') return undefined;
  if (client === undefined) return { status: 'lost', reason: 'there is no github-token' };
  return publishComment(client, request(event, key, body, create), patience(signal));
}

function request(event: PullRequestEvent, key: string, body: string, create: boolean) {
  const { repository, number: pullNumber, headSha: head, run } = event;
  return { repository, pullNumber, key, head, run, body, create };
}
