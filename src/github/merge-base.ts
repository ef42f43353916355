import { ToolError } from '../model/errors.ts';
import { advise } from './advice.ts';
import type { BaseDecision } from './base-commit.ts';
import type { Octokit, Repository } from './client.ts';
import { type Patience, patience, persevere } from './retry.ts';

type Question = Pick<Extract<BaseDecision, { kind: 'merge-base' }>, 'baseRef' | 'baseSha' | 'headSha'>;

/**
 * The commit from which the head branched off, by the compare API: a shallow clone does not hold it.
 * Where the branch holds the head already (merged meanwhile), the base branch's tip of the event is asked instead.
 * @throws ToolError with the way out.
 */
export async function findMergeBase(
  octokit: Octokit,
  repository: Repository,
  { baseRef, baseSha, headSha }: Question,
  trying: Patience = patience(),
): Promise<string> {
  const compare = async (base: string): Promise<string> => {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...repository,
      basehead: `${base}...${headSha}`,
      // Only the merge base is wanted: the fewest commits that can be asked for.
      per_page: 1,
    });
    return data.merge_base_commit.sha;
  };
  const outcome = await persevere(async () => {
    const found = await compare(baseRef);
    return found === headSha ? compare(baseSha) : found;
  }, trying);
  if (outcome.ok) return outcome.value;
  throw new ToolError(`the merge base of "${baseRef}" and ${headSha} is not known`, {
    hint: advise(outcome.failure, 'contents: read'),
  });
}
