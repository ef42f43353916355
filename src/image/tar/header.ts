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

/**
 * Reads a header of the ustar, GNU, star or V7 form. `where` begins the message of an error.
 * @throws FormatError for a wrong checksum or a number that is none. Forms as Go's archive/tar takes them, which is
 * what the engines unpack layers with.
 */
export function parseHeader(block: Uint8Array, where: string): RawHeader {
  checkSum(block, where);
  const prefix = namePrefix(block);
  const name = text(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: numberField(block, 100, 8, where, 'mode'),
    size: numberField(block, 124, 12, where, 'size'),
    typeflag: String.fromCharCode(block[156] ?? 0),
    linkName: text(block, 157, 100),
    gnuSparse: block[156] === SPARSE ? block.slice() : null,
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

function checkSum(block: Uint8Array, where: string): void {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < BLOCK; index += 1) {
    // The checksum's own eight bytes count as blanks.
    const byte = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  const stated = numberField(block, 148, 8, where, 'checksum');
  if (stated !== unsigned && stated !== signed) {
    throw new FormatError(`${where}: not a tar header (its checksum says ${stated}, the bytes sum up to ${unsigned})`);
  }
}

function namePrefix(block: Uint8Array): string {
  const magic = latin1(block, 257, 263);
  if (magic === 'ustar\0') return text(block, 345, latin1(block, 508, 512) === 'tar\0' ? 131 : 155);
  // GNU's form has times where ustar has the prefix; Go before 1.8 wrote a prefix there all the same.
  if (magic === 'ustar ' && latin1(block, 263, 265) === ' \0') {
    const times = [latin1(block, 345, 357), latin1(block, 357, 369)];
    const isTime = (field: string): boolean => field.charCodeAt(0) >= 0x80 || /^[ \0]*[0-7]*[ \0]*$/.test(field);
    const prefix = text(block, 345, 155);
    return times.every(isTime) || /[^\x20-\x7e]/.test(prefix) ? '' : prefix;
  }
  return '';
}

/** Bytes as they are, a character each. */
export function latin1(block: Uint8Array, start: number, end: number): string {
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('latin1', start, end);
}

function text(block: Uint8Array, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return decodeName(block.subarray(start, end < 0 ? start + length : Math.min(end, start + length)));
}

/**
 * A number in a header: octal digits, or with the top bit of the first byte set a big-endian number (GNU, for what 11
 * digits cannot hold). @throws FormatError, begun with `where`
 */
export function numberField(block: Uint8Array, start: number, length: number, where: string, field: string): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (block[index] ?? 0);
    // The second bit is the sign. No size or mode is negative.
    if ((first & 0x40) === 0 && Number.isSafeInteger(value)) return value;
    throw new FormatError(`${where}: the ${field} in the tar header is out of range`);
  }
  const digits = latin1(block, start, start + length).replace(/^[ \0]+/, '');
  const match = /^([0-7]*)[ \0]*(?:\0.*)?$/s.exec(digits);
  if (match === null) throw new FormatError(`${where}: the ${field} in the tar header is not a number`);
  return Number.parseInt(match[1] || '0', 8);
}
