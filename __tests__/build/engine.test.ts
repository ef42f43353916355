import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Engine, inspectEngine, readBuildxVersion, readInspection, tooOld } from '../../src/build/engine.ts';
import { temporaryFolder } from '../../src/system/temp.ts';

function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', `inspect-${name}.txt`), 'utf8');
}

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };

describe('readInspection', () => {
  test.each([
    ['remote', { name: 'remote', driver: 'remote', buildkit: 'v0.33.1', native: AMD64, error: undefined }],
    // Before BuildKit 0.11 the key was `BuildKit`; the asterisk says that a person set the platform.
    [
      'docker-container',
      { name: 'elated_tesla', driver: 'docker-container', buildkit: 'v0.10.6', native: ARM64, error: undefined },
    ],
    ['docker', { name: 'default', driver: 'docker', buildkit: 'v0.25.2', native: AMD64, error: undefined }],
    ['platform-set', { name: 'pair', driver: 'remote', buildkit: 'v0.33.1', native: ARM64, error: undefined }],
    ['two-nodes', { name: 'two', driver: 'remote', buildkit: 'v0.33.1', native: ARM64, error: undefined }],
    ['no-node', { name: 'gone', driver: 'remote', buildkit: null, native: undefined, error: undefined }],
    [
      'no-engine',
      {
        name: 'default',
        driver: 'unknown',
        buildkit: null,
        native: undefined,
        error: expect.stringMatching(/^failed to connect to the docker API at .*: no such file or directory$/),
      },
    ],
  ])('%s', (name, facts) => {
    expect(readInspection(fixture(name))).toMatchObject(facts);
  });

  test.each([
    ['linux/arm/v7, linux/arm/v6', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['linux/amd64/v3*', AMD64],
    ['linux/riscv64', { os: 'linux', architecture: 'riscv64' }],
    ['plan9/amd64', undefined],
  ])('platforms %s', (platforms, native) => {
    expect(readInspection(`Name: x\nDriver: remote\n\nNodes:\nPlatforms: ${platforms}\n`).native).toEqual(native);
  });
});

test.each([
  ['github.com/docker/buildx v0.37.2 b7c1e0f', '0.37.2', false],
  ['github.com/docker/buildx v0.37.2 \n', '0.37.2', false],
  ['github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-1', '0.13.1+ds1', false],
  ['github.com/docker/buildx v0.10.0-rc1 abc', '0.10.0-rc1', false],
  ['github.com/docker/buildx v0.9.1 ed00243', '0.9.1', true],
  ['github.com/docker/buildx v0.9.1-docker ed00243', '0.9.1-docker', true],
  ['github.com/docker/buildx v0.0.0+unknown', '0.0.0+unknown', false],
  ['github.com/docker/buildx v1.0.0 abc', '1.0.0', false],
  ['something else', undefined, false],
])('%j is buildx %s', (text, version, old) => {
  expect(readBuildxVersion(text)).toBe(version);
  expect(tooOld(version ?? text)).toBe(old);
});

/** Programs that answer as the real ones do, on a PATH of their own: what is tried, in which order, and what is said. */
describe('inspectEngine', () => {
  const BUILDX = `case "$1" in
version) echo 'github.com/docker/buildx v0.37.2 abc';;
inspect) case "$*" in
  *nosuch*) echo 'ERROR: no builder "nosuch" found' >&2; exit 1;;
  *broken*) echo 'ERROR: context deadline exceeded' >&2; exit 1;;
  *dead*) cat '${join(import.meta.dirname, 'fixtures/inspect-no-engine.txt')}';;
  *local*) cat '${join(import.meta.dirname, 'fixtures/inspect-docker.txt')}';;
  *) cat '${join(import.meta.dirname, 'fixtures/inspect-remote.txt')}';;
  esac;;
ls) printf 'remote*\\nremote0\\nnosuck\\n';;
esac`;
  const DOCKER = (status: string) => `case "$1" in
buildx) shift; ${BUILDX};;
info) echo '${status}';;
--context) shift 2; echo '${status}';;
esac`;
  const NO_PLUGIN = `echo "docker: unknown command: docker buildx" >&2; exit 1`;

  async function inspect(programs: Record<string, string>, builder?: string): Promise<Engine> {
    await using folder = await temporaryFolder('test');
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder.path, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder.path, name), 0o755);
    }
    // `cat` for the scripts; no docker or buildx of this machine.
    writeFileSync(join(folder.path, 'cat'), '#!/bin/sh\nwhile IFS= read -r line; do echo "$line"; done < "$1"\n');
    chmodSync(join(folder.path, 'cat'), 0o755);
    return await inspectEngine(builder, { env: { PATH: folder.path }, signal: new AbortController().signal });
  }

  test('docker buildx, where it is', async () => {
    expect(await inspect({ docker: DOCKER('') })).toMatchObject({
      command: 'docker',
      prefix: ['buildx'],
      builder: 'remote',
      driver: 'remote',
      buildx: '0.37.2',
      buildkit: 'v0.33.1',
      native: AMD64,
      classicStore: false,
    });
  });

  test.each([
    ['no docker at all', {}],
    ['docker without the plugin', { docker: NO_PLUGIN }],
  ])('a plain buildx, where there is %s', async (_, programs) => {
    expect(await inspect({ ...programs, buildx: BUILDX })).toMatchObject({ command: 'buildx', prefix: [] });
  });

  test.each([
    ['[["driver-type","io.containerd.snapshotter.v1"]]', false],
    ['[["Backing Filesystem","extfs"],["Supports d_type","true"]]', true],
  ])('the docker driver with the store %s', async (status, classicStore) => {
    expect(await inspect({ docker: DOCKER(status) }, 'local')).toMatchObject({ driver: 'docker', classicStore });
  });

  test('neither: what to install, and what each said', async () => {
    await expect(inspect({ docker: NO_PLUGIN })).rejects.toMatchObject({
      name: 'ToolError',
      message: 'neither docker buildx nor buildx can be used',
      hint: expect.stringMatching(
        /^install Docker .*\n.*docker: unknown command: docker buildx\n.*buildx could not be started/s,
      ),
    });
  });

  test('a builder that does not exist, with the nearest that does', async () => {
    await expect(inspect({ buildx: BUILDX }, 'nosuch')).rejects.toMatchObject({
      name: 'ConfigError',
      message: 'builder "nosuch" does not exist',
      hint: 'did you mean "nosuck"?',
    });
  });

  test('a builder that does not answer', async () => {
    await expect(inspect({ buildx: BUILDX }, 'broken')).rejects.toMatchObject({
      name: 'ToolError',
      message: 'buildx inspect --bootstrap -- broken failed with exit code 1',
      hint: 'ERROR: context deadline exceeded',
    });
    await expect(inspect({ buildx: BUILDX }, 'dead')).rejects.toMatchObject({
      name: 'ToolError',
      message: 'builder "default" has no running node',
      hint: expect.stringContaining('failed to connect to the docker API'),
    });
  });

  test('a buildx that is too old', async () => {
    await expect(inspect({ buildx: BUILDX.replace('v0.37.2', 'v0.9.1') })).rejects.toMatchObject({
      name: 'ConfigError',
      message: 'buildx 0.9.1 is too old',
      hint: expect.stringContaining('0.10'),
    });
  });
});

test('each node of a builder is what it lists first', () => {
  const text = readFileSync(new URL('fixtures/inspect-two-nodes.txt', import.meta.url), 'utf8');
  expect(readInspection(text).natives.map(({ architecture }) => architecture)).toEqual(['arm64', 'amd64']);
});
