import { FOLDERS_LISTED_AT_MOST } from '../model/file-list.ts';
import type { ImageReport } from '../model/report.ts';
import { byText } from '../model/text-order.ts';
import { byFolder } from './by-folder.ts';
import type { LayerFile } from './layer-tree.ts';

/** The folders with the most bytes of all layers, everything below them counted: the root, which has all, is the first. */
export function biggestFolders(files: Iterable<LayerFile>): NonNullable<ImageReport['folders']> {
  const own = new Map<string, { bytes: number; files: number }>();
  const sumsOf = byFolder(() => ({ bytes: 0, files: 0 }), own);
  for (const { folder, bytes } of files) {
    const sums = sumsOf(folder);
    sums.bytes += bytes;
    sums.files += 1;
  }
  // Each folder once, however many files it has: a million deep names do not take the time of all their parts.
  const total = new Map<string, { bytes: number; files: number }>();
  for (const [folder, { bytes, files: count }] of own) {
    for (let path = folder || '/'; ; path = parentOf(path)) {
      const there = total.get(path);
      if (there === undefined) total.set(path, { bytes, files: count });
      else {
        there.bytes += bytes;
        there.files += count;
      }
      if (path === '/') break;
    }
  }
  return [...total]
    .map(([path, sums]) => ({ path, ...sums }))
    .sort((a, b) => b.bytes - a.bytes || byText(a.path, b.path))
    .slice(0, FOLDERS_LISTED_AT_MOST);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
