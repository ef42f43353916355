import { isAlike, isAlikeToPull } from '../compare/noise.ts';
import { formatDelta, formatSize } from '../model/bytes.ts';
import type { Cause, ImageComparison } from '../model/comparison.ts';
import { FILES_LISTED_FROM } from '../model/file-list.ts';
import type { Cell } from './view.ts';

/** Causes that are named; more would be a table, and the tables follow. */
const MOST = 3;
/** A cause below this share of the change explains nothing. */
const WORTH_NAMING = 0.05;

/**
 * Why an image changed, in one sentence: the two or three causes that explain most of it, and the rest; what the base
 * image did on its own is told apart. Empty where nothing changed.
 * @returns our words and, as `{code}`, names from outside, in the order of the sentence
 */
export function whySentence(image: ImageComparison): readonly Cell[] {
  const { delta } = image.unpacked;
  if (image.status !== 'compared' || delta === null) return [];
  if (image.causes.length === 0 || (isAlike(image) && !isAlikeToPull(image))) return downloadOnly(image);
  const named = manyFiles(image.causes) ?? largestCauses(image.causes);
  const rest = delta - named.reduce((sum, cause) => sum + cause.delta, 0);
  const all = named.reduce((sum, { count }) => sum + count, 0) === image.causes.length;
  return [
    `${formatDelta(delta)}: `,
    ...named.flatMap((cause, index) => [index === 0 ? '' : ', ', ...cause.words]),
    ...(all ? [] : [`, all else ${formatDelta(rest)}`]),
    ...drift(image),
  ].filter((part) => part !== '');
}

/** What the sentence names: one cause, or a number of them. */
interface Named {
  readonly words: readonly Cell[];
  readonly delta: number;
  readonly count: number;
}

function largestCauses(causes: readonly Cause[]): readonly Named[] {
  const largest = Math.abs(causes[0]?.delta ?? 0);
  return causes
    .slice(0, MOST)
    .filter((cause) => Math.abs(cause.delta) >= Math.max(1, largest * WORTH_NAMING))
    .map((cause) => ({ words: words(cause), delta: cause.delta, count: 1 }));
}

/** Files none of which is worth naming, though they are what changed most: their number. */
function manyFiles(causes: readonly Cause[]): readonly Named[] | undefined {
  const [first] = causes;
  const changed = causes.reduce((sum, { delta }) => sum + Math.abs(delta), 0);
  if (first?.kind !== 'file' || Math.abs(first.delta) >= changed * WORTH_NAMING) return undefined;
  const files = causes.filter(({ kind }) => kind === 'file');
  const delta = files.reduce((sum, file) => sum + file.delta, 0);
  return [{ words: [`${files.length} files ${formatDelta(delta)}`], delta, count: files.length }];
}

function words(cause: Cause): readonly Cell[] {
  const size = ` ${formatDelta(cause.delta)}`;
  const name = { code: cause.name };
  switch (cause.kind) {
    case 'base-image':
      if (cause.base === 0) return ['base image ', name, ` new${size}`];
      if (cause.head === 0) return ['base image ', name, ` gone${size}`];
      return ['base image ', name, size];
    case 'module':
      return [...moduleWords(cause), size];
    case 'debug':
      return ['debug information of ', name, size];
    case 'binary-data':
      return ['data of ', name, size];
    case 'category':
      return [name, `${cause.base === 0 ? ' (new)' : ''}${size}`];
    case 'file':
      return [...fileWords(cause), size];
    case 'small-files':
      // Where a list of files was cut, what is not on it need not be small.
      return [`${(cause.floor ?? 0) > FILES_LISTED_FROM ? 'files not listed' : 'small files'}${size}`];
  }
}

/** A file is new or removed only where the other side surely has none at its path. */
function fileWords({ name, base, head, floor, copies }: Cause): readonly Cell[] {
  const file = { code: name };
  if (copies !== undefined) {
    if (copies.base === copies.head) return [file];
    return [Math.max(copies.base, copies.head) === 2 ? 'a second copy of ' : 'copies of ', file];
  }
  if (base !== 0 && head !== 0) return [file];
  if (floor === undefined) return [base === 0 ? 'new file ' : 'removed file ', file];
  const unlisted = `under ${formatSize(floor)}`;
  return [file, base === 0 ? ` (new, or ${unlisted} before)` : ` (gone, or ${unlisted} now)`];
}

function moduleWords({ name, base, head, from, to }: Cause): readonly Cell[] {
  if (base === 0) return ['new module ', { code: to === null ? name : `${name} ${to}` }];
  if (head === 0) return ['removed module ', { code: name }];
  if (from !== null && to !== null && from !== to) return [{ code: `${name} ${from} → ${to}` }];
  return ['code of ', { code: name }];
}

function drift({ drift: moved, unpacked }: ImageComparison): readonly Cell[] {
  if (moved === null || unpacked.delta === null || moved.unpacked === 0) return [];
  return [
    `; ${formatDelta(moved.unpacked)} of it is the base image `,
    { code: moved.reference },
    `, which moved under an unchanged FROM, and ${formatDelta(unpacked.delta - moved.unpacked)} is yours`,
  ];
}

/** Another download of as many unpacked bytes. A report cannot tell whether the contents are the same. */
function downloadOnly(image: ImageComparison): readonly Cell[] {
  const { unpacked, download } = image;
  if (unpacked.delta === null || download.delta === null || isAlikeToPull(image)) return [];
  const nearly = unpacked.delta === 0 ? '' : 'nearly ';
  return [
    `the files take ${nearly}as many bytes as before, and the download changed by ${formatDelta(download.delta)}: other contents of the same size, or the same ones compressed otherwise`,
  ];
}
