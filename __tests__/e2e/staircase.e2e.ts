import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageReport } from '../../src/model/report.ts';
import { runCli } from '../support/cli.ts';
import { labEnvironment } from '../support/lab.ts';
import { exampleRepository, folderBytes, regularBytes, scratchFolder, tarListing, tool } from '../support/tools.ts';

const STAIRCASE = [
  'Dockerfile.1-golang',
  'Dockerfile.2-dockerignore',
  'Dockerfile.3-alpine',
  'Dockerfile.4-multistage',
  'Dockerfile.5-stripped',
  'Dockerfile.6-scratch',
];
const BESIDE = [
  'Dockerfile.distroless',
  'Dockerfile.module-layer',
  'Dockerfile.cache-mounts',
  'Dockerfile.goarch',
  'Dockerfile',
];

const folder = scratchFolder();
const context = join(folder.path, 'web');
const reports = new Map<string, ImageReport>();
const key = (dockerfile: string, architecture: string): string => `${dockerfile} ${architecture}`;

/** Single-stage steps compile in the image that they ship: here only on the machine's own platform. */
function architectures(dockerfile: string): readonly string[] {
  return /\.[123]-/.test(dockerfile) ? ['amd64'] : ['amd64', 'arm64'];
}

function unpacked(dockerfile: string, architecture: string): number {
  const report = reports.get(key(dockerfile, architecture));
  if (report === undefined) throw new Error(`${dockerfile} was not weighed for ${architecture}`);
  return report.unpacked;
}

/** The same build by buildx alone, in another form of output; the builder has all its steps in the cache. */
function build(dockerfile: string, architecture: string, output: string): void {
  // What the plan gives a Dockerfile that takes its architecture by Go's own names.
  const args = dockerfile.endsWith('.goarch') ? ['GOOS=linux', `GOARCH=${architecture}`, 'CGO_ENABLED=0'] : [];
  tool('buildx', [
    'build',
    `--platform=linux/${architecture}`,
    '--provenance=false',
    `--output=${output}`,
    ...args.map((arg) => `--build-arg=${arg}`),
    `--file=${join(context, dockerfile)}`,
    context,
  ]);
}

/**
 * What the engine's own export of the image holds. A folder where that is exact; the toolchain images hold hard links,
 * which a folder export turns into copies (and takes minutes for), so theirs is a tar.
 */
function exportedBytes(dockerfile: string, architecture: string, folder: string): number {
  if (architectures(dockerfile).length > 1) {
    build(dockerfile, architecture, `type=local,dest=${join(folder, 'export')}`);
    return folderBytes(join(folder, 'export'));
  }
  build(dockerfile, architecture, `type=tar,dest=${join(folder, 'export.tar')}`);
  return regularBytes(join(folder, 'export.tar'));
}

beforeAll(() => exampleRepository(context, { weight: true }));

afterAll(() => {
  folder[Symbol.dispose]();
  // For the example's README, which shows what was weighed.
  const sizes: Record<string, Record<string, number>> = {};
  for (const [name, report] of reports) {
    const [dockerfile = '', architecture = ''] = name.split(' ');
    sizes[dockerfile] = { ...sizes[dockerfile], [architecture]: report.unpacked };
  }
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/staircase.json', JSON.stringify(sizes));
});

describe.each([...STAIRCASE, ...BESIDE])('%s', (dockerfile) => {
  test('is built and weighed by the command line', async () => {
    const file = join(folder.path, 'report.json');
    const goarch = architectures(dockerfile).join(',');
    const args = ['weigh', '.', '-f', dockerfile, '--goarch', goarch, '--json', file, '--max-size', '10GB'];
    const result = await runCli(args, { cwd: context, env: labEnvironment() });
    expect(result.stderr).not.toContain('error:');
    expect(result.code).toBe(0);
    const report = JSON.parse(tool('cat', [file]));
    expect(report.verdict.status).toBe('pass');
    for (const image of report.images) reports.set(key(dockerfile, image.platform.replace('linux/', '')), image);
    expect(report.images).toHaveLength(architectures(dockerfile).length);
  });

  test.each(architectures(dockerfile))('%s: every size is what tar and the engine say', (architecture) => {
    using out = scratchFolder();
    const layout = join(out.path, 'layout');
    build(dockerfile, architecture, `type=oci,tar=false,dest=${layout}`);
    const visible = exportedBytes(dockerfile, architecture, out.path);
    const report = reports.get(key(dockerfile, architecture));
    const listed = tarListing(layout);
    expect(report).toMatchObject({ unpacked: listed.unpacked, download: listed.download });
    expect(report?.effective).toBe(visible);
    expect(report?.wasted).toBe(listed.unpacked - visible);
  });
});

test('unpacked falls strictly at each step of the staircase', () => {
  const amd64 = STAIRCASE.map((dockerfile) => unpacked(dockerfile, 'amd64'));
  expect(amd64).toEqual([...new Set(amd64)].toSorted((a, b) => b - a));
  const arm64 = STAIRCASE.slice(3).map((dockerfile) => unpacked(dockerfile, 'arm64'));
  expect(arm64).toEqual([...new Set(arm64)].toSorted((a, b) => b - a));
});

test('the ignore file drops the history and the build output', () => {
  expect(unpacked('Dockerfile.1-golang', 'amd64') - unpacked('Dockerfile.2-dockerignore', 'amd64')).toBeGreaterThan(
    1_000_000,
  );
});

test.each(['amd64', 'arm64'])(
  '%s: distroless lies between scratch and alpine; steps that save time save no bytes',
  (architecture) => {
    const distroless = unpacked('Dockerfile.distroless', architecture);
    expect(distroless).toBeGreaterThan(unpacked('Dockerfile.6-scratch', architecture));
    expect(distroless).toBeLessThan(unpacked('Dockerfile.5-stripped', architecture));
    for (const same of ['Dockerfile', 'Dockerfile.module-layer', 'Dockerfile.cache-mounts', 'Dockerfile.goarch']) {
      expect(unpacked(same, architecture)).toBe(unpacked('Dockerfile.6-scratch', architecture));
    }
  },
);

test('Go binaries are recognised, with their debug bytes', () => {
  const binary = (dockerfile: string) => reports.get(key(dockerfile, 'arm64'))?.goBinaries;
  expect(binary('Dockerfile.4-multistage')).toMatchObject([{ stripped: false, static: true }]);
  expect(binary('Dockerfile.6-scratch')).toMatchObject([{ stripped: true, debugBytes: 0, static: true }]);
});
