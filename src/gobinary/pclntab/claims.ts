/**
 * Stretches of a region, each owned by the first that names its start. What a linker writes does not overlap, so all
 * together never take more than the region has: where they would, the table is forged.
 */
export class Claims {
  readonly #taken: Uint8Array;
  readonly #size: number;
  #left: number;

  constructor(size: number) {
    this.#taken = new Uint8Array((size >>> 3) + 1);
    this.#size = size;
    this.#left = size;
  }

  /** Is `at` within the region, and named for the first time? */
  first(at: number): boolean {
    if (at >= this.#size) return false;
    const index = at >>> 3;
    const bit = 1 << (at & 7);
    const byte = this.#taken[index] ?? 0;
    this.#taken[index] = byte | bit;
    return (byte & bit) === 0;
  }

  /** Takes bytes of the region; false where it has no more. */
  take(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }
}
