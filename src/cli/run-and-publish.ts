import { resolve } from 'node:path';
import type { RawOptions } from '../config/options.ts';
import { CancelledError, ConfigError, EXIT } from '../model/errors.ts';
import { withoutCommands } from '../model/text.ts';
import { json } from '../report/json.ts';
import { markdown } from '../report/markdown.ts';
import { painter, text } from '../report/text.ts';
import { view } from '../report/view.ts';
import { cancelOnSignals } from '../system/cancel.ts';
import { keepNewObjectsSmall } from '../system/memory.ts';
import { createMeter } from '../system/meter.ts';
import { terminalLog } from '../system/terminal-log.ts';
import type { World } from '../system/world.ts';
import { writeWhole } from '../system/write-file.ts';
import type { Outcome } from '../weigh.ts';
import type { WeighArguments } from './program.ts';
import type { Shell } from './shell.ts';

/** The number that a shell adds to a signal's to tell that it ended a program. */
const SIGNAL_EXIT = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Does the work of a command that weighs, then gives the report to the terminal and to the files asked for. */
export async function runAndPublish(
  args: WeighArguments,
  shell: Shell,
  work: (world: World) => Promise<Outcome>,
): Promise<number> {
  if (args.options.text('json-file') === '-' && args.options.text('markdown') === '-') {
    throw new ConfigError('--json and --markdown cannot both go to standard output', {
      hint: 'give one of them a file',
    });
  }
  using _small = keepNewObjectsSmall();
  using cancellation = cancelOnSignals();
  // Not of `performance`, which is a module to be loaded.
  const now = (): number => Number(process.hrtime.bigint()) / 1e6;
  const log = terminalLog(shell.err, args);
  const world = { env: shell.env, cwd: shell.cwd, signal: cancellation.signal, meter: createMeter(now), log, now };
  try {
    const outcome = await work(world);
    for (const span of outcome.spans) log.debug(`time: ${span.name} ${span.seconds.toFixed(3)} s`);
    await publish(args.options, args.quiet, shell, outcome);
    return outcome.verdict.status === 'fail' ? EXIT.overLimit : EXIT.fine;
  } catch (error) {
    const name = cancellation.received();
    if (name === undefined || !(error instanceof CancelledError || cancellation.signal.aborted)) throw error;
    shell.err('plimsoll: cancelled; builds are ended and temporary folders removed\n');
    return SIGNAL_EXIT[name as keyof typeof SIGNAL_EXIT] ?? EXIT.tool;
  }
}

async function publish(options: RawOptions, quiet: boolean, shell: Shell, outcome: Outcome): Promise<void> {
  const seen = view(outcome);
  const files = [
    [options.text('json-file'), () => json(outcome)],
    [options.text('markdown'), () => withoutCommands(markdown(seen))],
  ] as const;
  const toStdout = files.some(([path]) => path === '-');
  const report = text(seen, outcome.verdict.status, painter(shell.colour && !toStdout));
  // With a file on standard output the report for the person moves aside.
  if (!toStdout) shell.out(report);
  else if (!quiet) shell.err(report);
  for (const [path, render] of files) {
    if (path === '-') shell.out(render());
    else if (path !== undefined) await writeWhole(resolve(shell.cwd, path), render());
  }
}
