import { oneLine, withoutCommands } from '../model/text.ts';
import type { ChildLog, Log } from './world.ts';

export interface TerminalLogOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Progress for a person at a terminal: one line each, on standard error, so that standard output holds results only. */
export function terminalLog(write: (text: string) => void, { quiet, verbose }: TerminalLogOptions): Log {
  const say = (text: string, indent = ''): void => write(`${indent}${withoutCommands(oneLine(text, 2_000))}\n`);
  return {
    info: (text) => (quiet ? undefined : say(text)),
    warn: (text) => say(`warning: ${text}`),
    debug: (text) => (verbose ? say(text) : undefined),
    children: (title) => {
      if (!quiet) say(title);
      return childLog(say, quiet, verbose);
    },
  };
}

function childLog(say: (text: string, indent?: string) => void, quiet: boolean, verbose: boolean): ChildLog {
  return {
    line: (source, text) => {
      if (!quiet && (verbose || isMilestone(text))) say(`${source} | ${text}`, '  ');
    },
    transcript: () => {},
    [Symbol.dispose]: () => {},
  };
}

/** Of BuildKit's plain progress: a step of the Dockerfile that starts, one that fails. The rest is for --verbose. */
export function isMilestone(line: string): boolean {
  return /^#\d+ (?:\[(?!internal\])|ERROR)/.test(line);
}
