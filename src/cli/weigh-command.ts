import { readConfig } from '../config/file/read-config.ts';
import { readPlan } from '../config/read-plan.ts';
import { weigh } from '../weigh.ts';
import type { WeighArguments } from './program.ts';
import { runAndPublish } from './run-and-publish.ts';
import type { Shell } from './shell.ts';

/** `plimsoll weigh`: the whole way. */
export async function weighCommand(args: WeighArguments, shell: Shell): Promise<number> {
  const plan = readPlan(args.options, shell.cwd, await readConfig(args.options.text('config'), shell.cwd));
  return runAndPublish(args, shell, (world) => weigh({ plan }, world));
}
