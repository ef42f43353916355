import { atLeast, type Finding } from '../model/finding.ts';
import type { ImageCheckId } from '../model/image-check-ids.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';

/** The lint rules whose cause a check on the built image sees too. */
const SAME_CAUSE: Readonly<Record<string, readonly ImageCheckId[]>> = {
  'go-strip-debug': ['image-debug-info'],
  'go-trimpath': ['image-path-leak'],
  'go-binary-policy': ['image-build-id-policy', 'image-packed', 'image-debug-info'],
  'final-stage-toolchain': ['image-toolchain', 'image-module-cache', 'image-build-cache', 'image-go-source'],
  'go-cgo-for-static-base': ['image-interpreter-missing', 'image-library-missing'],
  'go-libc-mismatch': ['image-interpreter-missing', 'image-library-missing'],
  'go-glibc-newer': ['image-library-missing'],
  'arch-arg-undeclared': ['image-arch-mismatch'],
  'arch-arg-default': ['image-arch-mismatch'],
  'arch-ignored': ['image-arch-mismatch'],
  'entrypoint-not-copied': ['image-entrypoint-missing'],
  'entrypoint-not-executable': ['image-entrypoint-missing'],
  'shell-form-without-shell': ['image-shell-missing'],
  'ca-certificates-missing': ['image-ca-certificates-missing'],
  'tzdata-missing': ['image-tzdata-missing'],
  'user-root': ['image-user-root'],
  'user-name-unresolvable': ['image-user-unresolvable'],
  'module-cache-shipped': ['image-module-cache', 'image-build-cache'],
  'package-cache-shipped': ['image-package-cache'],
  'copy-context-to-final': ['image-go-source', 'image-git-directory'],
  'dockerignore-missing': ['image-git-directory'],
  'dockerignore-gap': ['image-git-directory'],
  'secret-in-context': ['image-secret-file'],
  'cleanup-in-later-layer': ['image-wasted'],
  'chmod-duplicates-layer': ['image-wasted'],
};

/**
 * Where a lint rule and a check on the built image have one cause they become one finding: the rule's, with the ids of
 * the checks, and with their path and bytes. The first finding of a rule takes them; a check that no rule explains stays.
 */
export function foldFindings<Report extends Pick<WeighReport, 'findings' | 'images'>>(report: Report): Report {
  const taken = new Set<Finding>();
  const asked = new Set<string>();
  const findings = report.findings.map((finding) => {
    const checks = SAME_CAUSE[finding.rule];
    if (checks === undefined || asked.has(finding.rule)) return finding;
    asked.add(finding.rule);
    const folded = report.images.flatMap((image) =>
      image.findings.filter((found) => !taken.has(found) && checks.some((id) => id === found.rule)),
    );
    for (const found of folded) taken.add(found);
    return folded.length === 0 ? finding : join(finding, folded, report.images);
  });
  if (taken.size === 0) return report;
  const images = report.images.map((image) => ({
    ...image,
    findings: image.findings.filter((found) => !taken.has(found)),
  }));
  return { ...report, findings, images };
}

function join(finding: Finding, folded: readonly Finding[], images: readonly ImageReport[]): Finding {
  const [first] = folded;
  const graver = folded.map(({ severity }) => severity).find((severity) => !atLeast(finding.severity, severity));
  const platforms = [...new Set(folded.map(({ platform }) => platform))];
  // Of several platforms the one where it costs the most.
  const bytes = Math.max(0, ...images.map((image) => evidence(image, folded)));
  const [platform] = platforms;
  return {
    ...finding,
    also: [...new Set([...finding.also, ...folded.map(({ rule }) => rule)])],
    ...(graver === undefined ? {} : { severity: graver }),
    ...(first?.path === undefined ? {} : { path: first.path }),
    ...(first?.layer === undefined ? {} : { layer: first.layer }),
    ...(platforms.length === 1 && images.length > 1 && platform !== undefined ? { platform } : {}),
    ...(finding.evidenceBytes === undefined && bytes > 0 ? { evidenceBytes: bytes } : {}),
  };
}

function evidence({ findings }: ImageReport, folded: readonly Finding[]): number {
  return findings
    .filter((finding) => folded.includes(finding))
    .reduce((total, { evidenceBytes = 0 }) => total + evidenceBytes, 0);
}
