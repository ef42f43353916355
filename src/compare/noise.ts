import type { Comparison, ImageComparison } from '../model/comparison.ts';

/** Below this a change says nothing: an entry's name in an archive, a stamp in a binary. */
const FLOOR = 4096;
const SHARE = 0.001;

/** Is a change within noise: the larger of 4 KiB and 0.1 % of the base? Wording only: limits judge exact bytes. */
export function isNoise(delta: number, base: number): boolean {
  return Math.abs(delta) <= Math.max(FLOOR, base * SHARE);
}

/** Is all that changed in an image within noise, each cause by itself too? */
export function isAlike({ unpacked: { base, delta }, causes }: ImageComparison): boolean {
  return delta !== null && [delta, ...causes.map((cause) => cause.delta)].every((bytes) => isNoise(bytes, base ?? 0));
}

/** The same of what a pull moves, as far as it is known. */
export function isAlikeToPull({ download: { base, delta } }: ImageComparison): boolean {
  return delta === null || isNoise(delta, base ?? 0);
}

/** Did any image change by more than noise, appear or go? */
export function changedBeyondNoise(comparison: Comparison): boolean {
  return comparison.images.some(({ status, unpacked: { base, delta } }) => {
    if (status !== 'compared' || base === null || delta === null) return true;
    return !isNoise(delta, base);
  });
}
