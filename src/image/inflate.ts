import { FormatError } from '../model/errors.ts';
import type { Compression } from './compression.ts';
import { gunzip } from './gunzip.ts';
import { unzstd } from './unzstd.ts';

export interface InflateOptions {
  readonly compression: Compression;
  /** Over it is an error. */
  readonly maxBytes: number;
  /** Names the blob in messages. */
  readonly what: string;
  /** The CRC-32 of all chunks that were given so far, as who takes them sums them up anyway. */
  readonly sumOfAll: () => number;
}

/**
 * The inflated bytes, in chunks of up to 4 MiB. All of `compressed` is read, also what follows the last frame.
 * @throws FormatError for data that is broken, cut off, or longer than the ceiling.
 */
export async function* inflate(
  compressed: AsyncIterable<Uint8Array>,
  options: InflateOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { maxBytes, what, compression } = options;
  let bytes = 0;
  try {
    for await (const chunk of inflated(compressed, options)) {
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

function inflated(
  compressed: AsyncIterable<Uint8Array>,
  { compression, what, sumOfAll }: InflateOptions,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return compressed;
    case 'gzip':
      return gunzip(compressed, what, sumOfAll);
    case 'zstd':
      return unzstd(compressed, what);
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(String(error.code));
}
