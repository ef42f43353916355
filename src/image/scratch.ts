import type { ByteReader } from '../gobinary/byte-reader.ts';
import type { Positioned } from './file-range.ts';

/** What most executables have of names and tables; it is made once a layer, and only where there is one. */
const BYTES = 4 * 2 ** 20;

/**
 * Memory that one executable after the other is read into. Fresh buffers would be asked of the system, filled with
 * zeros and left to the garbage collector, thousands of times an image.
 */
export class Scratch {
  #bytes: Buffer | undefined;
  #used = 0;

  /** The executable in a stretch of a file, no longer than that. What it gives is valid until the next one is asked for. */
  reader(file: Positioned, start: number, size: number): ByteReader {
    this.#used = 0;
    return new ScratchReader(this, file, start, size);
  }

  take(length: number): Buffer {
    this.#bytes ??= Buffer.allocUnsafeSlow(BYTES);
    const end = this.#used + length;
    // A length that is none throws there, and spoils nothing here.
    if (!(end <= BYTES)) return Buffer.allocUnsafeSlow(length);
    const taken = this.#bytes.subarray(this.#used, end);
    this.#used = end;
    return taken;
  }
}

class ScratchReader implements ByteReader {
  readonly size: number;
  readonly #scratch: Scratch;
  readonly #file: Positioned;
  readonly #start: number;

  constructor(scratch: Scratch, file: Positioned, start: number, size: number) {
    this.#scratch = scratch;
    this.#file = file;
    this.#start = start;
    this.size = size;
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = this.#scratch.take(Math.max(0, Math.min(length, this.size - offset)));
    return bytes.subarray(0, this.#file.readInto(bytes, this.#start + offset, bytes.length));
  }
}
