import { exceptReader } from '../../dockerfile/except.ts';
import { formatSize } from '../../model/bytes.ts';
import type { Category } from '../../model/category.ts';
import type { DuplicateGroup } from '../duplicates.ts';
import { sum } from '../sums.ts';
import type { ImageCheck } from './check.ts';
import type { ImageFacts } from './facts.ts';

const AT_LEAST = 1_000_000;
const PART = 0.01;
/** Made so by others. */
const NOT_OURS: ReadonlySet<Category> = new Set<Category>(['os-package', 'go-toolchain', 'go-module-cache']);

export const duplicates: ImageCheck = {
  id: 'image-duplicates',
  severity: 'note',
  threshold: '1 MB and 1 % of the unpacked image in further copies; files from 4 KiB up',
  summary: 'the same file is in the image several times',
  why: 'Copies under other names are unpacked and pulled as often as they are there. Files count as the same by size and CRC-32; names that are linked are one file. Copies that OS packages, the Go toolchain and modules bring are left out, and those of the base image where it is known which layers are its own. Not known where layers are stored uncompressed, since their contents are not read.',
  fix: 'Keep one, and make the others links in the same layer (`ln`), or copy from one place only.',
  options: ['min-bytes', 'except'],
  check: (facts, { minBytes, except }) => {
    const groups = ownCopies(facts, exceptReader(except));
    const bytes = sum(groups.map(({ cost }) => cost));
    const first = groups.reduce<OwnCopies | undefined>(
      (most, one) => (most && most.cost >= one.cost ? most : one),
      undefined,
    );
    if (first === undefined || bytes < (minBytes ?? Math.max(AT_LEAST, facts.report.unpacked * PART))) return [];
    const { group, path, other } = first;
    return [
      {
        message: `${formatSize(bytes)} are further copies of files that are there already, such as "${path}" of "${other}" (${formatSize(group.bytes)}): keep one, and link the others`,
        path,
        evidenceBytes: bytes,
      },
    ];
  },
};

interface OwnCopies {
  readonly group: DuplicateGroup;
  readonly cost: number;
  /** One of ours, and one that it is the same as. */
  readonly path: string;
  readonly other: string;
}

function ownCopies(
  { duplicates: groups, placed, baseLayers }: ImageFacts,
  isExcepted: (path: string) => boolean,
): readonly OwnCopies[] {
  if (groups === null || groups.length === 0) return [];
  const ours = new Set(
    placed.filter(({ layer, category }) => !baseLayers.has(layer) && !NOT_OURS.has(category)).map(({ file }) => file),
  );
  return groups.flatMap((group) => {
    const copies = group.copies.filter(({ path }) => !isExcepted(path));
    const own = copies.filter(({ file }) => ours.has(file));
    const last = own.at(-1);
    const other = copies.find((copy) => copy !== last);
    if (last === undefined || other === undefined) return [];
    const cost = group.bytes * Math.min(own.length, copies.length - 1);
    return [{ group, cost, path: last.path, other: other.path }];
  });
}
