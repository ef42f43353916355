import { posix } from 'node:path';
import type { RunScript } from '../dockerfile/runs.ts';
import type { ShellCommand } from '../dockerfile/shell.ts';

type ShellWord = ShellCommand['words'][number];

/** A command of a RUN without what only stands before it: `sudo`, `env`, `NAME=value`. */
export interface PlainCommand {
  readonly run: RunScript;
  readonly command: ShellCommand;
  /** The program without its folder: `apt-get`. */
  readonly name: string;
  readonly program: ShellWord;
  readonly args: readonly ShellWord[];
  /** Does something stand before the program? */
  readonly wrapped: boolean;
  /** What `env NAME=value` or `NAME=value` before the program sets; undefined values are unknown. */
  readonly environment: ReadonlyMap<string, string | undefined>;
}

const WRAPPERS: ReadonlySet<string> = new Set(['command', 'env', 'exec', 'nice', 'sudo', 'time', 'timeout']);

export function plainCommandsOf(run: RunScript): readonly PlainCommand[] {
  return run.script.commands.flatMap((command) => plainCommand(run, command) ?? []);
}

function plainCommand(run: RunScript, command: ShellCommand): PlainCommand | undefined {
  const environment = new Map(command.environment);
  let at = 0;
  for (; at < command.words.length; at += 1) {
    const text = command.words[at]?.text ?? '';
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text);
    if (at > 0 && assignment?.[1] !== undefined) environment.set(assignment[1], assignment[2]);
    // `sudo -E`, `timeout 60`: options and a time belong to the wrapper.
    else if (!WRAPPERS.has(posix.basename(text)) && !(at > 0 && /^(?:-|[0-9])/.test(text))) break;
  }
  const program = command.words[at];
  if (program === undefined) return undefined;
  const args = command.words.slice(at + 1);
  const name = posix.basename(program.text);
  return { run, command, name, program, args, wrapped: at > 0, environment };
}
