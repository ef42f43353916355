import { attempt, type RunResult } from '../../src/system/process.ts';

const CLI = process.env.PLIMSOLL_CLI ?? new URL('../../dist/cli.cjs', import.meta.url).pathname;

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundle as a person would. */
export async function runCli(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
): Promise<CliResult> {
  const result: RunResult = await attempt(process.execPath, [CLI, ...args], {
    cwd: options.cwd,
    env: options.env,
    signal: options.signal ?? new AbortController().signal,
  });
  return { code: result.code, stdout: result.stdout, stderr: result.stderr.join('\n') };
}
