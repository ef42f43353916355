import type { ImageComparison } from '../model/comparison.ts';
import type { Outcome } from '../weigh.ts';
import type { OutputName } from './output-names.ts';

/** Two decimals, and never a minus before a nought. */
function percent(delta: number, base: number): string {
  return ((delta / base) * 100).toFixed(2).replace(/^-(0\.00)$/, '$1');
}

/**
 * The action's outputs. The sizes are those of the largest platform (by unpacked size), which is named beside them;
 * empty where they are not known.
 */
export function outputsOf(outcome: Outcome): Readonly<Record<Exclude<OutputName, 'report' | 'comment-url'>, string>> {
  const { comparison, verdict, report } = outcome;
  const largest = comparison.images.reduce<ImageComparison | undefined>(
    (best, image) => ((image.unpacked.head ?? -1) > (best?.unpacked.head ?? -1) ? image : best),
    undefined,
  );
  const findings = [...report.findings, ...report.images.flatMap((image) => image.findings)];
  const delta = largest?.unpacked.delta ?? null;
  const before = largest?.unpacked.base ?? null;
  const text = (value: number | null | undefined): string => (value == null ? '' : String(value));
  return {
    verdict: verdict.status,
    unpacked: text(largest?.unpacked.head),
    download: text(largest?.download.head),
    delta: text(delta),
    'delta-percent': delta === null || !before ? '' : percent(delta, before),
    'largest-platform': largest?.platform ?? '',
    findings: String(findings.length),
    fixable: String(findings.filter((finding) => finding.fix !== undefined).length),
    'baseline-source': comparison.base.kind,
  };
}
