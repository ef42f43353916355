import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { CancelledError, ToolError } from '../model/errors.ts';
import { redact } from '../model/text.ts';
import type { Meter } from './meter.ts';

/** How long a child may take to end after SIGTERM before SIGKILL, in milliseconds: less than a runner gives us. */
const GRACE = 5_000;

/** Characters of standard output that are taken; a tool that says more than this is not one of ours. */
const MAX_STDOUT = 64 * 2 ** 20;

/** Lines of output that an error can quote. */
const TAIL_LINES = 200;

export interface RunOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly meter?: Meter;
  /** Replaced wherever they stand in what a program prints on standard error, and in the command that an error shows. */
  readonly secrets?: readonly string[];
  /** Called for every line of standard error as it comes (build progress). */
  readonly onLine?: (line: string) => void;
  /** Said when the program is not installed: what to install. */
  readonly missing?: string;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  /** The last lines of standard error. */
  readonly stderr: readonly string[];
}

/**
 * Runs a program to its end, whatever its exit code.
 *
 * The child leads its own process group: on cancellation the group gets SIGTERM, and SIGKILL after a grace, and only
 * then does this reject, so that nothing of ours outlives us.
 * @throws ToolError where the program cannot be started, dies by a signal or says too much; CancelledError when cancelled.
 */
export async function attempt(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const { signal } = options;
  if (signal.aborted) throw new CancelledError('cancelled');
  // Loaded when wanted, with sockets and terminals in its train: to weigh what lies there already, nothing is started.
  const child = process.getBuiltinModule('node:child_process').spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const stopMeter = options.meter?.start();
  const kill = (name: NodeJS.Signals): void => endGroup(child.pid, name);
  let force: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    kill('SIGTERM');
    force = setTimeout(kill, GRACE, 'SIGKILL');
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [stdout, stderr, [code, died]] = await Promise.all([
      collect(child.stdout, command),
      tail(child.stderr, options),
      closed,
    ]);
    if (signal.aborted) throw new CancelledError('cancelled');
    if (code === null) {
      throw new ToolError(
        `${redact(display(command, args), options.secrets ?? [])} was ended by ${died ?? 'a signal'}`,
        { hint: lastLines(stderr) },
      );
    }
    return { code, stdout, stderr };
  } catch (error) {
    // It may still run, where it was our reading that failed.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      kill('SIGKILL');
      await once(child, 'exit');
    }
    throw startError(error, command, options);
  } finally {
    // What the child started may have let go of its output and gone on.
    if (signal.aborted) kill('SIGKILL');
    stopMeter?.();
    clearTimeout(force);
    signal.removeEventListener('abort', cancel);
  }
}

/**
 * Runs a program that must succeed, and gives its standard output.
 * @throws ToolError with the command, its exit code and its last lines.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const result = await attempt(command, args, options);
  if (result.code !== 0) throw exitError(command, args, result, options.secrets);
  return result.stdout;
}

/** The error for a program that ended with a code other than 0. */
export function exitError(
  command: string,
  args: readonly string[],
  result: RunResult,
  secrets: readonly string[] = [],
): ToolError {
  return new ToolError(`${redact(display(command, args), secrets)} failed with exit code ${result.code}`, {
    hint: lastLines(result.stderr.length > 0 ? result.stderr : result.stdout.split('\n')),
  });
}

/** A command as a person would type it. */
export function display(command: string, args: readonly string[]): string {
  const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return [command, ...args].map(quote).join(' ');
}

function lastLines(lines: readonly string[]): string {
  const said = lines.filter((line) => line.trim() !== '').slice(-10);
  return said.length > 0 ? said.join('\n') : 'it printed nothing';
}

function endGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    // The group is gone already, which is what was wanted; EPERM is what macOS says of one that is about to be.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

async function collect(stream: Readable, command: string): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    text += chunk;
    if (text.length > MAX_STDOUT) throw new ToolError(`${command} printed more than ${MAX_STDOUT} characters`);
  }
  return text;
}

async function tail(
  stream: Readable,
  { onLine, secrets = [] }: Pick<RunOptions, 'onLine' | 'secrets'>,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const { createInterface } = process.getBuiltinModule('node:readline');
  for await (const said of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = redact(said, secrets);
    onLine?.(line);
    lines.push(line);
    if (lines.length > TAIL_LINES) lines.shift();
  }
  return lines;
}

function startError(error: unknown, command: string, { cwd, missing }: RunOptions): unknown {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')) {
    if (cwd !== undefined && !existsSync(cwd)) {
      return new ToolError(`${command} could not be started: the folder ${cwd} does not exist`, { cause: error });
    }
    return new ToolError(
      `${command} could not be started: ${error.code === 'ENOENT' ? 'not found' : 'not executable'}`,
      {
        hint: missing ?? `install ${command}, or put it on PATH`,
        cause: error,
      },
    );
  }
  return error;
}
