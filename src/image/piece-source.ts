const NOTHING: Uint8Array = new Uint8Array();

/** Pieces that come in order, with what was not used of one handed back. */
export class PieceSource implements AsyncDisposable {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest = NOTHING;
  #asked: Promise<IteratorResult<Uint8Array>> | undefined;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** What was handed back, else the next piece; undefined at the end. None is empty. */
  async next(): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#ask();
      this.#asked = undefined;
      if (next.done === true) return undefined;
      this.#rest = next.value;
    }
    const piece = this.#rest;
    this.#rest = NOTHING;
    return piece;
  }

  /** Has the next piece read while the last one is worked on. */
  readAhead(): void {
    // Whoever asks for it meets the same failure; this only keeps it from being "unhandled" in between.
    this.#ask().catch(() => undefined);
  }

  giveBack(rest: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? rest : Buffer.concat([rest, this.#rest]);
  }

  /** The next few bytes; fewer at the end. */
  async take(length: number): Promise<Uint8Array> {
    const taken: number[] = [];
    while (taken.length < length) {
      const piece = await this.next();
      if (piece === undefined) break;
      const part = piece.subarray(0, length - taken.length);
      taken.push(...part);
      this.giveBack(piece.subarray(part.length));
    }
    return Uint8Array.from(taken);
  }

  /** Reads all that is left. */
  async drain(): Promise<void> {
    while ((await this.next()) !== undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#asked?.catch(() => undefined);
    await this.#pieces.return?.();
  }

  #ask(): Promise<IteratorResult<Uint8Array>> {
    this.#asked ??= this.#pieces.next();
    return this.#asked;
  }
}
