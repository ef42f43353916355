import { execFileSync } from 'node:child_process';
import { cpSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GoProgram, readGoBinary } from '../../../src/gobinary/read-go-binary.ts';
import { goOutput } from '../../support/go-build.ts';
import { expectNmSizes } from '../../support/go-functions.ts';
import { labEnv } from '../../support/lab.ts';
import { fileReader } from '../../support/readers.ts';
import { scratchFolder } from '../../support/tools.ts';

const PLATFORMS = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/7',
  'linux/386',
  'linux/s390x',
  'linux/ppc64le',
  'linux/riscv64',
  'windows/amd64',
  'darwin/amd64',
  'darwin/arm64',
];

function program(path: string): GoProgram {
  const facts = readGoBinary(fileReader(path));
  if (facts?.kind !== 'go') throw new Error(`${path} was not read as a Go program`);
  const { bytes, parts, modules, packages, unattributed, notes } = facts;
  const sum = (items: readonly { bytes: number }[]): number => items.reduce((total, item) => total + item.bytes, 0);
  expect(notes).toEqual([]);
  expect(Object.values(parts).reduce((total, part) => total + part, 0)).toBe(bytes);
  expect(sum(modules) + unattributed).toBe(bytes);
  expect(sum(packages)).toBe(sum(modules));
  expect(packages.filter(({ module }) => module.kind === 'unknown')).toEqual([]);
  return facts;
}

/** Paths of the module lines of `go version -m`, which are those of the whole build. */
function moduleLines(path: string): string[] {
  return goOutput(['version', '-m', path], '/')
    .split('\n')
    .flatMap((line) => /^\t(?:mod|dep)\t(\S+)/.exec(line)?.[1] ?? []);
}

describe('the example service', () => {
  const folder = scratchFolder();
  const source = join(folder.path, 'source');

  beforeAll(() => cpSync(new URL('../../../examples/web', import.meta.url).pathname, source, { recursive: true }));
  afterAll(() => folder[Symbol.dispose]());

  test.each(PLATFORMS)('%s', (platform) => {
    const [GOOS = '', GOARCH = '', GOARM = ''] = platform.split('/');
    const build = (name: string, ...flags: string[]): string => {
      const path = join(folder.path, name);
      const env = { ...process.env, GOOS, GOARCH, ...(GOARM === '' ? {} : { GOARM }), CGO_ENABLED: '0', GOWORK: 'off' };
      execFileSync('go', ['build', '-o', path, ...flags, '.'], { cwd: source, env, stdio: 'pipe' });
      return path;
    };
    const plain = build('plain');
    const stripped = build('stripped', '-trimpath', '-ldflags=-s -w');
    const facts = program(plain);
    const twin = program(stripped);
    expectNmSizes(plain, goOutput(['tool', 'nm', '-size', '-sort', 'address', plain], '/'));
    expect(twin.modules).toEqual(facts.modules);
    expect(facts.modules.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['std', 'std/vendor', ...moduleLines(plain)]),
    );
    expect(facts.settings.get('GOARM')?.[0]).toBe(GOARM === '' ? undefined : GOARM);
    expect([facts.localPaths?.kind, twin.localPaths]).toEqual([expect.any(String), null]);
    // Code and its tables are most of what a stripped program is.
    expect(twin.unattributed / twin.bytes).toBeLessThan(0.45);
  });
});

describe('programs of the lab', () => {
  test.each(['buildkitd', 'dockerd', 'buildx', 'crane', 'act', 'containerd'])('%s', (name) => {
    const path = realpathSync(join(labEnv().bin, name));
    const { modules, unattributed, bytes, functionsKnown } = program(path);
    expect(functionsKnown).toBe(true);
    expect(unattributed / bytes).toBeLessThan(0.35);
    const named = new Set(moduleLines(path));
    const foreign = modules.filter(
      ({ kind, path: module }) => (kind === 'main' || kind === 'dependency') && !named.has(module),
    );
    expect(foreign).toEqual([]);
    expect(modules.length).toBeGreaterThan(10);
  });
});
