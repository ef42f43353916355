import { formatDelta, formatSize } from '../model/bytes.ts';
import type { BaseSource, Change, Comparison, ImageComparison } from '../model/comparison.ts';
import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import { type Amount, type Limits, shareOf } from '../model/limit.ts';
import type { LimitResult, Verdict, VerdictStatus } from '../model/verdict.ts';

export interface JudgeInput {
  readonly comparison: Comparison;
  readonly findings: readonly Finding[];
  readonly limits: Limits;
  readonly failOn: Severity | 'never';
  readonly requireBaseline: boolean;
}

/**
 * Holds every image of the head against the load lines. A measure over its limit fails, one that equals it passes, and
 * one that cannot be taken is neutral with the reason, never a pass.
 */
export function judge(input: JudgeInput): Verdict {
  const { comparison, limits } = input;
  const heads = comparison.images.filter((image) => image.status !== 'removed');
  const results = heads.flatMap((image) => judgeImage(image, limits, comparison.base));
  const reasons = [
    ...results.filter((result) => result.status !== 'pass').map(explain),
    ...(nothingJudged(input) ? ['there is no image, so the limits could not be judged'] : []),
    ...findingReasons(input.findings, input.failOn),
    ...baselineReasons(input),
  ];
  return { status: overall(input, results), limits: results, reasons };
}

function overall(input: JudgeInput, results: readonly LimitResult[]): VerdictStatus {
  const failed =
    results.some((result) => result.status === 'fail') ||
    findingReasons(input.findings, input.failOn).length > 0 ||
    baselineReasons(input).length > 0;
  if (failed) return 'fail';
  return nothingJudged(input) || results.some((result) => result.status === 'neutral') ? 'neutral' : 'pass';
}

/** Limits were given and the run has no image to hold against them, as where it only lints. */
function nothingJudged({ comparison, limits }: JudgeInput): boolean {
  return Object.keys(limits).length > 0 && comparison.images.every((image) => image.status === 'removed');
}

function judgeImage(image: ImageComparison, limits: Limits, base: BaseSource): readonly LimitResult[] {
  const noDownload = 'the download is not known: the engine gave an uncompressed archive';
  const noGrowth =
    base.kind === 'none'
      ? (base.reason ?? 'there is no base to compare with')
      : image.status === 'added'
        ? 'the base has no such image'
        : "the base's download is not known";
  return [
    ...absolute(image, 'max-size', limits.maxSize, image.unpacked.head, ''),
    ...absolute(image, 'max-download', limits.maxDownload, image.download.head, noDownload),
    ...relative(image, 'max-growth', limits.maxGrowth, image.unpacked, noGrowth),
    ...relative(
      image,
      'max-download-growth',
      limits.maxDownloadGrowth,
      image.download,
      image.download.head === null ? noDownload : noGrowth,
    ),
  ];
}

type Measure = LimitResult['measure'];

function absolute(
  image: ImageComparison,
  measure: Measure,
  limit: number | undefined,
  actual: number | null,
  reason: string,
): readonly LimitResult[] {
  if (limit === undefined) return [];
  return [result(image, measure, formatSize(limit), limit, actual, reason)];
}

function relative(
  image: ImageComparison,
  measure: Measure,
  amount: Amount | undefined,
  change: Change,
  reason: string,
): readonly LimitResult[] {
  if (amount === undefined) return [];
  const given = amount.unit === 'bytes' ? formatSize(amount.bytes) : `${amount.percent} %`;
  // Whole bytes: growing by more than the share means by more than its rounded-down bytes.
  const share = (percent: number): number | null => (change.base === null ? null : shareOf(change.base, percent));
  const limit = amount.unit === 'bytes' ? amount.bytes : share(amount.percent);
  return [result(image, measure, given, limit, change.delta, reason)];
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

function explain(result: LimitResult): string {
  const { platform, measure, given, actual, headroom, reason } = result;
  if (result.status === 'neutral' || actual === null || headroom === null) {
    return `${platform}: ${measure} ${given} could not be judged: ${reason}`;
  }
  const said = measure.endsWith('growth') ? formatDelta(actual) : formatSize(actual);
  return `${platform}: ${said} is over ${measure} ${given} by ${formatSize(-headroom)} (${-headroom} bytes)`;
}

function findingReasons(findings: readonly Finding[], failOn: Severity | 'never'): readonly string[] {
  if (failOn === 'never') return [];
  const grave = findings.filter((finding) => atLeast(finding.severity, failOn));
  return grave.map(({ rule, severity, file, line }) => {
    const place = file === undefined ? '' : ` in ${file}${line === undefined ? '' : `:${line}`}`;
    return `${severity} ${rule}${place} (fail-on: ${failOn})`;
  });
}

function baselineReasons({ comparison, requireBaseline }: JudgeInput): readonly string[] {
  if (!requireBaseline || comparison.base.kind !== 'none') return [];
  return [`a baseline is required and there is none: ${comparison.base.reason ?? 'no comparison was asked for'}`];
}
