import type { Comparison } from '../model/comparison.ts';

/** Below this a change says nothing: an entry's name in an archive, a stamp in a binary. */
const FLOOR = 4096;
const SHARE = 0.001;

/** Did any image change by more than noise (the larger of 4 KiB and 0.1 % of the base), appear or go? Wording only: limits judge exact bytes. */
export function changedBeyondNoise(comparison: Comparison): boolean {
  return comparison.images.some(({ status, unpacked: { base, delta } }) => {
    if (status !== 'compared' || base === null || delta === null) return true;
    return Math.abs(delta) > Math.max(FLOOR, base * SHARE);
  });
}
