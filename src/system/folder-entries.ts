import { type Dirent, lstatSync, opendirSync, readdirSync } from 'node:fs';

/** A folder that takes more on disk may hold more names than are wanted at once. */
const SMALL = 64 * 1024;

/** What lies in a folder: all at once where that is little, else read on as far as is asked. @throws what reading throws */
export function* folderEntries(path: string): Generator<Dirent, void, undefined> {
  if (lstatSync(path).size <= SMALL) {
    yield* readdirSync(path, { withFileTypes: true });
    return;
  }
  const folder = opendirSync(path, { bufferSize: 256 });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) yield entry;
  } finally {
    folder.closeSync();
  }
}
