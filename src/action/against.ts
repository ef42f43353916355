import { type Git, headCommit, repositoryRoot } from '../build/git.ts';
import type { RawOptions } from '../config/options.ts';
import type { Against } from '../config/plan.ts';
import { decideBase } from '../github/base-commit.ts';
import type { Octokit } from '../github/client.ts';
import type { GitHubEvent } from '../github/event.ts';
import { findMergeBase } from '../github/merge-base.ts';
import { patience } from '../github/retry.ts';
import { ConfigError, ToolError } from '../model/errors.ts';
import { suggestion } from '../model/suggest.ts';

const MODES: readonly string[] = ['auto', 'saved', 'build', 'none'];

export interface BaselineOptions {
  readonly options: RawOptions;
  /** `baseline.mode` of the configuration file. */
  readonly configured: string | undefined;
}

/**
 * What the event says that the head is compared with.
 * @throws ConfigError for a baseline that does not exist or is not supported, or a checkout that is not the event's.
 */
export async function chooseAgainst(
  options: BaselineOptions,
  event: GitHubEvent,
  folder: string,
  git: Git,
  client: Octokit | undefined,
  signal: AbortSignal,
): Promise<Against> {
  const mode = readMode(options);
  if (typeof mode !== 'string') return mode;
  if (mode === 'none') return { kind: 'none' };
  const root = await repositoryRoot(git, folder);
  if (root === undefined)
    return { kind: 'none', reason: 'the context is in no git repository: is a checkout step missing?' };
  const base = decideBase(await headCommit(git, root), event);
  switch (base.kind) {
    case 'none':
      return { kind: 'none', reason: base.reason };
    case 'commit':
      return { kind: 'commit', ref: base.sha, why: base.reason };
    case 'merge-base': {
      if (client === undefined) {
        return { kind: 'none', reason: 'the merge base is asked of the API, and there is no github-token' };
      }
      try {
        const ref = await findMergeBase(client, event.repository, base, patience(signal));
        return { kind: 'commit', ref, why: 'merge base' };
      } catch (error) {
        // Without a base the sizes and the absolute limits are still worth having.
        if (!(error instanceof ToolError)) throw error;
        return { kind: 'none', reason: [error.message, error.hint ?? ''].filter((part) => part !== '').join('; ') };
      }
    }
  }
}

/** @throws ConfigError for a baseline that does not exist or is not supported. */
function readMode({
  options,
  configured,
}: BaselineOptions): 'auto' | 'build' | 'none' | Extract<Against, { kind: 'image' }> {
  const given = options.text('baseline') ?? 'auto';
  // An input that was left at its default says nothing.
  const mode = given === 'auto' ? (configured ?? 'auto') : given;
  if (mode === 'saved') {
    throw new ConfigError(`baseline "${mode}" is not supported yet`, { hint: 'use auto, build, image:REF or none' });
  }
  if (mode.startsWith('image:')) return { kind: 'image', reference: mode.slice('image:'.length) };
  if (mode !== 'auto' && mode !== 'build' && mode !== 'none') {
    throw new ConfigError(`unknown baseline "${mode}"`, { hint: suggestion(mode, MODES) });
  }
  return mode;
}

/**
 * The same for an image that exists already, or a run that only lints: there is nothing to build a base of.
 * @throws ConfigError as above, and where a base was asked for.
 */
export function againstExisting(options: BaselineOptions): Against {
  const mode = readMode(options);
  if (typeof mode !== 'string') return mode;
  if (mode === 'build') {
    throw new ConfigError('baseline "build" needs a build: oci, image and build: false have none', {
      hint: 'leave baseline out',
    });
  }
  return { kind: 'none', reason: 'nothing is built in this run, so there is no base' };
}
