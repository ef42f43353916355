import { formatDelta, formatSize } from '../model/bytes.ts';
import type { Comparison } from '../model/comparison.ts';
import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import { type Limits, limitsOfPlatform } from '../model/limit.ts';
import { plainPlatform } from '../model/platform.ts';
import type { ImageReport } from '../model/report.ts';
import type { LimitResult, Verdict, VerdictStatus } from '../model/verdict.ts';
import { measure } from './measure.ts';

export interface JudgeInput {
  readonly comparison: Comparison;
  /** The head's images. */
  readonly images: readonly ImageReport[];
  readonly findings: readonly Finding[];
  /** Those of every image; `imageLimits` has an image's own, which take the place of the same lines. */
  readonly limits: Limits;
  readonly imageLimits?: ReadonlyMap<string, Limits>;
  readonly failOn: Severity | 'never';
  readonly requireBaseline: boolean;
}

/**
 * Holds every image of the head against the load lines. A measure over its limit fails, one that equals it passes, and
 * one that cannot be taken is neutral with the reason, never a pass.
 */
export function judge(input: JudgeInput): Verdict {
  const { comparison } = input;
  const heads = comparison.images.filter((image) => image.status !== 'removed');
  const results = heads.flatMap((image) => {
    const report = input.images.find(({ name, platform }) => name === image.name && platform === image.platform);
    return measure({ comparison: image, image: report, base: comparison.base }, limitsOf(input, image));
  });
  const reasons = [
    ...results.filter((result) => result.status !== 'pass').map((result) => explain(result, severalNames(heads))),
    ...(nothingJudged(input) ? ['there is no image, so the limits could not be judged'] : []),
    ...unusedLimits(input),
    ...findingReasons(input.findings, input.failOn),
    ...baselineReasons(input),
  ];
  return { status: overall(input, results), limits: results, reasons };
}

function limitsOf({ limits, imageLimits }: JudgeInput, image: { name: string; platform: string }): Limits {
  const own = imageLimits?.get(image.name);
  const general = limitsOfPlatform(limits, image.platform);
  if (own === undefined) return general;
  return limitsOfPlatform(
    { ...general, platforms: { [image.platform]: limitsOfPlatform(own, image.platform) } },
    image.platform,
  );
}

function overall(input: JudgeInput, results: readonly LimitResult[]): VerdictStatus {
  const failed =
    results.some((result) => result.status === 'fail') ||
    findingReasons(input.findings, input.failOn).length > 0 ||
    baselineReasons(input).length > 0;
  if (failed) return 'fail';
  const unjudged = results.some((result) => result.status === 'neutral') || unusedLimits(input).length > 0;
  return nothingJudged(input) || unjudged ? 'neutral' : 'pass';
}

/** Limits were given and the run has no image to hold against them, as where it only lints. */
function nothingJudged({ comparison, limits, imageLimits }: JudgeInput): boolean {
  const given = Object.keys(limits).length > 0 || (imageLimits?.size ?? 0) > 0;
  return given && comparison.images.every((image) => image.status === 'removed');
}

/** A platform's own limits say nothing where that platform is not built. */
function unusedLimits(input: JudgeInput): readonly string[] {
  if (nothingJudged(input)) return [];
  const heads = input.comparison.images.filter((image) => image.status !== 'removed');
  const built = new Set(heads.map(({ platform }) => plainPlatform(platform)));
  const named = [input.limits, ...(input.imageLimits?.values() ?? [])].flatMap(({ platforms }) =>
    Object.keys(platforms ?? {}),
  );
  return [...new Set(named)]
    .filter((platform) => !built.has(plainPlatform(platform)))
    .map((platform) => `${platform}: its limits could not be judged: the platform is not among the images`);
}

function severalNames(images: readonly { readonly name: string }[]): boolean {
  return new Set(images.map(({ name }) => name)).size > 1;
}

function explain(result: LimitResult, named: boolean): string {
  const { image, platform, measure, given, actual, headroom, reason } = result;
  const place = named ? `${image} ${platform}` : platform;
  if (result.status === 'neutral' || actual === null || headroom === null) {
    return `${place}: ${measure} ${given} could not be judged: ${reason}`;
  }
  if (measure === 'os-packages') return `${place}: ${actual} OS packages are ${-headroom} over the limit of ${given}`;
  const said = measure.endsWith('growth') ? formatDelta(actual) : formatSize(actual);
  return `${place}: ${said} is over ${measure} ${given} by ${formatSize(-headroom)} (${-headroom} bytes)`;
}

function findingReasons(findings: readonly Finding[], failOn: Severity | 'never'): readonly string[] {
  if (failOn === 'never') return [];
  const grave = findings.filter((finding) => atLeast(finding.severity, failOn));
  return grave.map(({ rule, severity, file, line, path }) => {
    const place =
      file === undefined
        ? path === undefined
          ? ''
          : ` at ${path}`
        : ` in ${file}${line === undefined ? '' : `:${line}`}`;
    return `${severity} ${rule}${place} (fail-on: ${failOn})`;
  });
}

function baselineReasons({ comparison, requireBaseline }: JudgeInput): readonly string[] {
  if (!requireBaseline || comparison.base.kind !== 'none') return [];
  return [`a baseline is required and there is none: ${comparison.base.reason ?? 'no comparison was asked for'}`];
}
