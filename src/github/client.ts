import { getOctokit } from '@actions/github';
import { TOOL_NAME, TOOL_VERSION } from '../model/project.ts';

/** The client of GitHub's API that everything in this folder is handed. */
export type Octokit = ReturnType<typeof getOctokit>;

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/**
 * A client for the API at `apiUrl` (GITHUB_API_URL) that signs with `token`.
 * @param signal ends requests under way when the run is cancelled.
 * @param timeout milliseconds after which an answer is counted as lost, so that a hanging API does not hold the job.
 */
export function createClient(token: string, apiUrl: string, signal?: AbortSignal, timeout = 30_000): Octokit {
  const octokit = getOctokit(token, { baseUrl: apiUrl.replace(/\/+$/, ''), userAgent: `${TOOL_NAME}/${TOOL_VERSION}` });
  octokit.hook.before('request', (request) => {
    const timer = AbortSignal.timeout(timeout);
    request.request.signal = signal === undefined ? timer : AbortSignal.any([timer, signal]);
  });
  return octokit;
}
