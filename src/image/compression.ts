import { FormatError } from '../model/errors.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** As many first bytes as `detectCompression` wants to see. */
export const COMPRESSION_BYTES = 6;

/**
 * How a blob is compressed, by its first bytes: media types are often wrong.
 * @throws FormatError for a compression that layers cannot have.
 */
export function detectCompression(head: Uint8Array, what: string): Compression {
  const hex = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('hex');
  if (hex.startsWith('1f8b')) return 'gzip';
  // A stream of zstd may begin with a frame to be skipped (0x184D2A50 to 5F).
  if (hex.startsWith('28b52ffd') || /^5.2a4d18/.test(hex)) return 'zstd';
  const foreign = hex.startsWith('fd377a585a00') ? 'xz' : hex.startsWith('425a68') ? 'bzip2' : null;
  if (foreign !== null) throw new FormatError(`${what} is compressed with ${foreign}, which is not supported`);
  return 'none';
}
