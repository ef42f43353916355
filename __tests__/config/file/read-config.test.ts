import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/config/file/read-config.ts';
import { rawOptions } from '../../../src/config/raw-options.ts';
import { readPlan } from '../../../src/config/read-plan.ts';
import { scratchFolder } from '../../support/tools.ts';

let folder: ReturnType<typeof scratchFolder>;
beforeEach(() => {
  folder = scratchFolder();
});
afterEach(() => folder[Symbol.dispose]());

async function plan(text: string, given: Readonly<Record<string, string | readonly string[]>> = {}) {
  writeFileSync(join(folder.path, 'plimsoll.yml'), `version: 1\n${text}`);
  const options = rawOptions(new Map(Object.entries(given).map(([name, value]) => [name, [value].flat()])));
  return readPlan(options, folder.path, await readConfig(undefined, folder.path));
}

describe('the file and what is given beside it', () => {
  test('without a file all is as if it were empty', async () => {
    expect(await readConfig(undefined, folder.path)).toMatchObject({ limits: {}, policy: {}, folder: folder.path });
  });

  test('a limit that is given beats the file, line by line', async () => {
    const { limits } = await plan(
      'limits: {unpacked: 12MB, download: 5MB, growth: 5%, wasted: 1kB, os-packages: 3}\n',
      {
        'max-size': '10MB',
        'max-growth': '2%',
      },
    );
    expect(limits).toEqual({
      maxSize: 10_000_000,
      maxDownload: 5_000_000,
      maxGrowth: { unit: 'percent', percent: 2 },
      maxWasted: 1_000,
      maxOsPackages: 3,
    });
  });

  test('platforms are written as everywhere', async () => {
    expect(
      (await plan('limits: {platforms: {linux/arm64/v8: {unpacked: 1kB}, linux/arm/v7: {wasted: 0}}}\n')).limits,
    ).toEqual({
      platforms: { 'linux/arm64': { maxSize: 1_000 }, 'linux/arm/v7': { maxWasted: 0 } },
    });
  });

  test('rules of both; those given win', async () => {
    const { rules } = await plan(
      'rules: {a-a: off, b-b: {severity: note, options: {min-bytes: 1MB, except: x}}, d-d: {options: {except: [y, z]}}}\n',
      { rules: ['b-b=error', 'c-c=warning', 'b-b.min-bytes=2MB', 'd-d.except=q'] },
    );
    expect([...rules]).toEqual([
      ['a-a', { severity: 'off' }],
      ['b-b', { severity: 'error', options: { minBytes: 2_000_000, except: ['x'] } }],
      ['d-d', { options: { except: ['q'] } }],
      ['c-c', { severity: 'warning' }],
    ]);
  });

  test('images: inputs of the file, paths from its folder, given ones before them', async () => {
    const { images } = await plan(
      `images:
  api:
    context: services/api
    file: build/api.Dockerfile
    goarch: [amd64, arm64]
    build-args: [A=1]
    secret-files: [KEY=keys/id]
    no-cache: true
    limits: {unpacked: 1kB}
  web: {}
`,
      { platforms: 'linux/s390x', context: '.' },
    );
    expect(images.map(({ name, limits }) => [name, limits])).toEqual([
      ['api', { maxSize: 1_000 }],
      ['web', {}],
    ]);
    expect(images[0]).toMatchObject({
      context: join(folder.path, 'services/api'),
      file: join(folder.path, 'build/api.Dockerfile'),
      platforms: [{ os: 'linux', architecture: 's390x' }],
      buildArgs: ['A=1'],
      secrets: [{ kind: 'file', id: 'KEY', path: join(folder.path, 'keys/id') }],
      noCache: true,
    });
    expect(images[1]).toMatchObject({ context: folder.path, noCache: false });
  });

  test('required', async () => {
    expect((await plan('baseline: {required: true}\n')).requireBaseline).toBe(true);
    expect((await plan('baseline: {required: true}\n', { 'require-baseline': 'false' })).requireBaseline).toBe(false);
  });
});

describe('what is wrong', () => {
  const images = 'images: {a: {}, b: {}}\n';

  test.each<[string, string, Record<string, string>, string]>([
    ['a size that is none', 'limits: {unpacked: 12XB}\n', {}, 'plimsoll.yml: limits.unpacked: "12XB"'],
    ['a platform that is none', 'limits: {platforms: {arm64: {}}}\n', {}, 'plimsoll.yml: limits.platforms: '],
    ['a name that is none', 'images: {"a b": {}}\n', {}, '"a b" is not a name of an image'],
    ['one Dockerfile for two images', images, { file: 'x' }, 'file is given, and the configuration has 2 images'],
    ['one folder for two images', images, { context: 'x' }, 'context is given'],
  ])('%s', async (_, text, given, message) => {
    await expect(plan(text, given)).rejects.toThrow(message);
  });

  test('a file that is not there, a folder, and a name that is nearly right', async () => {
    await expect(readConfig('other.yml', folder.path)).rejects.toThrow('other.yml cannot be read');
    mkdirSync(join(folder.path, 'folder'));
    await expect(readConfig('folder', folder.path)).rejects.toThrow(/folder (?:is not a file|cannot be read)/);
    writeFileSync(join(folder.path, 'plimsoll.yaml'), '');
    await expect(readConfig(undefined, folder.path)).rejects.toThrow('plimsoll.yaml is not read');
  });
});
