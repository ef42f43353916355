import type { ContextListing } from '../dockerfile/context.ts';
import { matchPath } from '../dockerfile/ignore.ts';

/** `gitdir: …` and a path, in bytes. */
const MAX_POINTER = 8192;

/**
 * What the builder gets of the context's repository. *folder*: a whole .git; *file*: the one line that a worktree or a
 * submodule has there; *ignored*: nothing, by the ignore file; undefined where there is none, or it was not looked at.
 */
export function sentRepository(context: ContextListing | undefined): 'folder' | 'file' | 'ignored' | undefined {
  if (context === undefined) return undefined;
  const entry = context.entries.find(({ name }) => name === '.git');
  if (entry !== undefined) return entry.files === 1 && entry.bytes < MAX_POINTER ? 'file' : 'folder';
  const top = matchPath(context.ignore, '.git', undefined);
  // A pattern for what is in it (`.git/*`) leaves an empty folder, or what a `!` brings back, which is no repository.
  const inside = matchPath(context.ignore, '.git/HEAD', top.match);
  return top.ignored && inside.ignored ? 'ignored' : undefined;
}
