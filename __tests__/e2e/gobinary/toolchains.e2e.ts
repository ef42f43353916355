import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGoBinary } from '../../../src/gobinary/read-go-binary.ts';
import { writeGoModule } from '../../support/go-build.ts';
import { expectNmSizes } from '../../support/go-functions.ts';
import { goToolchain, type Toolchain } from '../../support/go-toolchain.ts';
import { fileReader } from '../../support/readers.ts';
import { scratchFolder } from '../../support/tools.ts';

// One Go at least for every form of the function table, the newest among them.
const VERSIONS = ['go1.15.15', 'go1.16.15', 'go1.18.10', 'go1.19.13', 'go1.20.14', 'go1.25.0', 'go1.27.0'];
const PLATFORMS = ['linux/amd64', 'linux/386', 'linux/s390x', 'windows/amd64', 'darwin/arm64'];

/** Segments begin at multiples of 64 KiB on some machines, and a strip takes the headers of its sections away, too. */
const SEGMENT = 65_536;
const HEADERS = 2_048;

describe.each(VERSIONS)('%s', (version) => {
  let toolchain: Toolchain;
  const folder = scratchFolder();

  beforeAll(() => {
    toolchain = goToolchain(version);
    writeGoModule(folder.path);
  });
  afterAll(() => folder[Symbol.dispose]());

  // Go 1.15 needs the C linker of a Mac for its programs.
  const platforms = PLATFORMS.filter((platform) => version !== 'go1.15.15' || !platform.startsWith('darwin/'));

  test.each(platforms)('%s', (platform) => {
    const [GOOS = '', GOARCH = ''] = platform.split('/');
    const plain = join(folder.path, `plain-${GOOS}-${GOARCH}`);
    const stripped = join(folder.path, `stripped-${GOOS}-${GOARCH}`);
    toolchain.go(['build', '-o', plain, '.'], folder.path, { GOOS, GOARCH });
    toolchain.go(['build', '-o', stripped, '-trimpath', '-ldflags=-s -w', '.'], folder.path, { GOOS, GOARCH });
    const facts = readGoBinary(fileReader(plain));
    const twin = readGoBinary(fileReader(stripped));
    if (facts?.kind !== 'go' || twin?.kind !== 'go') throw new Error('not read as Go programs');

    expect(facts).toMatchObject({ goVersion: version, main: { path: 'example.com/app' }, architecture: GOARCH });
    for (const { bytes, parts, modules, unattributed } of [facts, twin]) {
      expect(Object.values(parts).reduce((total, part) => total + part, 0)).toBe(bytes);
      expect(modules.reduce((total, module) => total + module.bytes, unattributed)).toBe(bytes);
    }
    const saved = statSync(plain).size - statSync(stripped).size;
    expect(Math.abs(facts.debugBytes - twin.debugBytes - saved)).toBeLessThanOrEqual(SEGMENT + HEADERS);

    if (version === 'go1.15.15') {
      expect(facts.notes).toEqual([expect.stringContaining('Go 1.2 to 1.15 is not supported')]);
      expect(facts).toMatchObject({ modules: [], functionsKnown: false, unattributed: facts.bytes });
      return;
    }
    expect([...facts.notes, ...twin.notes]).toEqual([]);
    expectNmSizes(plain, toolchain.go(['tool', 'nm', '-size', '-sort', 'address', plain], folder.path));
    expect(facts.modules.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['std', 'main', 'native']));
    expect(facts.packages.filter(({ module }) => module.kind === 'unknown')).toEqual([]);
    expect(facts.localPaths?.kind).toBeDefined();
    expect(twin.localPaths).toBeNull();
  });
});
