/**
 * The exit codes of every entry, in one place.
 * `fine` also covers a neutral verdict.
 */
export const EXIT = { fine: 0, overLimit: 1, usage: 2, tool: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error whose message is meant for the person who ran us: what is wrong, where, and in `hint` the way out. */
export abstract class PlimsollError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string | undefined; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** A wrong flag, input, configuration or file: the person can mend it without our help. */
export class ConfigError extends PlimsollError {
  readonly exitCode = EXIT.usage;
}

/** The head's build, git, the engine or the API failed. */
export class ToolError extends PlimsollError {
  readonly exitCode = EXIT.tool;
}

/** An image, archive or binary that breaks its format, or goes over a ceiling. */
export class FormatError extends PlimsollError {
  readonly exitCode = EXIT.tool;
}

/** The run was cancelled (a signal): children are ended and temporary folders are gone by the time it is seen. */
export class CancelledError extends PlimsollError {
  readonly exitCode = EXIT.tool;
}
