import { FormatError } from '../model/errors.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const RLE_BLOCK = 1;

type State = 'magic' | 'skip-size' | 'descriptor' | 'block' | 'end';

/**
 * Finds the ends of zstd frames (RFC 8878, section 3.1) in bytes that come piece by piece, without inflating them.
 * `node:zlib` stops after the first frame; layers that can be pulled lazily have thousands.
 */
export class ZstdFrames {
  readonly #what: string;
  /** The fixed-size part being gathered, and how long it has to be. */
  #part: number[] = [];
  #need = 4;
  /** Bytes to pass over before the next part. */
  #pass = 0;
  #state: State = 'magic';
  #checksum = 0;

  constructor(what: string) {
    this.#what = what;
  }

  /** How many bytes at the start of `chunk` belong to the current frame. Whether it ends there, `ended` says. */
  take(chunk: Uint8Array): number {
    let at = 0;
    while (!this.ended) {
      if (this.#pass > 0) {
        const step = Math.min(this.#pass, chunk.length - at);
        this.#pass -= step;
        at += step;
        if (this.#pass > 0) return at;
        continue;
      }
      const byte = chunk[at];
      if (byte === undefined) return at;
      at += 1;
      this.#part.push(byte);
      if (this.#part.length === this.#need) this.#step();
    }
    return at;
  }

  get ended(): boolean {
    return this.#state === 'end' && this.#pass === 0;
  }

  /** Gets ready for the frame after one that ended. */
  restart(): void {
    this.#expect('magic', 4);
  }

  #step(): void {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#part;
    const value = (first | (second << 8) | (third << 16) | (fourth << 24)) >>> 0;
    if (this.#state === 'magic') {
      if (value === MAGIC) this.#expect('descriptor', 1);
      else if ((value & 0xfffffff0) >>> 0 === SKIPPABLE) this.#expect('skip-size', 4);
      else throw new FormatError(`${this.#what}: something that is no zstd frame follows one`);
    } else if (this.#state === 'skip-size') {
      this.#expect('end', 0);
      this.#pass = value;
    } else if (this.#state === 'descriptor') {
      const single = (first & 0x20) !== 0;
      const contentSize = [single ? 1 : 0, 2, 4, 8][first >> 6] ?? 0;
      const dictionary = [0, 1, 2, 4][first & 3] ?? 0;
      this.#checksum = (first & 4) !== 0 ? 4 : 0;
      this.#expect('block', 3);
      this.#pass = (single ? 0 : 1) + dictionary + contentSize;
    } else {
      const last = (value & 1) !== 0;
      const size = ((value >> 1) & 3) === RLE_BLOCK ? 1 : value >> 3;
      if (last) this.#expect('end', 0);
      else this.#expect('block', 3);
      this.#pass = size + (last ? this.#checksum : 0);
    }
  }

  #expect(state: State, need: number): void {
    this.#state = state;
    this.#need = need;
    this.#part = [];
  }
}
