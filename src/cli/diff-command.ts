import { readConfig } from '../config/file/read-config.ts';
import { readPlan } from '../config/read-plan.ts';
import { operandOf } from '../way/operand.ts';
import { weighTwo } from '../weigh.ts';
import type { DiffArguments } from './program.ts';
import { runAndPublish } from './run-and-publish.ts';
import type { Shell } from './shell.ts';

/** `plimsoll diff BASE HEAD`: two reports, layouts, archives, images or commits, compared and judged. */
export async function diffCommand(args: DiffArguments, shell: Shell): Promise<number> {
  const plan = readPlan(args.options, shell.cwd, await readConfig(args.options.text('config'), shell.cwd));
  const base = operandOf(args.base, shell.cwd);
  const head = operandOf(args.head, shell.cwd);
  return runAndPublish(args, shell, (world) => weighTwo({ plan }, base, head, world));
}
