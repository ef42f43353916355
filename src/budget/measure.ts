import { formatSize } from '../model/bytes.ts';
import type { BaseSource, Change, ImageComparison } from '../model/comparison.ts';
import { type Amount, type Limits, shareOf } from '../model/limit.ts';
import type { ImageReport } from '../model/report.ts';
import type { LimitResult, Measure } from '../model/verdict.ts';

/** What a load line holds against what. `image` is the head's report, where there is one. */
export interface Measured {
  readonly comparison: ImageComparison;
  readonly image: ImageReport | undefined;
  readonly base: BaseSource;
}

const UNREAD_PACKAGES = 'a package database of the image could not be read';
const NO_DOWNLOAD = 'the download is not known: the engine gave an uncompressed archive';

/** Every load line of an image, held against what was measured; in the order of the limits. */
export function measure(measured: Measured, limits: Limits): readonly LimitResult[] {
  const { comparison, image } = measured;
  const { unpacked, download, effective, wasted, osPackages } = comparison;
  const size = (name: Measure, limit: number | undefined, actual: number | null, reason: string) =>
    limit === undefined ? [] : [result(comparison, name, formatSize(limit), limit, actual, reason)];
  const missing = 'it was not measured';
  return [
    ...size('max-size', limits.maxSize, unpacked.head, missing),
    ...size('max-download', limits.maxDownload, download.head, NO_DOWNLOAD),
    ...growth(measured, 'max-growth', limits.maxGrowth, unpacked, comparison.drift?.unpacked ?? 0),
    ...growth(measured, 'max-download-growth', limits.maxDownloadGrowth, download, comparison.drift?.download ?? 0),
    ...size('effective', limits.maxEffective, effective.head, missing),
    ...size('wasted', limits.maxWasted, wasted.head, missing),
    ...(limits.maxOsPackages === undefined
      ? []
      : [
          result(
            comparison,
            'os-packages',
            String(limits.maxOsPackages),
            limits.maxOsPackages,
            osPackages.head,
            UNREAD_PACKAGES,
          ),
        ]),
    ...Object.entries(limits.categories ?? {}).flatMap(([name, limit]) => {
      const actual = image === undefined ? null : (image.categories.find((each) => each.name === name)?.bytes ?? 0);
      return size(`category ${name}`, limit, actual, missing);
    }),
  ];
}

/** Growth without what the base image did on its own: that is not the author's. */
function growth(
  measured: Measured,
  name: 'max-growth' | 'max-download-growth',
  amount: Amount | undefined,
  change: Change,
  drift: number,
): readonly LimitResult[] {
  if (amount === undefined) return [];
  const given = amount.unit === 'bytes' ? formatSize(amount.bytes) : `${amount.percent} %`;
  // Whole bytes: growing by more than the share means by more than its rounded-down bytes.
  const share = (percent: number): number | null => (change.base === null ? null : shareOf(change.base, percent));
  const limit = amount.unit === 'bytes' ? amount.bytes : share(amount.percent);
  const moved = measured.comparison.movedBase;
  const yours = change.delta === null || moved !== undefined ? null : change.delta - drift;
  const reason = name === 'max-download-growth' && change.head === null ? NO_DOWNLOAD : noGrowth(measured, change);
  return [result(measured.comparison, name, given, limit, yours, reason)];
}

function noGrowth({ base, comparison }: Measured, { delta }: Change): string {
  const { movedBase } = comparison;
  if (delta !== null && movedBase !== undefined) {
    return `the base image ${movedBase.reference} is another one than before, and how much of the growth is its own is not known`;
  }
  if (base.kind === 'none') return base.reason ?? 'there is no base to compare with';
  return comparison.status === 'added' ? 'the base has no such image' : "the base's download is not known";
}

function result(
  image: ImageComparison,
  measure: Measure,
  given: string,
  limit: number | null,
  actual: number | null,
  reason: string,
): LimitResult {
  const place = { image: image.name, platform: image.platform, measure, limit, given, actual };
  if (limit === null || actual === null) return { ...place, headroom: null, status: 'neutral', reason };
  return { ...place, headroom: limit - actual, status: actual > limit ? 'fail' : 'pass', reason: null };
}
