import { formatPatch, structuredPatch } from 'diff/lib/patch/create.js';

export interface Change {
  /** Relative to the folder that the patch is applied in. */
  readonly path: string;
  /** Undefined for a file that is new. */
  readonly before: string | undefined;
  readonly after: string;
}

/** The changes as one patch, as `git apply` and `patch -p1` take it. Ends with a newline, or is empty. */
export function patch(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) => {
      const names = [before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`] as const;
      const made = structuredPatch(...names, before ?? '', after, undefined, undefined, { context: 3 });
      return formatPatch({
        ...made,
        isGit: true,
        ...(before === undefined ? { isCreate: true, newMode: '100644' } : {}),
      });
    })
    .join('');
}
