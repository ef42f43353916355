/** The polynomial of CRC-32, its bits the other way round, as all use it. */
const POLYNOMIAL = 0xedb88320;
/** x⁰ in that order of bits. */
const ONE = 0x80000000;

/**
 * CRC-32 of a stretch out of those of all bytes up to its start and up to its end: each byte of a layer is then summed
 * up once, for the gzip file that it stands in and for the file that it is of. It is `crc32_combine` of zlib, the other
 * way round: a sum is a polynomial over GF(2), and so many bytes behind it multiply it by x⁸ to their number.
 */
export class CrcOfStretch {
  /** x to the powers of two, from x⁸ on: x⁸, x¹⁶, x³² … */
  readonly #powers: readonly number[];

  constructor() {
    const powers = [ONE >>> 8];
    // Enough for 2⁵³ bytes.
    for (let last = ONE >>> 8; powers.length < 53; powers.push(last)) last = product(last, last);
    this.#powers = powers;
  }

  /** @param length bytes of the stretch */
  of(before: number, after: number, length: number): number {
    let shifted = before;
    let left = length;
    for (let index = 0; left > 0; index += 1) {
      if (left % 2 === 1) shifted = product(this.#powers[index] ?? 0, shifted);
      left = Math.floor(left / 2);
    }
    return (after ^ shifted) >>> 0;
  }
}

/** Of two polynomials, modulo that of CRC-32. */
function product(a: number, b: number): number {
  let sum = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) sum ^= shifted;
    shifted = (shifted & 1) === 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return sum >>> 0;
}
