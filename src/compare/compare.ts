import type { BaseSource, Comparison, ImageComparison, MovedBase } from '../model/comparison.ts';
import { plainPlatform } from '../model/platform.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';
import { alignmentNotes } from './alignment.ts';
import { packageDeltas, sectionDeltas } from './binary-deltas.ts';
import { causesOf } from './causes.ts';
import { change, fileDeltas, layerDeltas, moduleDeltas, namedDeltas, total } from './deltas.ts';
import { driftOf, movedBaseOf } from './drift.ts';
import { findingChanges } from './finding-changes.ts';
import { outlierNotes } from './outliers.ts';

/** The base side: where it came from and, where there is one, its report. */
export interface Base {
  readonly source: BaseSource;
  readonly report: WeighReport | undefined;
}

/** Compares a head's report with its base, image by image and platform by platform, in the head's order. */
export function compare(head: WeighReport, base: Base): Comparison {
  const before = base.report?.images ?? [];
  const key = (image: ImageReport): string => `${image.name}\0${plainPlatform(image.platform)}`;
  const byKey = new Map(before.map((image) => [key(image), image]));
  const present = new Set(head.images.map(key));
  const images = [
    ...head.images.map((image) => compareImage(byKey.get(key(image)), image, notes(base.report, head))),
    ...before.filter((image) => !present.has(key(image))).map((image) => compareImage(image, undefined, [])),
  ];
  const outliers = outlierNotes(images);
  return {
    base: base.source,
    images: images.map((image) => {
      const note = outliers.get(`${image.name}\0${image.platform}`);
      return note === undefined ? image : { ...image, notes: [note, ...image.notes] };
    }),
    findings: lintChanges(base.report, head),
  };
}

/** A report of an image that was there already holds no findings about its source, which says nothing about them. */
function lintChanges(base: WeighReport | undefined, head: WeighReport): Comparison['findings'] {
  const linted = base !== undefined && base.builder !== null && head.builder !== null;
  return linted ? findingChanges(base.findings, head.findings) : findingChanges([], []);
}

function compareImage(
  base: ImageReport | undefined,
  head: ImageReport | undefined,
  builderNotes: readonly string[],
): ImageComparison {
  const measure = (name: 'unpacked' | 'download' | 'effective' | 'wasted') =>
    change(base?.[name] ?? null, head?.[name] ?? null);
  const both = base !== undefined && head !== undefined;
  const moved = both ? movedBaseOf(base, head) : null;
  const categories = (image: ImageReport) =>
    total(
      image.categories,
      (c) => c.name,
      (c) => c.bytes,
    );
  return {
    name: head?.name ?? base?.name ?? '',
    platform: head?.platform ?? base?.platform ?? '',
    status: both ? 'compared' : head === undefined ? 'removed' : 'added',
    unpacked: measure('unpacked'),
    download: measure('download'),
    effective: measure('effective'),
    wasted: measure('wasted'),
    osPackages: change(osPackages(base), osPackages(head)),
    layers: both ? layerDeltas(base.layers, head.layers) : [],
    categories: both ? namedDeltas(categories(base), categories(head)) : [],
    files: both ? fileDeltas(base, head) : [],
    modules: both ? moduleDeltas(base.goBinaries, head.goBinaries) : [],
    packages: both ? packageDeltas(base.goBinaries, head.goBinaries) : [],
    sections: both ? sectionDeltas(base.goBinaries, head.goBinaries) : [],
    ...(both ? causesOf(base, head) : { causes: [], moves: [] }),
    drift: both ? driftOf(base, head) : null,
    ...(moved === null ? {} : { movedBase: moved }),
    findings: both ? findingChanges(base.findings, head.findings) : findingChanges([], []),
    notes: both ? [...builderNotes, ...driftNotes(moved), ...goNotes(base, head), ...alignmentNotes(base, head)] : [],
  };
}

function driftNotes(moved: MovedBase | null): readonly string[] {
  if (moved === null) return [];
  return [
    `the base image ${moved.reference} is another one than before, and which layers are its own is not known: its part of the change cannot be told from yours`,
  ];
}

/** Null where there is no image, or a database that could not be read: there are more packages than were counted. */
function osPackages(image: ImageReport | undefined): number | null {
  if (image === undefined || (image.packages.unread ?? 0) > 0 || image.surface?.packages.rpm === null) return null;
  return image.packages.os;
}

/** Another BuildKit compresses otherwise: the download then moves without a change of content. */
function notes(base: WeighReport | undefined, head: WeighReport): readonly string[] {
  const [before, after] = [base?.builder?.buildkit, head.builder?.buildkit];
  if (before == null || after == null || before === after) return [];
  return [`built by BuildKit ${after}, the base by ${before}: the download may differ by compression alone`];
}

function goNotes(base: ImageReport, head: ImageReport): readonly string[] {
  const versions = new Map(base.goBinaries.map((binary) => [binary.path, binary.goVersion]));
  return head.goBinaries.flatMap(({ path, goVersion }) => {
    const before = versions.get(path);
    return before === undefined || before === goVersion ? [] : [`${path}: built by ${before}, now by ${goVersion}`];
  });
}
