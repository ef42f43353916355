import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from '../support/tools.ts';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;

const scratch = scratchFolder();
afterAll(() => scratch[Symbol.dispose]());

/** More output than a pipe holds. */
const MANY = ['FROM alpine', ...Array.from({ length: 400 }, (_, at) => `ADD file${at} /app/`)].join('\n');
const lint = [CLI, 'lint', '--format=json', '--fail-on=never', join(scratch.path, 'Dockerfile')];
let whole = '';

beforeAll(() => {
  writeFileSync(join(scratch.path, 'Dockerfile'), MANY);
  whole = execFileSync(process.execPath, lint, { encoding: 'utf8' });
  expect(whole.length).toBeGreaterThan(65_536);
});

test('a reader that has read enough ends the run without a word', () => {
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', '"$@" | head -c 5; echo ":${PIPESTATUS[0]}"', 'bash', process.execPath, ...lint],
    { encoding: 'utf8' },
  );
  expect({ stdout, stderr }).toEqual({ stdout: `${whole.slice(0, 5)}:0\n`, stderr: '' });
});

test('a pipe that does not wait gets all of it', () => {
  const slowReader = `
import os, subprocess, sys, time
read, write = os.pipe()
os.set_blocking(write, False)
child = subprocess.Popen(sys.argv[1:], stdout=write)
os.close(write)
time.sleep(1)
with os.fdopen(read) as pipe: sys.stdout.write(pipe.read())
sys.exit(child.wait())`;
  expect(execFileSync('python3', ['-c', slowReader, process.execPath, ...lint], { encoding: 'utf8' })).toBe(whole);
});

test('compiled code is kept in the folder of the user, unless that is turned off', () => {
  const kept = (env: Record<string, string>): readonly string[] => {
    execFileSync(process.execPath, lint, { env: { PATH: process.env.PATH, XDG_CACHE_HOME: scratch.path, ...env } });
    const folder = join(scratch.path, 'plimsoll/compiled');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  expect(kept({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual([]);
  expect(kept({})).toEqual([expect.stringMatching(/^lint-v[\d.]+-\w+-lint\.cjs-[0-9a-f]{16}$/)]);
});
