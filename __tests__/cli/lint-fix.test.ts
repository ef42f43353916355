import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BAD, type LintFolder, lintFolder, ONLY } from './lint-folder.ts';

const FIXED = BAD.replace('RUN', 'ARG TARGETARCH\nRUN');

let home: LintFolder;
let folder = '';
beforeEach(() => {
  home = lintFolder();
  folder = home.path;
});
afterEach(() => home[Symbol.dispose]());

const put: LintFolder['put'] = (path, text) => home.put(path, text);
const read: LintFolder['read'] = (path) => home.read(path);
const lint: LintFolder['lint'] = (args, env) => home.lint(args, env);

describe('--fix', () => {
  test.each([
    ['LF', BAD, FIXED],
    ['CRLF', BAD.replaceAll('\n', '\r\n'), FIXED.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${BAD}`, `\uFEFF${FIXED}`],
  ])('writes, and keeps %s', async (_, before, after) => {
    put('Dockerfile', before);
    chmodSync(join(folder, 'Dockerfile'), 0o640);
    const { code, stderr } = await lint(['--fix', ...ONLY]);
    expect(read('Dockerfile')).toBe(after);
    expect(statSync(join(folder, 'Dockerfile')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['Dockerfile']);
    expect(stderr).toContain('fixed 1 finding in 1 file');
    expect(code).toBe(0);
    expect((await lint(['--fix', ...ONLY])).stderr).toContain('nothing to fix');
    expect(read('Dockerfile')).toBe(after);
  });

  test('a file that is no UTF-8 is left as it is', async () => {
    const bytes = Buffer.concat([Buffer.from(`# caf`), Buffer.from([0xe9]), Buffer.from(`\n${BAD}`)]);
    writeFileSync(join(folder, 'Dockerfile'), bytes);
    const { code, stderr } = await lint(['--fix']);
    expect(code).toBe(3);
    expect(stderr).toContain('Dockerfile is left as it is: it is no UTF-8');
    expect(readFileSync(join(folder, 'Dockerfile')).equals(bytes)).toBe(true);
  });

  test('a link is left as it is', async () => {
    put('real', BAD);
    symlinkSync('real', join(folder, 'Dockerfile'));
    const { code, stderr } = await lint(['--fix']);
    expect([code, read('real')]).toEqual([3, BAD]);
    expect(stderr).toContain('Dockerfile is a link');
  });
});

describe('--diff', () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  test.each([
    ['Dockerfile', BAD, FIXED],
    ['a b/Dockerfile "ü"', BAD.replaceAll('\n', '\r\n'), FIXED.replaceAll('\n', '\r\n')],
    ['Dockerfile', `\uFEFF${BAD.trimEnd()}`, `\uFEFF${FIXED.trimEnd()}`],
  ])('git applies the patch of %s', async (path, before, after) => {
    put(path, before);
    git('init', '--quiet');
    const { stdout, stderr } = await lint(['--diff', path, ...ONLY]);
    expect(stderr).toBe('');
    expect(read(path)).toBe(before);
    writeFileSync(join(folder, '.git/fix.patch'), stdout);
    git('-c', 'core.autocrlf=false', 'apply', '.git/fix.patch');
    expect(read(path)).toBe(after);
  });

  test('nothing to fix is an empty patch', async () => {
    put('Dockerfile', 'FROM scratch\nCOPY a /a\n');
    expect(await lint(['--diff', ...ONLY])).toMatchObject({ code: 0, stdout: '' });
  });

  test('another format beside it is wrong use', async () => {
    put('Dockerfile', BAD);
    expect((await lint(['--diff', '--format', 'json'])).code).toBe(2);
  });
});
