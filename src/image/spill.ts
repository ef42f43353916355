import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteReader } from '../gobinary/byte-reader.ts';
import { type TemporaryFolder, temporaryFolder } from '../system/temp.ts';

/**
 * A place on disk for one file at a time, so that what comes as a stream can be read at offsets. Made when it is first
 * used; gone at the end of the scope: `await using`.
 */
export class Spill implements AsyncDisposable {
  #folder: TemporaryFolder | undefined;
  #file: number | undefined;

  /** Writes the pieces, then lets `read` look at them. The place is used again by the next file. */
  async hold<Result>(pieces: AsyncIterable<Uint8Array>, read: (reader: ByteReader) => Result): Promise<Result> {
    const file = await this.#open();
    let size = 0;
    for await (const piece of pieces) {
      for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done, piece.length - done, size + done);
      size += piece.length;
    }
    return read(new SpilledFile(file, size));
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

class SpilledFile implements ByteReader {
  readonly size: number;
  readonly #file: number;

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  read(offset: number, length: number): Uint8Array {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)));
    return buffer.subarray(0, readSync(this.#file, buffer, 0, buffer.length, offset));
  }
}
