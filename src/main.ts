import * as core from '@actions/core';
import { actionsLog } from './action/actions-log.ts';
import { runAction } from './action/run-action.ts';
import { BuildError } from './build/build-platform.ts';
import { tell } from './report/error-text.ts';
import { cancelOnSignals } from './system/cancel.ts';
import { keepNewObjectsSmall } from './system/memory.ts';
import { createMeter } from './system/meter.ts';

/** The action's entry: reads the world, calls, and sets the exit code. */
async function main(): Promise<void> {
  using _small = keepNewObjectsSmall();
  using cancellation = cancelOnSignals();
  const now = (): number => performance.now();
  const world = {
    env: process.env,
    cwd: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    signal: cancellation.signal,
    meter: createMeter(now),
    log: actionsLog(core),
    now,
  };
  try {
    process.exitCode = await runAction(core, world);
  } catch (error) {
    const told = tell(error);
    const place =
      error instanceof BuildError
        ? { file: error.file, ...(error.line === undefined ? {} : { startLine: error.line }) }
        : {};
    core.error([told.message, told.hint ?? ''].filter((part) => part !== '').join('\n'), {
      title: 'Plimsoll',
      ...place,
    });
    process.exitCode = told.exitCode;
  }
}

void main();
