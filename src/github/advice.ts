import type { Failure } from './failure.ts';

/**
 * One plain sentence: what GitHub answered and what to do.
 * @param permission what the call needs, as it is written in a workflow: `pull-requests: write`.
 */
export function advise(failure: Failure, permission: string): string {
  switch (failure.kind) {
    case 'network':
      return `GitHub's API could not be reached (${failure.message}); check GITHUB_API_URL and the runner's network, then run the job again`;
    case 'rate-limit':
      return `GitHub limits the rate of requests (${failure.status}: ${failure.message}) and asks to wait ${failure.waitSeconds} s, longer than the job may; run it again later`;
    case 'graphql':
      return `GitHub's GraphQL API refused the query (${failure.message})`;
    case 'http':
      return adviseStatus(failure.status, failure.message, permission);
  }
}

function adviseStatus(status: number, message: string, permission: string): string {
  const answer = `GitHub answered ${status} (${message})`;
  if (status === 401)
    return `${answer}: the token is wrong or has expired; leave the input github-token at its default`;
  if (status === 403 && /\blocked\b/i.test(message)) return `${answer}: the conversation is locked; unlock it`;
  if (status === 403) {
    return `${answer}: the token lacks a permission; add "${permission}" under "permissions" of the job. A run for a fork or by Dependabot has a read-only token whatever the workflow grants: there, the job summary holds the report`;
  }
  if (status === 404) {
    return `${answer}: no such repository, pull request or commit, or the token may not see it; check that the job's "permissions" name "${permission}"`;
  }
  if (status === 410) return `${answer}: it was deleted, or the repository has turned this feature off`;
  if (status === 422) return `${answer}: it did not accept what was sent`;
  if (status >= 500) return `${answer}, several times; see https://www.githubstatus.com and run the job again later`;
  return answer;
}
