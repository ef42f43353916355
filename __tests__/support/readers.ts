import { readFileSync } from 'node:fs';
import type { ByteReader } from '../../src/gobinary/byte-reader.ts';

/** Throws where it is asked for anything out of the file: what a header says has to be looked at first. */
export function readerOf(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.length,
    read(offset, length) {
      if (!(offset >= 0 && length >= 0)) throw new Error(`asked for ${length} bytes at ${offset}`);
      return bytes.subarray(offset, Math.min(bytes.length, offset + length));
    },
  };
}

export function fileReader(path: string): ByteReader {
  return readerOf(readFileSync(path));
}
