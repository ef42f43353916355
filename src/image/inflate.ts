import type { Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { FormatError } from '../model/errors.ts';
import type { Compression } from './compression.ts';
import { ZstdFrames } from './zstd.ts';

/**
 * The size of what comes out at once is what decides the speed, as each piece is a trip between two threads: 1 MiB is three
 * times as fast as the default 16 KiB, and 4 MiB a tenth faster than that.
 */
const CHUNK = 2 ** 22;

const STREAM = { chunkSize: CHUNK, readableHighWaterMark: CHUNK };

/** Chunks that the inflater, which has a thread of its own, may be ahead of who looks at them. */
const AHEAD = 1;

export interface InflateOptions {
  readonly compression: Compression;
  /** Over it is an error. */
  readonly maxBytes: number;
  /** Names the blob in messages. */
  readonly what: string;
}

/**
 * The inflated bytes, in chunks of up to 4 MiB. All of `compressed` is read, also what follows the last frame.
 * @throws FormatError for data that is broken, cut off, or longer than the ceiling.
 */
export async function* inflate(
  compressed: AsyncIterable<Uint8Array>,
  options: InflateOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { compression, maxBytes, what } = options;
  const source =
    compression === 'none' ? compressed : compression === 'gzip' ? gunzip(compressed) : unzstd(compressed, what);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new FormatError(`${what}: inflates to more than ${maxBytes} bytes`);
      yield chunk;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new FormatError(`${what}: broken ${compression} data after ${bytes} inflated bytes: ${error.message}`, {
      cause: error,
    });
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(String(error.code));
}

/** `createGunzip` goes on through all members of a file, and refuses anything but zeros after the last. */
function gunzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  return through(compressed, createGunzip(STREAM));
}

async function* through(
  compressed: AsyncIterable<Uint8Array>,
  inflater: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  const fed = feed(compressed, inflater);
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

/** One chunk is inflated while the next is read; no third one is asked for before the first is used up. */
async function feed(compressed: AsyncIterable<Uint8Array>, inflater: Transform): Promise<void> {
  let taken: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of compressed) {
      await taken;
      taken = written(chunk, inflater);
      // It may fail while nobody waits for it; it is waited for above and below.
      taken.catch(() => undefined);
    }
    await taken;
    inflater.end();
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

/** Every frame has an inflater of its own: `node:zlib` ends with the first. */
async function* unzstd(
  compressed: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const frames = new ZstdFrames(what);
  const source = compressed[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  const more = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await source.next();
      if (next.done === true) return false;
      rest = next.value;
    }
    return true;
  };
  async function* frame(): AsyncGenerator<Uint8Array, void, undefined> {
    while (!frames.ended) {
      if (!(await more())) throw new FormatError(`${what}: cut off inside of a zstd frame`);
      const taken = frames.take(rest);
      const piece = rest.subarray(0, taken);
      rest = rest.subarray(taken);
      yield piece;
    }
  }
  try {
    while (await more()) {
      frames.restart();
      yield* through(frame(), createZstdDecompress(STREAM));
    }
  } finally {
    await source.return?.();
  }
}
