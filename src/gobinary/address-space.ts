import { type ByteReader, bytesAt } from './byte-reader.ts';

/** A stretch of the file that the system maps at a virtual address. */
export interface LoadedRange {
  readonly address: number;
  readonly offset: number;
  /** Bytes in the file; memory beyond them is zero. */
  readonly fileSize: number;
}

/** Up to `length` bytes at a virtual address, from the range that holds it; null where none does. */
export function bytesAtAddress(
  reader: ByteReader,
  ranges: readonly LoadedRange[],
  address: number,
  length: number,
): Uint8Array | null {
  for (const range of ranges) {
    const into = address - range.address;
    if (!(into >= 0 && into < range.fileSize)) continue;
    const offset = range.offset + into;
    const held = Math.min(length, range.fileSize - into, reader.size - offset);
    return held > 0 ? bytesAt(reader, offset, held) : null;
  }
  return null;
}
