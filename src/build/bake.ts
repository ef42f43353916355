import { type RunOptions, run } from '../system/process.ts';
import type { Engine } from './engine.ts';

/**
 * What bake makes of a file, HCL too, as JSON: variables, functions, matrices and inheritance are resolved; nothing is
 * built.
 * @throws ToolError with what buildx says of the file
 */
export function printBake(
  file: string,
  { command, prefix, builder }: Pick<Engine, 'command' | 'prefix' | 'builder'>,
  options: RunOptions,
): Promise<string> {
  // The default group is named "default"; what stands in no group is printed by "*".
  const args = [...prefix, 'bake', `--builder=${builder}`, `--file=${file}`, '--print', '*'];
  return run(command, args, options);
}
