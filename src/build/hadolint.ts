import type { Plan } from '../config/plan.ts';
import { ToolError } from '../model/errors.ts';
import { attempt, exitError, type RunOptions } from '../system/process.ts';

/**
 * Runs hadolint over Dockerfiles, by its own configuration, and gives what it prints as JSON.
 * @param files absolute paths
 * @returns undefined where it is not installed and need not be
 * @throws ToolError where it is missing and was asked for, fails, or cannot read its configuration
 */
export async function runHadolint(
  files: readonly string[],
  when: Plan['hadolint'],
  options: RunOptions,
): Promise<string | undefined> {
  if (when === 'false' || files.length === 0) return undefined;
  // Findings are no failure: what ends with another code than 0 then is.
  const args = ['--no-fail', '--format', 'json', '--', ...files];
  try {
    const result = await attempt('hadolint', args, {
      ...options,
      missing: 'install hadolint (https://github.com/hadolint/hadolint), or leave --hadolint out',
    });
    // It goes on without a configuration that it cannot read, and then says other things than it was told to.
    const misread = result.stderr.some((line) => /error parsing your config/i.test(line));
    if (result.code !== 0 || misread) throw exitError('hadolint', args, result);
    return result.stdout;
  } catch (error) {
    if (when === 'auto' && error instanceof ToolError && isMissing(error.cause)) return undefined;
    throw error;
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
