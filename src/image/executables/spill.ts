import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '../../system/temp.ts';
import type { FileRange } from '../file-range.ts';

/**
 * A place on disk for files of a layer, so that what comes as a stream can be read at offsets. Made when it is first
 * used; gone at the end of the scope: `await using`.
 */
export class Spill implements AsyncDisposable {
  #folder: TemporaryFolder | undefined;
  #files = 0;
  /** Files that may be written over, which is much faster than to fill a fresh one. */
  readonly #free: string[] = [];

  /** Writes the pieces to a file, which nothing else is written to before `release`. */
  async write(pieces: AsyncIterable<Uint8Array>): Promise<FileRange> {
    const used = this.#free.pop();
    const path = used ?? (await this.#fresh());
    const file = openSync(path, used === undefined ? 'wx' : 'r+', 0o600);
    let size = 0;
    try {
      for await (const piece of pieces) {
        for (let done = 0; done < piece.length; ) {
          done += writeSync(file, piece, done, piece.length - done, size + done);
        }
        size += piece.length;
      }
    } finally {
      closeSync(file);
    }
    return { path, start: 0, size };
  }

  release({ path }: FileRange): void {
    this.#free.push(path);
  }

  async #fresh(): Promise<string> {
    this.#folder ??= await temporaryFolder('layer');
    this.#files += 1;
    return join(this.#folder.path, `executable-${this.#files}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder?.[Symbol.asyncDispose]();
  }
}
