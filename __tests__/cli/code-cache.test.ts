import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tarOf, writeImage } from '../support/layout.ts';
import { scratchFolder } from '../support/tools.ts';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;

test.each([
  ['lint', [new URL('../../examples/web/Dockerfile', import.meta.url).pathname]],
  ['explain', ['user-root']],
  ['weigh', ['--oci', 'layout', '--quiet']],
  ['diff', ['oci:layout', 'oci:layout', '--quiet']],
])('a second %s takes the code that the first compiled', async (command, args) => {
  using scratch = scratchFolder();
  writeImage(join(scratch.path, 'layout'), { layers: [{ tar: await tarOf([{ name: 'a', content: 'x' }]) }] });
  const cache = join(scratch.path, 'cache');
  mkdirSync(cache);
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: cache };
  const run = (): ReadonlyMap<string, number> => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, command, ...args], {
      cwd: scratch.path,
      env,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const folder = join(cache, 'plimsoll/compiled');
    // What V8 does not take is made anew, in a file of its own.
    return new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).ino]));
  };
  const first = run();
  expect(first.size).toBeGreaterThan(0);
  expect(run()).toEqual(first);
});
