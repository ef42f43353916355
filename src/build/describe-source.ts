import { isDirty } from './base-side.ts';
import { type Git, headCommit, repositoryRoot } from './git.ts';

/** What was weighed, as far as git and the runner know. */
export interface Source {
  readonly repository: string | null;
  readonly sha: string | null;
  readonly ref: string | null;
  /** Does the context hold changes that no commit has? */
  readonly dirty: boolean;
}

/** The commit that a folder is checked out at; nulls outside of git and before the first commit. */
export async function describeSource(git: Git, folder: string, repository: string | undefined): Promise<Source> {
  const nowhere = { repository: repository ?? null, sha: null, ref: null, dirty: false };
  const root = await repositoryRoot(git, folder);
  if (root === undefined) return nowhere;
  const hasCommit = await git.attempt(['rev-parse', '--verify', '--quiet', 'HEAD'], root);
  if (hasCommit.code !== 0) return nowhere;
  const { sha } = await headCommit(git, root);
  // Nothing where HEAD is detached, as it is in every pull request's checkout.
  const branch = await git.attempt(['symbolic-ref', '--quiet', 'HEAD'], root);
  const ref = branch.code === 0 ? branch.stdout.trim() : null;
  return { ...nowhere, sha, ref, dirty: await isDirty(git, folder) };
}
