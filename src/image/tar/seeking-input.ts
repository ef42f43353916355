import type { Positioned } from '../file-range.ts';
import type { TarInput } from './input.ts';

interface SizedFile extends Positioned {
  readonly size: number;
}

/** Read where a big file was passed over: a header, and the first bytes of the file behind it. */
const FIRST_WINDOW = 4 * 1024;
/** Small files lie side by side: the longer they do, the more of them one read takes in. */
const MOST_WINDOW = 64 * 1024;
/** Of contents that are read in whole. */
const PIECE = 256 * 1024;

/** Input from a file that is read by seeking: what is skipped is never read. */
export class SeekingInput implements TarInput {
  readonly #file: SizedFile;
  bytes = Buffer.allocUnsafeSlow(MOST_WINDOW);
  /** What of the file lies in it. */
  #from = 0;
  #to = 0;
  #window = FIRST_WINDOW;
  offset = 0;

  constructor(file: SizedFile) {
    this.#file = file;
  }

  get atHand(): number {
    return this.offset < this.#from ? 0 : Math.max(0, this.#to - this.offset);
  }

  find(length: number): number {
    if (this.offset < this.#from || this.offset + length > this.#to) this.#load(length);
    return this.offset + length <= this.#to ? this.offset - this.#from : -1;
  }

  pass(length: number): boolean {
    if (this.offset + length > this.#file.size) return false;
    this.offset += length;
    return true;
  }

  async peek(length: number): Promise<Uint8Array> {
    const at = this.find(length);
    // Fewer bytes are left: as many as there are stand at the start of the window.
    return at < 0 ? this.bytes.subarray(0, this.#to - this.#from) : this.bytes.subarray(at, at + length);
  }

  async read(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length);
    this.offset += bytes.length;
    return bytes;
  }

  async skip(length: number): Promise<number> {
    const step = Math.max(0, Math.min(length, this.#file.size - this.offset));
    this.offset += step;
    return step;
  }

  async *pieces(length: number): AsyncGenerator<Uint8Array, void, undefined> {
    let left = length;
    while (left > 0) {
      const piece = await this.read(Math.min(left, PIECE));
      if (piece.length === 0) return;
      left -= piece.length;
      yield piece;
    }
  }

  sum(): null {
    return null;
  }

  #load(length: number): void {
    const isNear = this.offset >= this.#from && this.offset < this.#to + this.#window;
    this.#window = isNear ? Math.min(2 * this.#window, MOST_WINDOW) : FIRST_WINDOW;
    const wanted = Math.min(Math.max(this.#window, length), Math.max(0, this.#file.size - this.offset));
    if (wanted > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(wanted);
    this.#from = this.offset;
    this.#to = this.offset + this.#file.readInto(this.bytes, this.offset, wanted);
  }
}
