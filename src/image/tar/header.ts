import { FormatError } from '../../model/errors.ts';

export const BLOCK = 512;
/** `S` */
const SPARSE = 0x53;

/** The fields of a 512-byte header that are used, as they stand in it. */
export interface RawHeader {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly typeflag: string;
  readonly linkName: string;
  /** The block itself where its type is that of GNU's old sparse files, as a map begins in it. */
  readonly gnuSparse: Uint8Array | null;
}

/** Where in which archive: said only when something is wrong, as an image has tens of thousands of headers. */
export type Where = () => string;

/**
 * Reads a header of the ustar, GNU, star or V7 form where it lies, from `at` on. `where` begins the message of an error.
 * @throws FormatError for a wrong checksum or a number that is none. Forms as Go's archive/tar takes them, which is
 * what the engines unpack layers with.
 */
export function parseHeader(bytes: Buffer, at: number, where: Where): RawHeader {
  checkSum(bytes, at, where);
  const prefix = namePrefix(bytes, at);
  const name = text(bytes, at, 100);
  const type = bytes[at + 156] ?? 0;
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: numberField(bytes, at + 100, 8, where, 'mode'),
    size: numberField(bytes, at + 124, 12, where, 'size'),
    typeflag: String.fromCharCode(type),
    linkName: text(bytes, at + 157, 100),
    gnuSparse: type === SPARSE ? Buffer.from(bytes.subarray(at, at + BLOCK)) : null,
  };
}

/** Is the block nothing but zeros? */
export function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/**
 * Bytes as UTF-8 text. Names need not be UTF-8: bytes that are not are written as `\xNN`, so that two names that differ
 * stay two.
 */
export function decodeName(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoded = buffer.toString('utf8');
  if (!decoded.includes('\ufffd') || Buffer.from(decoded, 'utf8').equals(buffer)) return decoded;
  return buffer.toString('latin1').replace(/[^\x20-\x7e]/g, (char) => {
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** Where the checksum stands in a header: its own bytes count as blanks. */
const SUM_AT = 148;
const SUM_BYTES = 8;

function checkSum(bytes: Buffer, at: number, where: Where): void {
  const stated = numberField(bytes, at + SUM_AT, SUM_BYTES, where, 'checksum');
  const own = at + SUM_AT;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK);
  const unsigned = sumOf(view, 0, BLOCK) - sumOf(view, SUM_AT, SUM_AT + SUM_BYTES) + SUM_BYTES * 0x20;
  if (stated === unsigned) return;
  // Old programs took bytes for signed numbers.
  let high = 0;
  for (let index = at; index < at + BLOCK; index += 1) {
    if ((bytes[index] ?? 0) >= 0x80 && (index < own || index >= own + SUM_BYTES)) high += 1;
  }
  if (stated !== unsigned - high * 0x100) {
    throw new FormatError(
      `${where()}: not a tar header (its checksum says ${stated}, the bytes sum up to ${unsigned})`,
    );
  }
}

/** Every other byte of four. */
const PAIR = 0x00ff_00ff;

/**
 * Adds up bytes, at most 512 and a multiple of four: most of a header is looked at for nothing else. Two are added at once,
 * in the two halves of a number of 32 bits, which 128 of them cannot fill.
 */
function sumOf(bytes: DataView, start: number, end: number): number {
  let even = 0;
  let odd = 0;
  for (let at = start; at < end; at += 4) {
    const four = bytes.getUint32(at);
    even += four & PAIR;
    odd += (four >>> 8) & PAIR;
  }
  return (even & 0xffff) + (even >>> 16) + (odd & 0xffff) + (odd >>> 16);
}

const USTAR = [...Buffer.from('ustar\0', 'latin1')];
const GNU = [...Buffer.from('ustar  \0', 'latin1')];
const STAR = [...Buffer.from('tar\0', 'latin1')];

function holds(bytes: Buffer, at: number, wanted: readonly number[]): boolean {
  for (let index = 0; index < wanted.length; index += 1) {
    if (bytes[at + index] !== wanted[index]) return false;
  }
  return true;
}

function namePrefix(bytes: Buffer, at: number): string {
  if (holds(bytes, at + 257, USTAR)) return text(bytes, at + 345, holds(bytes, at + 508, STAR) ? 131 : 155);
  // GNU's form has times where ustar has the prefix; Go before 1.8 wrote a prefix there all the same.
  if (holds(bytes, at + 257, GNU)) {
    const times = [latin1(bytes, at + 345, at + 357), latin1(bytes, at + 357, at + 369)];
    const isTime = (field: string): boolean => field.charCodeAt(0) >= 0x80 || /^[ \0]*[0-7]*[ \0]*$/.test(field);
    const prefix = text(bytes, at + 345, 155);
    return times.every(isTime) || /[^\x20-\x7e]/.test(prefix) ? '' : prefix;
  }
  return '';
}

/** Bytes as they are, a character each. */
export function latin1(block: Uint8Array, start: number, end: number): string {
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('latin1', start, end);
}

function text(bytes: Buffer, start: number, length: number): string {
  let end = start;
  let seen = 0;
  for (; end < start + length; end += 1) {
    const byte = bytes[end] ?? 0;
    if (byte === 0) break;
    seen |= byte;
  }
  if (end === start) return '';
  return seen < 0x80 ? bytes.toString('latin1', start, end) : decodeName(bytes.subarray(start, end));
}

/**
 * A number in a header: octal digits, or with the top bit of the first byte set a big-endian number (GNU, for what 11
 * digits cannot hold). @throws FormatError, begun with `where`
 */
export function numberField(block: Uint8Array, start: number, length: number, where: Where, field: string): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (block[index] ?? 0);
    // The second bit is the sign. No size or mode is negative.
    if ((first & 0x40) === 0 && Number.isSafeInteger(value)) return value;
    throw new FormatError(`${where()}: the ${field} in the tar header is out of range`);
  }
  const plain = octal(block, start, start + length);
  if (plain >= 0) return plain;
  const digits = latin1(block, start, start + length).replace(/^[ \0]+/, '');
  const match = /^([0-7]*)[ \0]*(?:\0.*)?$/s.exec(digits);
  if (match === null) throw new FormatError(`${where()}: the ${field} in the tar header is not a number`);
  return Number.parseInt(match[1] || '0', 8);
}

/** Seen from the digit 0. */
const NUL = -0x30;
const BLANK = 0x20 - 0x30;

/** The number in a field as nearly all programs write it: octal digits, then a NUL or a blank; -1 for any other form. */
function octal(block: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit >= 0 && digit < 8) value = value * 8 + digit;
    else return at > start && (digit === NUL || (digit === BLANK && block[at + 1] === 0)) ? value : -1;
  }
  return -1;
}
