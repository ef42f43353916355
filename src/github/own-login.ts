import type { Octokit } from './client.ts';
import { readFailure } from './failure.ts';

/** Who GITHUB_TOKEN writes as. */
const ACTIONS_LOGIN = 'github-actions[bot]';

/**
 * The login that the token writes as. GraphQL tells every kind of token (REST's `GET /user` refuses those of a job);
 * where the answer is no, it is taken for the job's own. A passing fault is thrown on: a wrong guess would make us
 * overlook our comment and post a second one.
 */
export async function ownLogin(octokit: Octokit): Promise<string> {
  try {
    const answer: unknown = await octokit.graphql('query { viewer { login } }');
    return readLogin(answer) ?? ACTIONS_LOGIN;
  } catch (error) {
    const failure = readFailure(error, Date.now());
    const refused = failure?.kind === 'graphql' || (failure?.kind === 'http' && [403, 404].includes(failure.status));
    if (!refused) throw error;
    return ACTIONS_LOGIN;
  }
}

function readLogin(answer: unknown): string | undefined {
  const viewer = property(answer, 'viewer');
  const login = property(viewer, 'login');
  return typeof login === 'string' && login !== '' ? login : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
