import type { ContextListing } from './context.ts';
import type { ContextFiles } from './context-tree.ts';

/** What `COPY .` of an opened context would send, added up as `listContext` does. */
export function listingOf(files: ContextFiles): ContextListing {
  const sums = new Map<string, { bytes: number; files: number }>();
  const found = files.find(() => true);
  for (const { path, kind } of found.files) {
    const top = path.split('/', 1)[0] ?? path;
    const sum = sums.get(top) ?? { bytes: 0, files: 0 };
    sums.set(top, sum);
    sum.bytes += kind === 'file' ? (files.bytesOf(path) ?? 0) : 0;
    sum.files += 1;
  }
  const entries = [...sums].map(([name, sum]) => ({ name, ...sum }));
  entries.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return {
    ignore: files.ignore,
    bytes: entries.reduce((total, entry) => total + entry.bytes, 0),
    files: entries.reduce((total, entry) => total + entry.files, 0),
    entries,
    complete: found.complete,
  };
}
