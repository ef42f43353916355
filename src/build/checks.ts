import { attempt, exitError, type RunOptions } from '../system/process.ts';
import type { Engine } from './engine.ts';

/** Does this buildx know `--call=check`? It came with 0.15; a version built from source (0.0.0) is taken to. */
export function knowsChecks(buildx: string): boolean {
  const [major = 0, minor = 0, patch = 0] = buildx.split(/[.+-]/).map(Number);
  return major > 0 || minor >= 15 || (minor === 0 && patch === 0);
}

export interface CheckRequest {
  /** Absolute. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly context: string;
  readonly target: string | undefined;
  /** `K=V`, or `K` to take the value from the environment. */
  readonly buildArgs: readonly string[];
}

/**
 * Runs BuildKit's own checks of a Dockerfile and gives what buildx prints as JSON; nothing is built.
 * @throws ToolError where buildx fails; that checks found something is no failure
 */
export async function runChecks(
  { dockerfile, context, target, buildArgs }: CheckRequest,
  { command, prefix, builder }: Pick<Engine, 'command' | 'prefix' | 'builder'>,
  options: RunOptions,
): Promise<string> {
  const args = [
    ...prefix,
    'build',
    `--builder=${builder}`,
    '--call=check,format=json',
    '--progress=plain',
    `--file=${dockerfile}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...buildArgs.map((arg) => `--build-arg=${arg}`),
    '--',
    context,
  ];
  const result = await attempt(command, args, options);
  // Exit code 1 also says that checks found something, or what would end a build: then the report is there.
  if (result.code !== 0 && !result.stdout.trimStart().startsWith('{')) throw exitError(command, args, result);
  return result.stdout;
}
