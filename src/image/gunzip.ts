import { createGunzip, createInflateRaw } from 'node:zlib';
import { FormatError } from '../model/errors.ts';
import { PieceSource } from './piece-source.ts';
import { STREAM, through } from './through.ts';

/** Magic, deflate, and none of the fields that may follow the header (RFC 1952, section 2.3). */
const PLAIN_HEADER = [0x1f, 0x8b, 8, 0];
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/**
 * The contents of a gzip file. The checksum is a quarter of the inflater's work, on the one thread that all waits for:
 * of a first member with a plain header, which is all that most files have, it is taken elsewhere. What follows that
 * member goes the usual way: further members, and anything but zeros is refused.
 * @param sumOfAll the CRC-32 of all that was given so far; asked for once, when nothing more is to come of the member
 * @throws FormatError for a wrong checksum or size, and what `node:zlib` throws for data that is broken
 */
export async function* gunzip(
  compressed: AsyncIterable<Uint8Array>,
  what: string,
  sumOfAll: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using source = new PieceSource(compressed);
  const header = await source.take(HEADER_BYTES);
  if (header.length === HEADER_BYTES && PLAIN_HEADER.every((byte, index) => header[index] === byte)) {
    yield* firstMember(source, what, sumOfAll);
  } else source.giveBack(header);
  const next = await source.take(1);
  // Zeros fill up a tape or a block.
  if (next.length > 0 && next[0] !== 0) {
    source.giveBack(next);
    yield* through(source, createGunzip(STREAM));
  }
  await source.drain();
}

async function* firstMember(
  source: PieceSource,
  what: string,
  sumOfAll: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of through(source, createInflateRaw(STREAM))) {
    bytes += chunk.length;
    yield chunk;
  }
  const trailer = await source.take(TRAILER_BYTES);
  const wrong = (why: string): FormatError =>
    new FormatError(`${what}: broken gzip data after ${bytes} inflated bytes: ${why}`);
  if (trailer.length < TRAILER_BYTES) throw wrong('unexpected end of file');
  const fields = new DataView(trailer.buffer);
  if (fields.getUint32(0, true) !== sumOfAll()) throw wrong('incorrect data check');
  if (fields.getUint32(4, true) !== bytes % 2 ** 32) throw wrong('incorrect length check');
}
