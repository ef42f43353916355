import type { ImageReport } from '../model/report.ts';
import { byText } from '../model/text-order.ts';
import { CHECKSUM_FROM } from './contents.ts';
import type { LayerFile } from './layer-tree.ts';
import { listed, sum } from './sums.ts';

const GROUPS_AT_MOST = 200;
const PATHS_AT_MOST = 20;

/** Files that are the same, by the paths that a container sees them under. */
export interface DuplicateGroup {
  /** Of one of them. */
  readonly bytes: number;
  /** In order of their paths. */
  readonly copies: readonly { readonly file: LayerFile; readonly path: string }[];
}

/**
 * Files that a container sees more than once: of 4 KiB and more, with equal size and CRC-32. Two files that differ
 * have both alike once in 4 billion times, and a file can be made to: this counts bytes, and proves nothing.
 * Null where a file of that size was not read, as in layers that are read by seeking.
 */
export function duplicateGroups(visible: ReadonlyMap<LayerFile, string>): readonly DuplicateGroup[] | null {
  const groups = new Map<string, { readonly bytes: number; readonly copies: { file: LayerFile; path: string }[] }>();
  for (const [file, path] of visible) {
    const { bytes, checksum } = file;
    if (bytes < CHECKSUM_FROM) continue;
    if (checksum === null) return null;
    const key = `${bytes} ${checksum}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { bytes, copies: [{ file, path }] });
    else group.copies.push({ file, path });
  }
  return [...groups.values()]
    .filter(({ copies }) => copies.length > 1)
    .map(({ bytes, copies }) => ({ bytes, copies: copies.sort((a, b) => byText(a.path, b.path)) }));
}

/** The report of them: those that cost the most first, the rest counted. */
export function reportDuplicates(
  groups: readonly DuplicateGroup[] | null,
): Exclude<ImageReport['duplicates'], undefined> {
  if (groups === null) return null;
  const cost = ({ bytes, copies }: DuplicateGroup): number => bytes * (copies.length - 1);
  const sorted = groups.toSorted(
    (a, b) => cost(b) - cost(a) || byText(a.copies[0]?.path ?? '', b.copies[0]?.path ?? ''),
  );
  const { shown, omitted } = listed(sorted, GROUPS_AT_MOST, cost);
  return {
    bytes: sum(sorted.map(cost)),
    groups: shown.map(({ bytes, copies }) => ({
      bytes,
      copies: copies.length,
      paths: copies.slice(0, PATHS_AT_MOST).map(({ path }) => path),
    })),
    omitted,
  };
}
