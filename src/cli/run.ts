import { EXIT } from '../model/errors.ts';
import { oneLine, withoutCommands } from '../model/text.ts';
import { tell } from '../report/error-text.ts';
import { isTerminal, writeStandard } from '../system/standard-streams.ts';
import { lintCommand } from './lint-command.ts';
import { runProgram } from './program.ts';

/** Reads the world, calls, and sets the exit code. */
export async function run(): Promise<void> {
  const terminal = isTerminal(1);
  const world = {
    env: process.env,
    cwd: process.cwd(),
    out: (text: string) => {
      // Who reads us has read enough, as `head` does.
      if (!writeStandard(1, text)) process.exit(EXIT.fine);
    },
    err: (text: string) => void writeStandard(2, text),
    colour: terminal && !process.env.NO_COLOR,
    terminal,
  };
  try {
    process.exitCode = await runProgram(process.argv.slice(2), {
      lint: (args) => lintCommand(args, world),
      // Loaded when wanted: lint starts faster without them.
      explain: async (args) => (await import('./explain-command.ts')).explainCommand(args, world),
      weigh: async (args) => (await import('./weigh-command.ts')).weighCommand(args, world),
      diff: async (args) => (await import('./diff-command.ts')).diffCommand(args, world),
    });
  } catch (error) {
    const told = tell(error);
    // Both may quote what a build printed.
    const safe = (line: string): string => withoutCommands(oneLine(line, 2_000));
    world.err(`error: ${safe(told.message)}\n`);
    for (const line of told.hint?.split('\n') ?? []) world.err(`  ${safe(line)}\n`);
    process.exitCode = told.exitCode;
  }
}
