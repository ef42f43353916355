import { EXIT, type ExitCode, PlimsollError } from '../model/errors.ts';

/** An error as a person should see it, and the exit code that goes with it. */
export interface Told {
  readonly message: string;
  /** The way out, or the last lines of what failed; may have several lines. */
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
}

/** What to tell of an error. One that is none of ours is a fault of ours: it is shown with where it happened. */
export function tell(error: unknown): Told {
  if (error instanceof PlimsollError) return { message: error.message, hint: error.hint, exitCode: error.exitCode };
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { message: `internal error: ${message}`, hint: stack, exitCode: EXIT.tool };
}
