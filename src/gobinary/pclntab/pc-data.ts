import type { Window } from './window.ts';

/** Bytes of a number of 32 bits in groups of seven. */
const MAX_VARINT = 5;
const MAX_PAIR = 2 * MAX_VARINT;

/**
 * Bytes of one table of values by pc: pairs of variable-length numbers (change of value, change of pc) up to a change
 * of value of 0 that is not the first. -1 where it runs out of the region.
 */
export function pcDataBytes(region: Window, start: number, size: number): number {
  let at = start;
  while (at < size) {
    const from = region.seek(at, Math.min(MAX_PAIR, size - at));
    if (from < 0) return -1;
    const { bytes } = region;
    // Of what is in memory, all pairs that cannot reach over its end; the last ones of the region may.
    const limit = Math.max(from, bytes.length - MAX_PAIR);
    let index = from;
    do {
      const value = bytes[index] ?? 0xff;
      if (value === 0 && at + index - from > start) return at + index - from + 1 - start;
      // Nearly all numbers have one byte.
      index = value < 0x80 ? index + 1 : varintEnd(bytes, index);
      index = (bytes[index] ?? 0xff) < 0x80 ? index + 1 : varintEnd(bytes, index);
      if (index < 0) return -1;
    } while (index < limit);
    at += index - from;
  }
  return -1;
}

/** -1 where it does not end in time, and for a start of -1. */
function varintEnd(bytes: Uint8Array, start: number): number {
  if (start < 0) return -1;
  const end = Math.min(start + MAX_VARINT, bytes.length);
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) return at + 1;
  }
  return -1;
}
