import type { Environment } from '../system/environment.ts';

/** What a command needs of the terminal that it was called in. */
export interface Shell {
  readonly env: Environment;
  readonly cwd: string;
  /** Writes results. */
  readonly out: (text: string) => void;
  /** Writes progress. */
  readonly err: (text: string) => void;
  /** May escape codes be written to `out`? */
  readonly colour: boolean;
  /** Does a person read `out`, and no file or program? */
  readonly terminal: boolean;
}
