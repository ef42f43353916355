import { FormatError } from '../../model/errors.ts';
import type { PackageFacts } from '../packages.ts';
import { readRpmHeader } from './header.ts';
import { tableBlobs } from './sqlite-table.ts';

/** The key of whoever signs packages, which rpm keeps and lists as if it were one. */
const KEY = 'gpg-pubkey';
/** rpm's lib/backend/sqlite.c: `CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)`. */
const TABLE = 'Packages';
const BLOB_COLUMN = 1;
/** Of all paths together: a long folder's name can stand in front of a million short ones, which take memory too. */
const PATH_BYTES = 64 * 2 ** 20;
/** About what a text takes beside its characters. */
const BYTES_PER_PATH = 32;

/**
 * Reads `rpmdb.sqlite`: the packages that `rpm -qa` lists, but for the keys of those who sign packages
 * (`gpg-pubkey`), and the paths that `rpm -ql` names.
 * @throws FormatError that says what is broken
 */
export function readRpmDatabase(file: Uint8Array): PackageFacts {
  let count = 0;
  let bytes = 0;
  const owned: string[] = [];
  for (const blob of tableBlobs(file, TABLE, BLOB_COLUMN)) {
    const { name, paths } = readRpmHeader(blob);
    if (name === KEY) continue;
    count += 1;
    for (const path of paths) {
      bytes += path.length + BYTES_PER_PATH;
      if (bytes > PATH_BYTES) throw new FormatError(`its paths take over ${PATH_BYTES} bytes`);
      owned.push(path);
    }
  }
  return { count, owned };
}
