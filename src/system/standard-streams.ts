import { fstatSync, writeSync } from 'node:fs';

/** Standard output and standard error. */
export type StandardStream = 1 | 2;

const FULL_PIPE_MS = 5;

/**
 * Writes all of a text before it returns. `process.stdout` would do so too, but brings streams and sockets along, which
 * are a tenth of the time that a lint takes.
 * @returns false where nobody reads any more, as behind `head`
 */
export function writeStandard(stream: StandardStream, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(stream, bytes, done);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      // Whoever shares the pipe has made it one that does not wait.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
    }
  }
  return true;
}

/** Is somebody looking? Only a device is asked, as `isTTY` loads what `writeStandard` does without. */
export function isTerminal(stream: StandardStream): boolean {
  try {
    return fstatSync(stream).isCharacterDevice() && (stream === 1 ? process.stdout : process.stderr).isTTY === true;
  } catch {
    // Closed by whoever started us.
    return false;
  }
}
