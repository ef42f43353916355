import { FormatError } from '../../model/errors.ts';
import { decodeName } from './header.ts';
import type { Stretch } from './sparse.ts';
import { decimal, readMapRecords } from './sparse-map.ts';

/** What pax records say of a file that is stored without its holes (GNU tar, "Storing Sparse Files"). */
export interface PaxSparse {
  /** The real name, where the entry has a made-up one. */
  readonly name?: string;
  /** With holes; undefined: that of the entry. */
  readonly size?: number;
  /** null: the map stands before the contents (form 1.0). */
  readonly stretches: readonly Stretch[] | null;
}

/** What a pax header says of the next entry, as far as it is used here. */
export interface PaxFields {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
  readonly sparse?: PaxSparse;
}

const SPACE = 0x20;
const NEWLINE = 0x0a;
const SPARSE = 'GNU.sparse.';
const SPARSE_OFFSET = `${SPARSE}offset`;
const SPARSE_BYTES = `${SPARSE}numbytes`;

/**
 * Reads the records `LENGTH KEY=VALUE\n` (POSIX pax, "pax Header Block"), the last of a key holds.
 * An empty value takes an earlier one back.
 * @throws FormatError for a record of another form, a size that is no number, a name with a NUL in it, or a sparse file of no known form.
 */
export function parsePax(bytes: Uint8Array, where: string): PaxFields {
  const records = new Map<string, Uint8Array>();
  // Form 0.0 repeats two keys, in turns.
  const map: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at);
    const digits = space < 0 ? '' : decodeName(bytes.subarray(at, Math.min(space, at + 12)));
    const end = /^[1-9][0-9]{0,9}$/.test(digits) ? at + Number(digits) : Number.NaN;
    const equals = bytes.indexOf(0x3d, space);
    if (!(end <= bytes.length) || bytes[end - 1] !== NEWLINE || equals <= space || equals >= end) {
      throw new FormatError(`${where}: broken pax record at byte ${at} of its header`);
    }
    const key = decodeName(bytes.subarray(space + 1, equals));
    const value = bytes.subarray(equals + 1, end - 1);
    if (key === SPARSE_OFFSET || key === SPARSE_BYTES) {
      if ((key === SPARSE_OFFSET) !== (map.length % 2 === 0)) {
        throw new FormatError(`${where}: the map of a sparse file is out of order`);
      }
      map.push(decodeName(value));
    }
    records.set(key, value);
    at = end;
  }
  const name = (key: string): string | undefined => {
    const value = records.get(key);
    if (value?.includes(0)) throw new FormatError(`${where}: a NUL in the pax record "${key}"`);
    return value === undefined || value.length === 0 ? undefined : decodeName(value);
  };
  const path = name('path');
  const linkPath = name('linkpath');
  const size = name('size');
  if (size !== undefined && !(/^[0-9]{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) {
    throw new FormatError(`${where}: the pax record "size" is not a number of bytes`);
  }
  const sparse = paxSparse(name, map, [...records.keys()], where);
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(sparse === undefined ? {} : { sparse }),
  };
}

/** As Go's archive/tar tells the forms apart, but what it would take for a plain file is refused. */
function paxSparse(
  record: (key: string) => string | undefined,
  map: readonly string[],
  keys: readonly string[],
  where: string,
): PaxSparse | undefined {
  if (!keys.some((key) => key.startsWith(SPARSE))) return undefined;
  const version = [record(`${SPARSE}major`) ?? '', record(`${SPARSE}minor`) ?? ''].join('.');
  const list = map.length > 0 ? map : record(`${SPARSE}map`)?.split(',');
  if (!['1.0', '0.0', '0.1', '.'].includes(version) || (version === '.' && list === undefined)) {
    throw new FormatError(`${where}: a sparse file of a form that is not known ("${version}")`);
  }
  const name = record(`${SPARSE}name`);
  const size = record(`${SPARSE}size`) ?? record(`${SPARSE}realsize`);
  return {
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { size: decimal(size, where) }),
    stretches: version === '1.0' ? null : readMapRecords(list ?? [], record(`${SPARSE}numblocks`) ?? '', where),
  };
}
