import { FILES_LISTED_AT_MOST, FILES_LISTED_FROM, FOLDERS_LISTED_AT_MOST } from '../model/file-list.ts';
import type { ImageReport } from '../model/report.ts';

/**
 * From how many bytes on both reports list every file. Where a list was cut, it is more than the smallest file there has:
 * others of that size may have been cut off.
 */
export function commonFloor(base: ImageReport, head: ImageReport): number {
  return Math.max(listingFloor(base), listingFloor(head));
}

/** From how many bytes on a report lists every file. */
export function listingFloor({ files, filesOmitted }: ImageReport): number {
  if (files.length < FILES_LISTED_AT_MOST || filesOmitted.count === 0) return FILES_LISTED_FROM;
  return files.reduce((least, { bytes }) => Math.min(least, bytes), Number.MAX_SAFE_INTEGER - 1) + 1;
}

/**
 * Tells whether an image surely has no file at a path. That it is not listed is not enough: it may be too small for that.
 * It is sure where all files of the image are listed, or all of a folder above the path, by the number of files there.
 */
export function absenceIn(image: ImageReport): (path: string) => boolean {
  const { files, filesOmitted, folders } = image;
  const listed = new Set(files.map(({ path }) => path));
  const below = new Map<string, number>();
  for (const { path } of files) {
    for (const folder of foldersOf(path)) below.set(folder, (below.get(folder) ?? 0) + 1);
  }
  const counts = new Map(folders?.map((folder) => [folder.path, folder.files]));
  // Where fewer are listed than could be, these are all that hold files.
  const allFolders = folders !== undefined && folders.length < FOLDERS_LISTED_AT_MOST;
  return (path) => {
    if (listed.has(path)) return false;
    if (filesOmitted.count === 0) return true;
    return foldersOf(path).some((folder) => {
      const count = counts.get(folder);
      return count === undefined ? allFolders : count === (below.get(folder) ?? 0);
    });
  };
}

/** The folders above a path, the root among them. */
function foldersOf(path: string): readonly string[] {
  const folders = ['/'];
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end));
  return folders;
}
