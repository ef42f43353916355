/** Bytes that come in order. `read` and `skip` give less than asked only where the bytes end. */
export interface TarInput {
  /** How many bytes have been read or skipped. */
  readonly offset: number;
  /** What `find` looks into, until the next call of anything. */
  readonly bytes: Buffer;
  /** Where in `bytes` the next `length` bytes begin; -1 where they are not at hand in one piece. No view is made of them. */
  find(length: number): number;
  /** Bytes from there on that are at hand in one piece. */
  readonly atHand: number;
  /** Moves on over bytes that are at hand; false, and nothing is done, where there are fewer of them. */
  pass(length: number): boolean;
  /** The next bytes without moving on; valid until the next call. */
  peek(length: number): Promise<Uint8Array>;
  read(length: number): Promise<Uint8Array>;
  /** Moves on, and says by how much. */
  skip(length: number): Promise<number>;
  /** The next `length` bytes piece by piece, none of them copied; a piece is valid until the next is asked for. */
  pieces(length: number): AsyncGenerator<Uint8Array, void, undefined>;
  /** CRC-32 of all bytes up to here; null where it is not known, as bytes were passed over unread. */
  sum(): number | null;
}
