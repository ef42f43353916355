type Access = 'read' | 'write';

/** Permissions by the names that workflows use. */
export type Permissions = Readonly<Partial<Record<'contents' | 'issues' | 'metadata' | 'pull-requests', Access>>>;

/**
 * What an operation needs, as GitHub's answer header `x-accepted-github-permissions` says it: any of these is enough.
 * From GitHub's documentation, "Permissions required for GitHub Apps".
 */
const NEEDS: Readonly<Record<string, readonly Permissions[]>> = {
  'issues/create-comment': [{ issues: 'write' }, { 'pull-requests': 'write' }],
  'issues/delete-comment': [{ issues: 'write' }, { 'pull-requests': 'write' }],
  'issues/get-comment': [{ issues: 'read' }, { 'pull-requests': 'read' }],
  'issues/list-comments': [{ issues: 'read' }, { 'pull-requests': 'read' }],
  'issues/update-comment': [{ issues: 'write' }, { 'pull-requests': 'write' }],
  'pulls/get': [{ 'pull-requests': 'read' }],
  'repos/compare-commits-with-basehead': [{ contents: 'read' }],
  'repos/get': [{ metadata: 'read' }],
  'repos/get-commit': [{ contents: 'read' }],
};

/** The header's text: `issues=write; pull_requests=write`. */
export function acceptedPermissions(operation: string): string {
  return needs(operation)
    .map((set) =>
      Object.entries(set)
        .map(([name, access]) => `${name.replaceAll('-', '_')}=${access}`)
        .join(','),
    )
    .join('; ');
}

/** Do the granted permissions cover the operation? Write includes read; every token may read metadata. */
export function isAllowed(operation: string, granted: Permissions): boolean {
  const held: Permissions = { metadata: 'read', ...granted };
  return needs(operation).some((set) =>
    Object.entries(set).every(([name, access]) => {
      const has = held[name as keyof Permissions];
      return has === 'write' || has === access;
    }),
  );
}

/** What is left of a token in a run for a fork or by Dependabot. */
export function readOnly(granted: Permissions): Permissions {
  return Object.fromEntries(Object.keys(granted).map((name) => [name, 'read']));
}

function needs(operation: string): readonly Permissions[] {
  const found = NEEDS[operation];
  if (found === undefined) throw new Error(`say in permissions.ts what ${operation} needs`);
  return found;
}
