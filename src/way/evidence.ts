import type { Category } from '../model/category.ts';
import type { Finding } from '../model/finding.ts';
import type { ImageReport } from '../model/report.ts';

/** The categories of a built image whose bytes are what a rule's finding costs. */
const COSTS: Readonly<Record<string, readonly Category[]>> = {
  'go-strip-debug': ['debug'],
  'final-stage-toolchain': ['go-toolchain', 'go-build-cache', 'go-module-cache', 'go-source'],
};

/**
 * Puts measured bytes behind findings that could not know them before the build: those of the platform where they are
 * the most. A Dockerfile may give several findings of one rule for one image; only the first then bears the bytes, so
 * that nothing is counted twice.
 */
export function withEvidence(findings: readonly Finding[], images: readonly ImageReport[]): readonly Finding[] {
  const borne = new Set<string>();
  return findings.map((finding) => {
    const categories = COSTS[finding.rule];
    if (categories === undefined || finding.evidenceBytes !== undefined || borne.has(finding.rule)) return finding;
    const most = Math.max(0, ...images.map((image) => bytesOf(image, categories)));
    if (most === 0) return finding;
    borne.add(finding.rule);
    return { ...finding, evidenceBytes: most };
  });
}

function bytesOf(image: ImageReport, categories: readonly Category[]): number {
  return image.categories
    .filter(({ name }) => categories.some((category) => category === name))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}
