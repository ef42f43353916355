import { ConfigError } from '../model/errors.ts';
import type { GitHubEvent } from './event.ts';

/** The commit that is checked out: `git cat-file commit HEAD` tells the parents even at depth 1. */
export interface CheckedOut {
  readonly sha: string;
  readonly parents: readonly string[];
}

export type BaseDecision =
  /** Known without asking: a parent of the merge, or the group's. */
  | { readonly kind: 'commit'; readonly sha: string; readonly reason: string }
  /** The head itself is checked out: ask for the merge base with the base branch (`findMergeBase`). */
  | { readonly kind: 'merge-base'; readonly baseRef: string; readonly baseSha: string; readonly headSha: string }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Which commit the one that is checked out is compared with. Never `pull_request.base.sha`: it is stale, so that the base
 * branch's growth would be blamed on the pull request.
 * @throws ConfigError where something else is checked out than the event is about.
 */
export function decideBase(head: CheckedOut, event: GitHubEvent): BaseDecision {
  switch (event.kind) {
    case 'pull_request': {
      const [first, second, ...more] = head.parents;
      if (first !== undefined && second === event.headSha && more.length === 0) {
        return { kind: 'commit', sha: first, reason: 'first parent of the merge commit' };
      }
      if (head.sha === event.headSha) {
        return { kind: 'merge-base', baseRef: event.baseRef, baseSha: event.baseSha, headSha: event.headSha };
      }
      throw new ConfigError(
        `checked out is ${head.sha}, which is neither the pull request's head ${event.headSha} nor its merge into the base`,
        { hint: 'let actions/checkout check out its default, or run again if the pull request has moved on' },
      );
    }
    case 'merge_group':
      if (head.sha !== event.headSha) {
        throw new ConfigError(`checked out is ${head.sha}, but the merge group's head is ${event.headSha}`, {
          hint: 'let actions/checkout check out its default',
        });
      }
      return { kind: 'commit', sha: event.baseSha, reason: "the merge group's parent" };
    case 'push':
    case 'workflow_dispatch':
    case 'schedule':
      return { kind: 'none', reason: `the event ${event.kind} has no base` };
  }
}
