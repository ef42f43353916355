import { FormatError } from '../../model/errors.ts';

/** A whole number and where the next thing begins. */
export interface Varint {
  readonly value: number;
  readonly end: number;
}

/** A value of a row: bytes of a text or a blob, a whole number, or null, which floating point counts as too. */
export type Value =
  | { readonly kind: 'blob' | 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'integer'; readonly value: number }
  | null;

/** Bytes of the integer types 1 to 6, and of floating point, which is 7. */
const NUMBER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8] as const;
const FLOAT = 7;
const FIRST_BLOB = 12;

/**
 * A varint as SQLite writes it: seven bits a byte with the high bit to go on, and all eight of a ninth byte.
 * Above 2^53 the number is not exact, and fails `Number.isSafeInteger`.
 * @throws FormatError where the bytes end before it does
 */
export function readVarint(bytes: Uint8Array, at: number): Varint {
  let value = 0;
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    if (index === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  throw new FormatError('a number runs over the end of its page or record');
}

/**
 * One value of a row in SQLite's record format (https://www.sqlite.org/fileformat2.html, section 2.1).
 * @param column from 0 on
 * @throws FormatError where the record has no such column, or is shorter than it says
 */
export function readValue(record: Uint8Array, column: number): Value {
  const header = readVarint(record, 0);
  let at = header.end;
  let start = header.value;
  for (let index = 0; ; index += 1) {
    if (at >= header.value) throw new FormatError(`a row has ${index} columns, and ${column + 1} were expected`);
    const type = readVarint(record, at);
    at = type.end;
    const end = start + lengthOf(type.value);
    if (!(end <= record.length)) throw new FormatError('a row is shorter than its values');
    if (index === column) return decode(type.value, record.subarray(start, end));
    start = end;
  }
}

function lengthOf(type: number): number {
  if (type >= FIRST_BLOB) return Math.floor((type - FIRST_BLOB) / 2);
  return NUMBER_BYTES[type] ?? 0;
}

function decode(type: number, bytes: Uint8Array): Value {
  if (type >= FIRST_BLOB) return { kind: type % 2 === 0 ? 'blob' : 'text', bytes };
  if (type === 8 || type === 9) return { kind: 'integer', value: type - 8 };
  if (bytes.length === 0 || type === FLOAT) return null;
  const sign = (bytes[0] ?? 0) >= 0x80 ? -(2 ** (8 * bytes.length)) : 0;
  return { kind: 'integer', value: bytes.reduce((sum, byte) => sum * 256 + byte, 0) + sign };
}
