import { FormatError } from '../../model/errors.ts';
import { BLOCK, latin1, numberField } from './header.ts';
import type { TarInput } from './input.ts';
import type { Stretch } from './sparse.ts';

/** A map as it stands in an archive, not yet held against its file. */
export interface RawMap {
  readonly size: number;
  readonly stretches: readonly Stretch[];
}

/** Where the numbers of a map begin, how many pairs have room, and where more of them are announced. */
const HEADER_FIELDS = { start: 386, most: 4, more: 482 } as const;
const EXTENSION_FIELDS = { start: 0, most: 21, more: 504 } as const;
const REAL_SIZE = 483;

/**
 * The map of GNU tar's old form (type `S`): the first pairs in the header, the rest in blocks that follow it. The input
 * stands behind the header, and then at the first stored byte.
 * @throws FormatError, begun with `where`: not GNU's header (star has another form of the same type), no numbers, more
 * than `most` bytes of map, cut off
 */
export async function readOldMap(header: Uint8Array, input: TarInput, most: number, where: string): Promise<RawMap> {
  if (latin1(header, 257, 265) !== 'ustar  \0') {
    throw new FormatError(`${where}: a sparse file in a form other than GNU's`);
  }
  const size = numberField(header, REAL_SIZE, 12, () => where, 'real size');
  const stretches: Stretch[] = [];
  let more = oldPairs(header, HEADER_FIELDS, stretches, where);
  for (let taken = BLOCK; more; taken += BLOCK) {
    if (taken > most) throw tooLong(most, where);
    const block = await input.read(BLOCK);
    if (block.length < BLOCK) throw new FormatError(`${where}: cut off inside of the map of a sparse file`);
    more = oldPairs(block, EXTENSION_FIELDS, stretches, where);
  }
  return { size, stretches };
}

/** Takes in the pairs of one block; true where another block follows. */
function oldPairs(
  block: Uint8Array,
  fields: { readonly start: number; readonly most: number; readonly more: number },
  stretches: Stretch[],
  where: string,
): boolean {
  for (let index = 0; index < fields.most; index += 1) {
    const at = fields.start + index * 24;
    // GNU's and BSD's tar end a map so, too.
    if (block[at] === 0) break;
    const offset = numberField(block, at, 12, () => where, 'offset in the map of a sparse file');
    stretches.push({
      offset,
      bytes: numberField(block, at + 12, 12, () => where, 'length in the map of a sparse file'),
    });
  }
  return block[fields.more] !== 0;
}

/**
 * The map that stands before the contents (GNU's pax form 1.0): decimal numbers with a newline behind each, their count
 * of pairs first, filled up to whole blocks. Gives the bytes that it takes of the `stored` ones.
 * @throws FormatError, begun with `where`: no numbers, more than `most` bytes of map or than is stored, cut off
 */
export async function readMapBefore(
  input: TarInput,
  stored: number,
  most: number,
  where: string,
): Promise<{ readonly stretches: readonly Stretch[]; readonly mapBytes: number }> {
  const numbers: number[] = [];
  let wanted = 1;
  let rest = '';
  let mapBytes = 0;
  while (numbers.length < wanted) {
    if (mapBytes + BLOCK > most) throw tooLong(most, where);
    if (mapBytes + BLOCK > stored) throw new FormatError(`${where}: the map of a sparse file has no end`);
    const block = await input.read(BLOCK);
    if (block.length < BLOCK) throw new FormatError(`${where}: cut off inside of the map of a sparse file`);
    mapBytes += BLOCK;
    const fields = (rest + latin1(block, 0, BLOCK)).split('\n');
    rest = fields.pop() ?? '';
    for (const field of fields) {
      if (numbers.length === wanted) break;
      numbers.push(decimal(field, where));
      // The first number says how many pairs follow.
      if (numbers.length === 1) wanted = 1 + 2 * (numbers[0] ?? 0);
      if (wanted > most) throw tooLong(most, where);
    }
    // No number is as long as that.
    if (numbers.length < wanted && rest.length > 20) decimal(rest, where);
  }
  return { stretches: pairs(numbers.slice(1)), mapBytes };
}

/**
 * The map in pax records (GNU's pax forms 0.0 and 0.1): decimal numbers, and the count of pairs.
 * @throws FormatError, begun with `where`, for what is no number and for another count
 */
export function readMapRecords(fields: readonly string[], count: string, where: string): readonly Stretch[] {
  if (fields.length !== decimal(count, where) * 2) {
    throw new FormatError(`${where}: the map of a sparse file has not as many parts as it says`);
  }
  return pairs(fields.map((field) => decimal(field, where)));
}

/** A number of bytes in decimal digits. @throws FormatError, begun with `where` */
export function decimal(text: string, where: string): number {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new FormatError(`${where}: the map of a sparse file holds no number`);
  return value;
}

function pairs(numbers: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    stretches.push({ offset: numbers[index] ?? 0, bytes: numbers[index + 1] ?? 0 });
  }
  return stretches;
}

function tooLong(most: number, where: string): FormatError {
  return new FormatError(`${where}: the map of a sparse file is longer than the ${most} bytes that are read`);
}
