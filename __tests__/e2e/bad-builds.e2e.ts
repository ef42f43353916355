import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CliResult, runCli } from '../support/cli.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { git, scratchFolder, tool } from '../support/tools.ts';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;

let folder: ReturnType<typeof scratchFolder>;
let context: string;

beforeEach(() => {
  folder = scratchFolder();
  context = join(folder.path, 'app');
  mkdirSync(context);
  mkdirSync(join(folder.path, 'tmp'));
});

afterEach(() => folder[Symbol.dispose]());

/** Our temporary folders go below a folder of the test's, to see that none is left. */
function weigh(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return runCli(['weigh', '.', ...args], {
    cwd: context,
    env: labEnvironment({ TMPDIR: join(folder.path, 'tmp'), ...env }),
  });
}

function write(dockerfile: string, files: Readonly<Record<string, string>> = {}): void {
  for (const [name, text] of Object.entries({ Dockerfile: dockerfile, ...files }))
    writeFileSync(join(context, name), text);
}

function commit(): string {
  git(context, 'init', '--quiet', '--initial-branch=main');
  git(context, 'add', '--all');
  git(context, 'commit', '--quiet', '--allow-empty', '--message=a commit');
  return git(context, 'rev-parse', 'HEAD');
}

const leftOver = (): readonly string[] =>
  readdirSync(join(folder.path, 'tmp')).filter((name) => name.startsWith('plimsoll-'));

describe('a build that fails', () => {
  test('shows the instruction, its line, its last output, and leaves nothing', async () => {
    write('FROM alpine:3.22\n\nRUN echo about to fail && \\\n    exit 7\n');
    const report = join(folder.path, 'report.json');
    const result = await weigh(['--json', report]);
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('Dockerfile:3: the build of linux/amd64 failed');
    expect(result.stderr).toContain('RUN echo about to fail');
    expect(result.stderr).toContain('| about to fail');
    expect(result.stderr).toContain('exit code: 7');
    expect(leftOver()).toEqual([]);
    expect(readdirSync(folder.path)).not.toContain('report.json');
  });

  test('exec format error names the cross-compile fix', async () => {
    write('FROM alpine:3.22\nRUN true\n');
    const result = await weigh(['--platform', 'linux/arm64']);
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('the build of linux/arm64 failed');
    expect(result.stderr).toContain('FROM --platform=$BUILDPLATFORM');
  });

  test('a base image without the platform names the cross-compile fix', async () => {
    write('FROM golang:1.26-alpine\nCOPY Dockerfile /\n');
    const result = await weigh(['--platform', 'linux/arm64']);
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('FROM --platform=$BUILDPLATFORM');
  });
});

test('a secret that a build prints stands nowhere: not in the error, not in a base that failed', async () => {
  write('FROM alpine:3.22\nRUN --mount=type=secret,id=npm cat /run/secrets/npm && exit 1\n');
  commit();
  const secret = ['--secret', 'id=npm,env=NPM_TOKEN'];
  const env = { NPM_TOKEN: 'npm_0123456789abcdef' };
  const arg = ['--build-arg', 'API_TOKEN=tok_fedcba9876543210'];
  const failed = await weigh([...secret, ...arg, '--verbose'], env);
  expect(failed.code).toBe(3);
  expect(failed.stderr).toContain('| ***');
  write('FROM alpine:3.22\n');
  git(context, 'commit', '--quiet', '--all', '--message=mended');
  const report = join(folder.path, 'report.json');
  const result = await weigh([...secret, ...arg, '--against', 'HEAD~1', '--json', report], env);
  expect(result.code).toBe(0);
  const said = [failed.stdout, failed.stderr, result.stdout, result.stderr, readFileSync(report, 'utf8')].join('\n');
  expect(said).toContain('***');
  expect(said).not.toMatch(/npm_0123456789abcdef|tok_fedcba9876543210/);
});

describe('an image that exists', () => {
  test.each([
    [['--against', 'HEAD'], 'cannot be compared with a commit'],
    [['--goarch', 'amd64'], 'is weighed as it is'],
  ])('%j is refused', async (args, message) => {
    const result = await weigh(['--oci', '.', ...args]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(message);
  });
});

test('a context that is no folder is an error that names it', async () => {
  write('FROM scratch\n');
  const env = labEnvironment();
  const result = await runCli(['weigh', 'nope', '-f', 'Dockerfile'], { cwd: context, env });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('the context nope is not a folder');
});

describe('the base', () => {
  test('that does not build is shown, and makes relative limits neutral', async () => {
    write('FROM alpine:3.22\nRUN exit 9\n');
    commit();
    write('FROM alpine:3.22\n');
    git(context, 'commit', '--quiet', '--all', '--message=mended');
    const result = await weigh(['--against', 'HEAD~1', '--max-growth', '1%', '--max-size', '1GB']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('max-growth 1 % could not be judged');
    expect(result.stdout).toContain('RUN exit 9');
    expect(leftOver()).toEqual([]);
    expect((await weigh(['--against', 'HEAD~1', '--require-baseline'])).code).toBe(1);
  });

  test('without a Dockerfile is no comparison, not a failure', async () => {
    commit();
    write('FROM alpine:3.22\n');
    git(context, 'add', '--all');
    git(context, 'commit', '--quiet', '--message=a Dockerfile');
    const result = await weigh(['--against', 'HEAD~1', '--max-growth', '1%']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('has no Dockerfile');
  });

  test('that is not in a shallow clone is fetched from its origin', async () => {
    write('FROM scratch\nCOPY Dockerfile /\n');
    const base = commit();
    write('FROM scratch\nCOPY Dockerfile /\nCOPY more /\n', { more: 'more\n' });
    commit();
    git(context, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = join(folder.path, 'clone');
    tool('git', ['clone', '--quiet', '--depth=1', `file://${context}`, clone]);
    const args = ['weigh', '.', '--against', base, '--json', '-'];
    const found = await runCli(args, { cwd: clone, env: labEnvironment() });
    expect(JSON.parse(found.stdout).comparison.base).toMatchObject({ kind: 'built', sha: base });

    git(clone, 'remote', 'set-url', 'origin', `file://${folder.path}/gone`);
    const lost = await runCli([...args, '--max-growth', '1%'], { cwd: clone, env: labEnvironment() });
    expect(lost.code).toBe(0);
    const { comparison, verdict } = JSON.parse(lost.stdout);
    expect(verdict.status).toBe('neutral');
    expect(comparison.base.reason).toContain('fetch-depth');
  });

  test('is not comparable where the context holds files that git does not', async () => {
    write('FROM scratch\nCOPY . /\n', { '.dockerignore': '.git\n.dockerignore\n' });
    commit();
    writeFileSync(join(context, 'stray.txt'), 'stray\n');
    const result = await weigh(['--against', 'HEAD', '--max-growth', '1%']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('stray.txt');
    writeFileSync(join(context, '.dockerignore'), '.git\nstray.txt\n.dockerignore\n');
    expect((await weigh(['--against', 'HEAD', '--max-growth', '1%'])).stdout).toContain('unchanged');
  });

  test.each(['report', 'layout'])('a saved %s compares as the commit does', async (kind) => {
    write('FROM scratch\nCOPY one /\n', { one: '1'.repeat(10_000) });
    const report = join(folder.path, 'base.json');
    const layout = join(folder.path, 'layout');
    expect((await weigh(['--json', report])).code).toBe(0);
    tool('buildx', ['build', '--provenance=false', `--output=type=oci,tar=false,dest=${layout}`, context]);
    write('FROM scratch\nCOPY one two /\n', { two: '2'.repeat(5_000) });
    const result = await weigh([
      '--against',
      kind === 'report' ? report : `oci:${layout}`,
      '--max-growth',
      '4kB',
      '--json',
      '-',
    ]);
    expect(result.code).toBe(1);
    const { comparison, verdict } = JSON.parse(result.stdout);
    expect(comparison.images[0].unpacked).toEqual({ base: 10_000, head: 15_000, delta: 5_000 });
    expect(verdict.limits[0]).toMatchObject({ measure: 'max-growth', limit: 4_000, actual: 5_000, headroom: -1_000 });
  });
});

test('a dirty and detached work tree is weighed as it is, and said so', async () => {
  write('FROM scratch\nCOPY Dockerfile /\n');
  const sha = commit();
  git(context, 'checkout', '--quiet', '--detach');
  write('FROM scratch\nCOPY Dockerfile /changed\n');
  const result = await weigh(['--json', '-']);
  expect(result.code).toBe(0);
  expect(result.stderr).toContain('changes that no commit holds');
  expect(JSON.parse(result.stdout).source).toMatchObject({ sha, ref: null });
});

describe('builders', () => {
  test('neither docker nor buildx', async () => {
    write('FROM scratch\nCOPY Dockerfile /\n');
    const bin = join(folder.path, 'bin');
    mkdirSync(bin);
    for (const name of ['git', 'node']) symlinkSync(tool('sh', ['-c', `command -v ${name}`]).trim(), join(bin, name));
    const result = await weigh([], { PATH: bin });
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('neither docker buildx nor buildx can be used');
    expect(result.stderr).toContain('install Docker');
  });

  test('buildx too old', async () => {
    write('FROM scratch\nCOPY Dockerfile /\n');
    const bin = join(folder.path, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'docker'), '#!/bin/sh\necho github.com/docker/buildx v0.9.1 ed00243\n', { mode: 0o755 });
    const result = await weigh([], { PATH: `${bin}:${labEnvironment().PATH}` });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('buildx 0.9.1 is too old');
  });

  test('one that does not exist', async () => {
    write('FROM scratch\nCOPY Dockerfile /\n');
    const result = await weigh(['--builder', 'lab-remot']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('builder "lab-remot" does not exist');
    expect(result.stderr).toContain(`did you mean "${labEnv().builders.remote}"?`);
  });
});

test('cancelled half-way: children are ended and temporary folders are gone', async () => {
  write('FROM alpine:3.22\nRUN sleep 301\n');
  const child = spawn(process.execPath, [CLI, 'weigh', '.'], {
    cwd: context,
    env: labEnvironment({ TMPDIR: join(folder.path, 'tmp') }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
    // Once: a second signal ends the process at once, as it should.
    if (said.includes('sleep 301') && !child.killed) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(130);
  expect(said).toContain('cancelled');
  expect(leftOver()).toEqual([]);
  const alive = tool('sh', ['-c', `ps -eo args | grep -c '[b]uild.*${dirname(context)}' || true`]);
  expect(alive.trim()).toBe('0');
});

test('a Dockerfile that cannot be read is a clear error with the place', async () => {
  mkdirSync(join(context, 'Dockerfile'));
  const result = await weigh([]);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('Dockerfile is a folder');
  rmSync(join(context, 'Dockerfile'), { recursive: true });
  writeFileSync(join(context, 'Dockerfile.prod'), 'FROM scratch\n');
  expect((await weigh([])).stderr).toContain('Dockerfile.prod');
});
