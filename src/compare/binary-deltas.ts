import type { NamedDelta } from '../model/comparison.ts';
import type { GoBinaryReport } from '../model/report.ts';
import { namedDeltas, total } from './deltas.ts';

/** Sections of all Go binaries of an image, by kind. */
export function sectionDeltas(base: readonly GoBinaryReport[], head: readonly GoBinaryReport[]): NamedDelta[] {
  const sums = (binaries: readonly GoBinaryReport[]) =>
    total(
      binaries.flatMap(({ sections }) => sections ?? []),
      (section) => section.name,
      (section) => section.bytes,
    );
  return namedDeltas(sums(base), sums(head));
}

/**
 * Packages of all Go binaries of an image. A report lists the largest ones only: where a side cut its list, what the
 * other side alone lists may merely be too small there, and is left out.
 */
export function packageDeltas(base: readonly GoBinaryReport[], head: readonly GoBinaryReport[]): NamedDelta[] {
  const sums = (binaries: readonly GoBinaryReport[]) =>
    total(
      binaries.flatMap(({ packages }) => packages ?? []),
      (item) => item.path,
      (item) => item.bytes,
    );
  const isWhole = (binaries: readonly GoBinaryReport[]): boolean =>
    binaries.every(({ packages, packagesOmitted }) => packages !== undefined && (packagesOmitted?.count ?? 0) === 0);
  const [before, after] = [sums(base), sums(head)];
  const [baseWhole, headWhole] = [isWhole(base), isWhole(head)];
  return namedDeltas(before, after).filter(
    ({ name }) => (baseWhole || before.has(name)) && (headWhole || after.has(name)),
  );
}
