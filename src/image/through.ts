import type { Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { PieceSource } from './piece-source.ts';

/**
 * The size of what comes out at once is what decides the speed, as each piece is a trip between two threads: 1 MiB is three
 * times as fast as the default 16 KiB, and 4 MiB a tenth faster than that.
 */
const CHUNK = 2 ** 22;

/** For the inflaters of `node:zlib`. */
export const STREAM = { chunkSize: CHUNK, readableHighWaterMark: CHUNK } as const;

/** Chunks that the inflater, which has a thread of its own, may be ahead of who looks at them. */
const AHEAD = 3;

interface Inflater extends Transform {
  /** How much of what was written it has used. */
  readonly bytesWritten: number;
}

/** What an inflater makes of the pieces, up to the end of its data; what follows that is left in the source. */
export async function* through(source: PieceSource, inflater: Inflater): AsyncGenerator<Uint8Array, void, undefined> {
  const fed = feed(source, inflater);
  // Whoever reads meets the same failure; this only keeps it from being "unhandled" in between.
  fed.catch(() => undefined);
  try {
    yield* chunksOf(inflater);
    await fed;
  } finally {
    inflater.destroy();
    await fed.catch(() => undefined);
  }
}

/** One piece is inflated while the next is read; no third one is asked for before the first is used up. */
async function feed(source: PieceSource, inflater: Inflater): Promise<void> {
  let given = 0;
  try {
    for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
      source.readAhead();
      await written(piece, inflater);
      given += piece.length;
      const left = given - inflater.bytesWritten;
      if (left > 0) {
        source.giveBack(piece.subarray(piece.length - left));
        break;
      }
    }
    if (!inflater.destroyed) inflater.end();
  } catch (error) {
    inflater.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Done when the chunk is used up, or the inflater is gone: of what was under way then, a stream does not tell. */
function written(chunk: Uint8Array, inflater: Transform): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      inflater.off('close', done);
      if (error) reject(error);
      else resolve();
    };
    inflater.once('close', done);
    inflater.write(chunk, done);
  });
}

/**
 * What comes out, each chunk as it was made. A stream's own iterator puts the chunks that wait together, which copies
 * all of them.
 */
async function* chunksOf(inflater: Transform): AsyncGenerator<Uint8Array, void, undefined> {
  const waiting: Uint8Array[] = [];
  let wake = (): void => undefined;
  let ended = false;
  let failure: Error | null = null;
  inflater.on('data', (chunk: Uint8Array) => {
    waiting.push(chunk);
    if (waiting.length >= AHEAD) inflater.pause();
    wake();
  });
  inflater.once('close', () => {
    ended = true;
    wake();
  });
  inflater.once('error', (error) => {
    failure = error;
  });
  for (;;) {
    const chunk = waiting.shift();
    if (chunk !== undefined) {
      if (inflater.isPaused()) inflater.resume();
      yield chunk;
      // Lets the inflater be told to go on before the next chunk is looked at.
      if (waiting.length > 0) await setImmediate();
    } else if (ended) break;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  if (failure !== null) throw failure;
}
