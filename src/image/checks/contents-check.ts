import { exceptReader } from '../../dockerfile/except.ts';
import { formatSize } from '../../model/bytes.ts';
import type { Category } from '../../model/category.ts';
import type { RuleOptions } from '../../model/rule-setting.ts';
import { sum } from '../sums.ts';
import type { Observation } from './check.ts';
import type { ImageFacts, PlacedFile } from './facts.ts';

/** What a check of shipped files of one kind says: all of them together, with the folder that they lie in. */
export function shippedFiles(
  { placedAs, baseLayers }: ImageFacts,
  category: Category,
  { minBytes, except }: RuleOptions,
  said: {
    readonly atLeast: number;
    readonly what: string;
    readonly advice: string;
    /** What the base image ships is left out, where that is known. */
    readonly ownOnly?: true;
  },
): readonly Observation[] {
  const isExcepted = exceptReader(except);
  const counts = ({ file, layer }: PlacedFile): boolean =>
    (said.ownOnly !== true || !baseLayers.has(layer)) && !isExcepted(file.path);
  const files = placedAs(category).filter(counts);
  const bytes = sum(files.map(({ file }) => file.bytes));
  const [biggest] = files.toSorted((a, b) => b.file.bytes - a.file.bytes || (a.file.path < b.file.path ? -1 : 1));
  if (biggest === undefined || bytes < (minBytes ?? said.atLeast)) return [];
  const path = commonFolder(files);
  return [
    {
      message: `${formatSize(bytes)} of ${said.what} in ${files.length} ${files.length === 1 ? 'file' : 'files'} under "${path}" are shipped: ${said.advice}`,
      path,
      layer: biggest.layer,
      evidenceBytes: bytes,
    },
  ];
}

/** The deepest folder that all of the files are below. */
function commonFolder(files: readonly PlacedFile[]): string {
  let common: readonly string[] | undefined;
  for (const { file } of files) {
    const folders = file.path.split('/').slice(0, -1);
    if (common === undefined) common = folders;
    else {
      const end = common.findIndex((part, index) => part !== folders[index]);
      if (end >= 0) common = common.slice(0, end);
    }
  }
  return common?.join('/') || '/';
}
