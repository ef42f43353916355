import { advise } from './advice.ts';
import type { Octokit, Repository } from './client.ts';
import { needsCurrentHead, planComment, type Standing, type Wanted } from './comment-plan.ts';
import { readFailure } from './failure.ts';
import { fitComment } from './fit-comment.ts';
import { formatMarker, parseMarker } from './marker.ts';
import { ownLogin } from './own-login.ts';
import { type Patience, patience, persevere } from './retry.ts';

export interface CommentRequest {
  readonly repository: Repository;
  readonly pullNumber: number;
  /** One comment stands for each key. */
  readonly key: string;
  /** The pull request's head commit that the body is about. */
  readonly head: string;
  readonly run: { readonly number: number; readonly attempt: number };
  /** Markdown, rendered and escaped; what does not fit is cut. */
  readonly body: string;
  /** false: update a comment that stands, but do not post a first one. */
  readonly create?: boolean;
}

/** `lost` concerns the comment alone, never the verdict; `reason` then says why, in one sentence. */
export interface CommentResult {
  readonly status: 'created' | 'updated' | 'unchanged' | 'lost';
  readonly url?: string;
  readonly reason?: string;
}

const PERMISSION = 'pull-requests: write';

/**
 * Makes the pull request's one comment of this key say `body`: created or updated in place, duplicates removed, left
 * alone where it says so already or a newer run has spoken. Never throws because of the API.
 * @throws CancelledError when cancelled.
 */
export async function publishComment(
  octokit: Octokit,
  request: CommentRequest,
  trying: Patience = patience(),
): Promise<CommentResult> {
  const outcome = await persevere(() => synchronise(octokit, request), trying);
  return outcome.ok ? outcome.value : { status: 'lost', reason: advise(outcome.failure, PERMISSION) };
}

/** Looks, then writes: done again after a fault it finds what the broken try may have left. */
async function synchronise(octokit: Octokit, request: CommentRequest): Promise<CommentResult> {
  const marker = { key: request.key, head: request.head, run: request.run.number };
  const wanted: Wanted = {
    marker,
    body: fitComment(formatMarker(marker), request.body),
    attempt: request.run.attempt,
    create: request.create ?? true,
  };
  const standing = await findComments(octokit, request);
  const head = needsCurrentHead(standing, wanted) ? await currentHead(octokit, request) : undefined;
  const plan = planComment(standing, wanted, head);
  switch (plan.action) {
    case 'create':
      return create(octokit, request, wanted.body);
    case 'silence':
      return { status: 'unchanged', reason: 'nothing has changed and no comment stands yet' };
    case 'yield':
      return {
        status: 'unchanged',
        url: plan.comment.url,
        reason: `run ${plan.to.run} has already written about ${plan.to.head}; this is run ${marker.run} about ${marker.head}`,
      };
    case 'keep':
      await removeAll(octokit, request.repository, plan.duplicates);
      return { status: 'unchanged', url: plan.comment.url };
    case 'update': {
      const url = await update(octokit, request.repository, plan.comment.id, wanted.body);
      await removeAll(octokit, request.repository, plan.duplicates);
      return url === undefined ? create(octokit, request, wanted.body) : { status: 'updated', url };
    }
  }
}

/** Ours on all pages: the author must be us, since anybody can write a marker. */
async function findComments(octokit: Octokit, { repository, pullNumber, key }: CommentRequest): Promise<Standing[]> {
  const login = await ownLogin(octokit);
  const found: Standing[] = [];
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...repository,
    issue_number: pullNumber,
    per_page: 100,
  });
  for await (const { data } of pages) {
    for (const { id, html_url: url, body, user } of data) {
      const marker = user?.login === login && body !== undefined ? parseMarker(body) : undefined;
      if (marker?.key === key) found.push({ id, url, body: body ?? '', marker });
    }
  }
  return found;
}

async function currentHead(octokit: Octokit, { repository, pullNumber }: CommentRequest): Promise<string> {
  const { data } = await octokit.rest.pulls.get({ ...repository, pull_number: pullNumber });
  return data.head.sha;
}

async function create(octokit: Octokit, request: CommentRequest, body: string): Promise<CommentResult> {
  const { data } = await octokit.rest.issues.createComment({
    ...request.repository,
    issue_number: request.pullNumber,
    body,
  });
  return { status: 'created', url: data.html_url };
}

/** The comment's URL; undefined where somebody has deleted it since we looked. */
async function update(octokit: Octokit, repository: Repository, id: number, body: string): Promise<string | undefined> {
  return unlessGone(async () => {
    const { data } = await octokit.rest.issues.updateComment({ ...repository, comment_id: id, body });
    return data.html_url;
  });
}

async function removeAll(octokit: Octokit, repository: Repository, comments: readonly Standing[]): Promise<void> {
  for (const { id } of comments) {
    await unlessGone(() => octokit.rest.issues.deleteComment({ ...repository, comment_id: id }));
  }
}

async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const failure = readFailure(error, Date.now());
    if (failure?.kind === 'http' && failure.status === 404) return undefined;
    throw error;
  }
}
