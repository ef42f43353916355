import { crc32 } from 'node:zlib';
import type { TarInput } from './input.ts';

/** A buffer of this size or more was made for one chunk alone; smaller ones may be shared. */
const OWN_BUFFER = 2 ** 20;

const NOTHING = Buffer.alloc(0);

/** Input from a stream of chunks, which are looked at where they lie. */
export class ChunkInput implements TarInput, AsyncDisposable {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What was taken from the stream and not yet used up, in order; only the first may be partly used. */
  readonly #ready: Buffer[] = [];
  /** How much of the first is used. */
  #used = 0;
  #readyBytes = 0;
  /** Used up, but what was given of them is valid until the next bytes are asked for. */
  readonly #spent: Uint8Array[] = [];
  /** CRC-32 of the bytes up to `#summedTo`. */
  #sum = 0;
  #summedTo = 0;
  offset = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  get bytes(): Buffer {
    return this.#ready[0] ?? NOTHING;
  }

  get atHand(): number {
    return this.bytes.length - this.#used;
  }

  find(length: number): number {
    const first = this.#ready[0];
    return first !== undefined && first.length >= this.#used + length ? this.#used : -1;
  }

  pass(length: number): boolean {
    if (this.#readyBytes < length) return false;
    this.#advance(length);
    return true;
  }

  async peek(length: number): Promise<Uint8Array> {
    if (this.#readyBytes < length) await this.#fill(length);
    const at = this.find(length);
    if (at >= 0) return this.bytes.subarray(at, at + length);
    // Across chunks: only the few bytes asked for are put together, not the chunks.
    const joined = new Uint8Array(Math.min(length, this.#readyBytes));
    let filled = 0;
    let from = this.#used;
    for (const chunk of this.#ready) {
      const part = chunk.subarray(from, from + joined.length - filled);
      joined.set(part, filled);
      filled += part.length;
      from = 0;
      if (filled === joined.length) break;
    }
    return joined;
  }

  async read(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length);
    this.#advance(bytes.length);
    return bytes;
  }

  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      if (this.#readyBytes === 0 && !(await this.#fill(1))) break;
      const step = Math.min(left, this.#readyBytes);
      this.#advance(step);
      left -= step;
    }
    return length - left;
  }

  async *pieces(length: number): AsyncGenerator<Uint8Array, void, undefined> {
    let left = length;
    while (left > 0) {
      if (this.#readyBytes === 0 && !(await this.#fill(1))) return;
      const piece = (this.#ready[0] ?? NOTHING).subarray(this.#used, this.#used + left);
      this.#advance(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  sum(): number | null {
    this.#sumUpTo(this.offset);
    return this.#summedTo === this.offset ? this.#sum : null;
  }

  /** CRC-32 of all bytes that came from the stream so far, also of those that are not used yet. */
  sumOfTaken(): number {
    this.#sumUpTo(this.offset + this.#readyBytes);
    return this.#sum;
  }

  /** Lets go of the stream, also where it was not read to its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(length: number): Promise<boolean> {
    for (const chunk of this.#spent.splice(0)) giveBack(chunk);
    while (this.#readyBytes < length) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      if (next.value.length === 0) continue;
      const { buffer, byteOffset, byteLength } = next.value;
      this.#ready.push(Buffer.from(buffer, byteOffset, byteLength));
      this.#readyBytes += next.value.length;
    }
    return true;
  }

  #advance(length: number): void {
    this.offset += length;
    this.#readyBytes -= length;
    this.#used += length;
    for (let first = this.#ready[0]; first !== undefined && this.#used >= first.length; first = this.#ready[0]) {
      this.#sumUpTo(this.offset - this.#used + first.length);
      this.#used -= first.length;
      this.#ready.shift();
      this.#spent.push(first);
    }
  }

  #sumUpTo(to: number): void {
    let start = this.offset - this.#used;
    for (const chunk of this.#ready) {
      if (this.#summedTo >= to) return;
      const end = Math.min(to, start + chunk.length);
      if (this.#summedTo < end) {
        this.#sum = crc32(chunk.subarray(this.#summedTo - start, end - start), this.#sum);
        this.#summedTo = end;
      }
      start += chunk.length;
    }
  }
}

/**
 * Frees a chunk's memory at once: left to the garbage collector, tens of chunks wait for it, since hardly anything of
 * them is on its heap. Only a buffer that was made for one chunk, and that this is the end of.
 */
function giveBack(chunk: Uint8Array): void {
  const { buffer, byteOffset, byteLength } = chunk;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < OWN_BUFFER) return;
  if (byteOffset + byteLength === buffer.byteLength) buffer.transfer(0);
}
