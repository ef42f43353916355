import { FormatError } from '../../model/errors.ts';
import { decodeName } from './header.ts';

/** What a pax header says of the next entry, as far as it is used here. */
export interface PaxFields {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
  /** The entry is stored without its holes (GNU sparse). */
  readonly sparse: boolean;
}

const SPACE = 0x20;
const NEWLINE = 0x0a;

/**
 * Reads the records `LENGTH KEY=VALUE\n` (POSIX pax, "pax Header Block"), the last of a key holds.
 * An empty value takes an earlier one back.
 * @throws FormatError for a record of another form, a size that is no number, or a name with a NUL in it.
 */
export function parsePax(bytes: Uint8Array, where: string): PaxFields {
  const records = new Map<string, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at);
    const digits = space < 0 ? '' : decodeName(bytes.subarray(at, Math.min(space, at + 12)));
    const end = /^[1-9][0-9]{0,9}$/.test(digits) ? at + Number(digits) : Number.NaN;
    const equals = bytes.indexOf(0x3d, space);
    if (!(end <= bytes.length) || bytes[end - 1] !== NEWLINE || equals <= space || equals >= end) {
      throw new FormatError(`${where}: broken pax record at byte ${at} of its header`);
    }
    records.set(decodeName(bytes.subarray(space + 1, equals)), bytes.subarray(equals + 1, end - 1));
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
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined ? {} : { size: Number(size) }),
    sparse: [...records.keys()].some((key) => key.startsWith('GNU.sparse.')),
  };
}
