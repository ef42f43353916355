import { createZstdDecompress } from 'node:zlib';
import { FormatError } from '../model/errors.ts';
import { PieceSource } from './piece-source.ts';
import { STREAM, through } from './through.ts';
import { ZstdFrames } from './zstd.ts';

/**
 * The contents of a zstd file. Every frame has an inflater of its own: `node:zlib` ends with the first.
 * @throws FormatError for what is no frame, or is cut off, and what `node:zlib` throws for data that is broken
 */
export async function* unzstd(
  compressed: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using source = new PieceSource(compressed);
  const frames = new ZstdFrames(what);
  async function* frame(): AsyncGenerator<Uint8Array, void, undefined> {
    while (!frames.ended) {
      const piece = await source.next();
      if (piece === undefined) throw new FormatError(`${what}: cut off inside of a zstd frame`);
      const taken = frames.take(piece);
      source.giveBack(piece.subarray(taken));
      yield piece.subarray(0, taken);
    }
  }
  for (let next = await source.next(); next !== undefined; next = await source.next()) {
    source.giveBack(next);
    frames.restart();
    yield* through(new PieceSource(frame()), createZstdDecompress(STREAM));
  }
}
