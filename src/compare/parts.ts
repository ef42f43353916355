import type { Category } from '../model/category.ts';
import type { CauseKind } from '../model/comparison.ts';
import type { FileReport, GoBinaryReport, ImageReport } from '../model/report.ts';
import { listingFloor } from './listing.ts';
import { versionsText } from './module-versions.ts';

/** A share of an image's unpacked bytes, under a name by which the other side's is found. */
export interface Part {
  readonly kind: CauseKind;
  readonly name: string;
  readonly bytes: number;
  /** Versions of a module in all binaries, or digest of a base image. */
  readonly version: string | null;
}

interface Sum {
  readonly kind: CauseKind;
  readonly name: string;
  bytes: number;
  readonly versions: Set<string>;
}

/** Kinds of files that come and go by the thousand: a person wants their sum. */
const TOLD_AS_A_WHOLE: ReadonlySet<string> = new Set<Category>([
  'go-toolchain',
  'go-build-cache',
  'go-module-cache',
  'git',
  'go-source',
  'package-cache',
  'package-database',
  'certificates',
  'tzdata',
  'locale',
  'documentation',
  'os-package',
]);

/**
 * Takes an image apart into shares that add up to its unpacked bytes: the base image, what modules, debug information
 * and data of Go binaries take, other files. Shares of one kind and name are added up.
 * @param floor files of fewer bytes are one share, listed or not, so that both sides of a comparison count them alike
 */
export function partsOf(image: ImageReport, floor: number = listingFloor(image)): readonly Part[] {
  const sums = new Map<string, Sum>();
  const add = (kind: CauseKind, name: string, bytes: number, version: string | null = null): void => {
    const key = `${kind}\0${name}`;
    const sum = sums.get(key) ?? { kind, name, bytes: 0, versions: new Set() };
    sum.bytes += bytes;
    if (version !== null) sum.versions.add(version);
    sums.set(key, sum);
  };
  const base = baseLayers(image);
  const own = image.layers.filter(({ digest }) => !base.has(digest)).reduce((sum, layer) => sum + layer.unpacked, 0);
  if (base.size > 0) add('base-image', image.base?.reference ?? '', image.unpacked - own, image.base?.digest ?? null);

  const files = ownFiles(image, floor);
  const binaries = visibleBinaries(files, image.goBinaries);
  let listed = 0;
  for (const file of files) {
    listed += file.bytes;
    const binary = binaries.get(file);
    if (binary !== undefined) addBinary(binary, add);
    else if (TOLD_AS_A_WHOLE.has(file.category)) add('category', file.category, file.bytes);
    else add('file', file.path, file.bytes);
  }
  add('small-files', '', own - listed);
  return [...sums.values()]
    .filter(({ bytes }) => bytes !== 0)
    .map(({ kind, name, bytes, versions }) => ({ kind, name, bytes, version: versionsText(versions) }));
}

/** The Go binaries that `partsOf` takes apart: a container sees them, and they are not the base image's. */
export function ownBinaries(image: ImageReport, floor: number): readonly GoBinaryReport[] {
  return [...visibleBinaries(ownFiles(image, floor), image.goBinaries).values()];
}

function ownFiles(image: ImageReport, floor: number): readonly FileReport[] {
  const base = baseLayers(image);
  return image.files.filter(({ layer, bytes }) => !base.has(layer) && bytes >= floor);
}

/** Digests of the layers that are known to be the base image's. */
export function baseLayers(image: ImageReport): ReadonlySet<string> {
  const own = new Set(image.layers.filter(({ fromBase }) => fromBase !== true).map(({ digest }) => digest));
  return new Set(image.layers.map(({ digest }) => digest).filter((digest) => !own.has(digest)));
}

/** A binary is reported once, as a container sees it; an older copy below is a file like any other. */
function visibleBinaries(
  files: readonly FileReport[],
  binaries: readonly GoBinaryReport[],
): ReadonlyMap<FileReport, GoBinaryReport> {
  const byPlace = new Map(files.map((file) => [`${file.bytes} ${file.path}`, file]));
  return new Map(
    binaries.flatMap((binary) => {
      const file = byPlace.get(`${binary.bytes} ${binary.path}`);
      return file === undefined ? [] : [[file, binary] as const];
    }),
  );
}

function addBinary(
  binary: GoBinaryReport,
  add: (kind: CauseKind, name: string, bytes: number, version?: string) => void,
): void {
  let rest = binary.bytes - binary.debugBytes;
  add('debug', binary.path, binary.debugBytes);
  for (const { path, version, bytes } of binary.modules) {
    add('module', path, bytes, version);
    rest -= bytes;
  }
  add('binary-data', binary.path, rest);
}
