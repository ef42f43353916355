import { relative } from 'node:path';
import type { BuildPlan } from '../config/plan.ts';
import { ConfigError, ToolError } from '../model/errors.ts';
import { basePlan } from './base-plan.ts';
import { type BaseTree, checkOutBase, resolveCommit } from './base-tree.ts';
import { type Git, repositoryRoot } from './git.ts';

/** The base commit in a folder of its own, and the plan that builds it; or why that cannot be. */
export type BaseCheckout =
  | { readonly kind: 'tree'; readonly tree: BaseTree; readonly sha: string; readonly plan: BuildPlan }
  | { readonly kind: 'none'; readonly sha: string | null; readonly reason: string };

/**
 * Checks the base out beside the head.
 * @throws ConfigError where the context is in no repository or the ref names nothing: the person can mend that.
 */
export async function prepareBase(git: Git, plan: BuildPlan, ref: string, cwd: string): Promise<BaseCheckout> {
  const root = await repositoryRoot(git, plan.context);
  if (root === undefined) {
    throw new ConfigError(`${plan.context} is in no git repository, so there is no commit to compare with`, {
      hint: 'compare with a saved report (--against report.json) or a layout (--against oci:DIR)',
    });
  }
  const sha = await resolveCommit(git, root, ref);
  try {
    const tree = await checkOutBase(git, root, sha);
    return { kind: 'tree', tree, sha, plan: basePlan(plan, root, tree.path, cwd) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { kind: 'none', sha, reason: [error.message, error.hint].filter((part) => part !== undefined).join('; ') };
  }
}

/** Files in the context that git does not hold, as paths relative to the context. Ignored files count: a build sends them. */
export async function untrackedFiles(git: Git, context: string): Promise<readonly string[]> {
  const listed = await git.run(['ls-files', '--others', '-z', '--', '.'], context);
  return listed.split('\0').filter((path) => path !== '');
}

/** Is the work tree as HEAD has it, within the context? */
export async function isDirty(git: Git, context: string): Promise<boolean> {
  const status = await git.attempt(['status', '--porcelain', '--untracked-files=no', '--', '.'], context);
  return status.code === 0 && status.stdout.trim() !== '';
}

/** A path as people know it: relative to where they stand, if it is below that. */
export function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown === '' ? '.' : shown.startsWith('..') ? path : shown;
}
