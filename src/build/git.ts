import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { attempt, exitError, type RunOptions, type RunResult } from '../system/process.ts';

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** A full commit id, SHA-1 or SHA-256. */
export function isCommitId(text: string): boolean {
  return SHA.test(text);
}

/** Git, with hooks and prompts off and trust in a folder that another user owns (a container's work tree). */
export interface Git {
  /** @throws ToolError with git's last lines. */
  run(args: readonly string[], cwd: string): Promise<string>;
  attempt(args: readonly string[], cwd: string): Promise<RunResult>;
}

/**
 * @param token sent to the host of `origin` as actions/checkout does, by the environment and never in an argument. An
 * empty header before it drops the one that a checkout may have left: two are refused.
 */
export function createGit(options: Omit<RunOptions, 'cwd'>, auth?: { server: string; token: string }): Git {
  const config: (readonly [string, string])[] = [
    ['safe.directory', '*'],
    ['core.hooksPath', '/dev/null'],
    ['protocol.version', '2'],
    ['gc.auto', '0'],
  ];
  if (auth !== undefined) {
    const key = `http.${auth.server}/.extraheader`;
    const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${auth.token}`).toString('base64')}`;
    config.push([key, ''], [key, header]);
  }
  const env = {
    ...options.env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
  const git: Git = {
    attempt: (args, cwd) => attempt('git', args, { ...options, env, cwd, missing: 'install git' }),
    async run(args, cwd) {
      const result = await git.attempt(args, cwd);
      if (result.code !== 0) throw exitError('git', args, result);
      return result.stdout.trimEnd();
    },
  };
  return git;
}

/**
 * Top folder of the work tree that holds `folder`, or undefined outside of git. Git names it with symbolic links
 * followed; this gives the name by which `folder` begins, so that paths below it can be told from others.
 */
export async function repositoryRoot(git: Git, folder: string): Promise<string | undefined> {
  const result = await git.attempt(['rev-parse', '--show-toplevel'], folder);
  if (result.code !== 0) return undefined;
  const top = result.stdout.replace(/\r?\n$/, '');
  for (let parent = folder; ; parent = dirname(parent)) {
    if (realpathSync(parent) === top) return parent;
    if (parent === dirname(parent)) return top;
  }
}

/** Id and parents of HEAD. Read from the commit itself: in a clone of depth 1 `HEAD^1` does not resolve. */
export async function headCommit(git: Git, root: string): Promise<{ sha: string; parents: readonly string[] }> {
  const sha = await git.run(['rev-parse', '--verify', 'HEAD'], root);
  const text = await git.run(['cat-file', 'commit', sha], root);
  const [header = ''] = text.split('\n\n', 1);
  const parents = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? '');
  if (!isCommitId(sha)) throw new ToolError(`git names HEAD "${sha}", which is no commit id`);
  return { sha, parents };
}
