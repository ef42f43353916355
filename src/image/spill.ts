import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '../system/temp.ts';
import type { Positioned } from './file-range.ts';

/**
 * A place on disk for one file at a time, so that what comes as a stream can be read at offsets. Made when it is first
 * used; gone at the end of the scope: `await using`.
 */
export class Spill implements AsyncDisposable, Positioned {
  #folder: TemporaryFolder | undefined;
  #file: number | undefined;

  /** Writes the pieces, then lets `read` look at them. The place is used again by the next file. */
  async hold<Result>(
    pieces: AsyncIterable<Uint8Array>,
    read: (file: Positioned, size: number) => Result,
  ): Promise<Result> {
    const file = await this.#open();
    let size = 0;
    for await (const piece of pieces) {
      for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done, piece.length - done, size + done);
      size += piece.length;
    }
    return read(this, size);
  }

  /** Of the file that is there. */
  readInto(target: Uint8Array, offset: number, length: number): number {
    return this.#file === undefined ? 0 : readSync(this.#file, target, 0, length, offset);
  }

  async #open(): Promise<number> {
    this.#folder ??= await temporaryFolder('layer');
    this.#file ??= openSync(join(this.#folder.path, 'executable'), 'w+', 0o600);
    return this.#file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#file !== undefined) closeSync(this.#file);
    await this.#folder?.[Symbol.asyncDispose]();
  }
}
