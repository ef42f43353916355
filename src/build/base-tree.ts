import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, ToolError } from '../model/errors.ts';
import { type TemporaryFolder, temporaryFolder } from '../system/temp.ts';
import { type Git, isCommitId } from './git.ts';

/** A commit checked out in a folder of its own, with a real `.git`; gone at the end of the scope. */
export interface BaseTree extends AsyncDisposable {
  readonly path: string;
  readonly sha: string;
}

/**
 * The commit that a ref names in this repository, also where the name exists only at `origin`.
 * @throws ConfigError where no such commit is known here; a full commit id is passed through, it can still be fetched.
 */
export async function resolveCommit(git: Git, root: string, ref: string): Promise<string> {
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const found = await git.attempt(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], root);
    const sha = found.stdout.trim();
    // `^main` is understood too, and comes back as one that is left out.
    if (found.code === 0 && isCommitId(sha)) return sha;
  }
  if (isCommitId(ref)) return ref;
  const shallow = (await git.run(['rev-parse', '--is-shallow-repository'], root)) === 'true';
  throw new ConfigError(`"${ref}" names no commit of this repository`, {
    hint: shallow
      ? 'the clone is shallow: check out with fetch-depth: 0, or fetch the branch first'
      : 'give a branch, a tag or a commit id; to compare with a saved report give a file that ends in .json',
  });
}

/**
 * Checks a commit out beside the repository, as a clone would have it: not a git worktree, where `.git` is a file of 49
 * bytes, so that `COPY .` and version stamps would differ from the head's.
 * @throws ToolError where the commit is neither here nor at origin.
 */
export async function checkOutBase(git: Git, root: string, sha: string): Promise<BaseTree> {
  if (!isCommitId(sha)) throw new ToolError(`"${sha}" is no commit id`);
  const folder = await temporaryFolder('base');
  try {
    await fill(git, root, sha, folder);
    return { path: folder.path, sha, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

async function fill(git: Git, root: string, sha: string, folder: TemporaryFolder): Promise<void> {
  const { path } = folder;
  await git.run(['init', '--quiet', `--object-format=${sha.length === 64 ? 'sha256' : 'sha1'}`], path);
  const origin = await git.attempt(['remote', 'get-url', 'origin'], root);
  const url = origin.code === 0 ? origin.stdout.trim() : undefined;
  if (url !== undefined) await git.run(['remote', 'add', '--', 'origin', url], path);
  await fetchCommit(git, root, sha, path, url);
  await git.run(['checkout', '--quiet', '--detach', sha], path);
  // Submodules only where the head has them checked out: an empty folder on one side alone would be a difference.
  if (existsSync(join(path, '.gitmodules')) && existsSync(join(root, '.git', 'modules'))) {
    await git.run(['submodule', 'update', '--init', '--recursive', '--quiet'], path);
  }
}

async function fetchCommit(
  git: Git,
  root: string,
  sha: string,
  path: string,
  origin: string | undefined,
): Promise<void> {
  const here = await git.attempt(['cat-file', '-e', `${sha}^{commit}`], root);
  const depth = await depthOption(git, root);
  if (here.code === 0) {
    // The repository may belong to another user; the trust given by environment does not reach the serving side.
    const serve = '--upload-pack=git -c safe.directory=* upload-pack';
    const refs = depth.length === 0 ? [sha, '+refs/tags/*:refs/tags/*'] : [sha];
    await git.run(['fetch', '--quiet', serve, ...depth, '--', pathToFileURL(root).href, ...refs], path);
    return;
  }
  const missing = `the base commit ${sha} is not in this clone`;
  const hint = 'check out with fetch-depth: 2 (a merge commit) or fetch-depth: 0';
  if (origin === undefined) throw new ToolError(`${missing}, and it has no origin to fetch it from`, { hint });
  const fetched = await git.attempt(['fetch', '--quiet', ...depth, '--', origin, sha], path);
  if (fetched.code !== 0) {
    throw new ToolError(`${missing}, and origin did not give it`, {
      hint: `${hint}\n${fetched.stderr.slice(-5).join('\n')}`,
    });
  }
}

/** As deep as the head's own history, so that what looks at the history sees as much on both sides. */
async function depthOption(git: Git, root: string): Promise<readonly string[]> {
  const shallow = (await git.run(['rev-parse', '--is-shallow-repository'], root)) === 'true';
  if (!shallow) return [];
  return [`--depth=${await git.run(['rev-list', '--first-parent', '--count', 'HEAD'], root)}`];
}
