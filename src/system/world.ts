import type { Environment } from './environment.ts';
import type { Meter } from './meter.ts';

/** Where a run tells what it is doing. What children say is hostile text: it goes through `child` and nowhere else. */
export interface Log {
  /** One line of our own about the progress of the run. */
  info(text: string): void;
  /** Something that the person should know, which is no finding and no error. */
  warn(text: string): void;
  /** Shown with --verbose only. */
  debug(text: string): void;
  /** Starts a phase in which children speak; `line` prints one line of a child's as it comes. */
  children(title: string): ChildLog;
}

export interface ChildLog extends Disposable {
  line(source: string, text: string): void;
  /** The whole output of one child, after it has ended, for who wants to read it. */
  transcript(source: string, lines: readonly string[]): void;
}

/** What a run needs of the outside, read once by the entry and handed down. */
export interface World {
  readonly env: Environment;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly meter: Meter;
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}
