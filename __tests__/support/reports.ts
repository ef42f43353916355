import type { Change, Comparison, ImageComparison } from '../../src/model/comparison.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ImageReport, WeighReport } from '../../src/model/report.ts';
import type { Verdict } from '../../src/model/verdict.ts';

/** A report of an image with one of everything. */
export function anImage(overrides: Partial<ImageReport> = {}): ImageReport {
  return {
    name: 'default',
    platform: 'linux/amd64',
    digest: `sha256:${'a'.repeat(64)}`,
    base: { reference: 'alpine:3.22', digest: `sha256:${'b'.repeat(64)}` },
    verified: true,
    unpacked: 12_000_000,
    download: 5_000_000,
    effective: 11_900_000,
    wasted: 100_000,
    efficiency: { score: 0.9914, wasted: 150_000 },
    shared: null,
    buildSeconds: 12.3,
    layers: [
      {
        digest: `sha256:${'c'.repeat(64)}`,
        createdBy: 'COPY /app /app',
        unpacked: 8_000_000,
        download: 3_000_000,
        files: 1,
        fromBase: false,
      },
    ],
    categories: [
      { name: 'go-binary', bytes: 8_000_000 },
      { name: 'os-package', bytes: 4_000_000 },
    ],
    files: [{ path: '/app', bytes: 8_000_000, category: 'go-binary', layer: `sha256:${'c'.repeat(64)}` }],
    filesOmitted: { count: 30, bytes: 4_000_000 },
    goBinaries: [
      {
        path: '/app',
        goVersion: 'go1.26.8',
        module: 'example.com/app',
        bytes: 8_000_000,
        stripped: false,
        debugBytes: 2_000_000,
        static: true,
        modules: [{ path: 'example.com/dep', version: 'v1.2.3', bytes: 1_000_000 }],
        unattributed: 3_000_000,
      },
    ],
    config: { user: 'nonroot', entrypoint: ['/app'], cmd: [] },
    packages: { os: 14 },
    findings: [],
    ...overrides,
  };
}

export function aReport(images: readonly ImageReport[], overrides: Partial<WeighReport> = {}): WeighReport {
  return {
    schemaVersion: 1,
    tool: { name: 'plimsoll', version: '0.1.0' },
    source: { repository: 'octo-org/web', sha: 'd'.repeat(40), ref: 'refs/heads/main' },
    inputs: { hash: null, parts: {} },
    builder: { driver: 'remote', buildkit: 'v0.33.1', buildx: '0.37.2' },
    findings: [],
    images,
    ...overrides,
  };
}

export function aFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: 'strip-binary',
    source: 'plimsoll',
    also: [],
    severity: 'warning',
    message: 'the binary carries debug information',
    file: 'Dockerfile',
    line: 7,
    column: 5,
    url: 'https://example.com/docs/rules/strip-binary.md',
    ...overrides,
  };
}

function changeOf(base: number | null, head: number | null): Change {
  return { base, head, delta: base === null || head === null ? null : head - base };
}

/** An image on both sides: base → head, unpacked and download. */
export function compared(
  unpacked: readonly [number | null, number | null],
  download: readonly [number | null, number | null] = [null, null],
  overrides: Partial<ImageComparison> = {},
): ImageComparison {
  return {
    name: 'default',
    platform: 'linux/amd64',
    status: unpacked[0] === null ? 'added' : unpacked[1] === null ? 'removed' : 'compared',
    unpacked: changeOf(...unpacked),
    download: changeOf(...download),
    effective: changeOf(...unpacked),
    wasted: changeOf(0, 0),
    layers: [],
    categories: [],
    files: [],
    modules: [],
    packages: [],
    sections: [],
    causes: [],
    moves: [],
    drift: null,
    findings: { added: [], fixed: [] },
    osPackages: changeOf(0, 0),
    notes: [],
    ...overrides,
  };
}

export function aComparison(images: readonly ImageComparison[], base: Partial<Comparison['base']> = {}): Comparison {
  return {
    base: { kind: 'built', label: 'main (0123456789ab)', sha: 'e'.repeat(40), reason: null, ...base },
    images,
    findings: { added: [], fixed: [] },
  };
}

export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return { status: 'pass', limits: [], reasons: [], ...overrides };
}
