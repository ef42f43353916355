import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { exampleRepository, scratchFolder, tool } from '../support/tools.ts';

const RUNNING = [
  'Dockerfile.1-golang',
  'Dockerfile.2-dockerignore',
  'Dockerfile.3-alpine',
  'Dockerfile.4-multistage',
  'Dockerfile.5-stripped',
  'Dockerfile.6-scratch',
  'Dockerfile.distroless',
];
const STRIPPED = ['Dockerfile.5-stripped', 'Dockerfile.6-scratch', 'Dockerfile.distroless'];

const folder = scratchFolder();
const context = join(folder.path, 'web');
const docker = (...args: readonly string[]): string =>
  tool('docker', args, '/', labEnvironment({ DOCKER_HOST: labEnv().docker.containerd }));

beforeAll(() => exampleRepository(context, { weight: false }));

afterAll(() => folder[Symbol.dispose]());

/** Builds for the machine's own platform and loads the image into the engine, under a tag that goes with the scope. */
function load(dockerfile: string): Disposable & { readonly tag: string } {
  using out = scratchFolder();
  const tag = `plimsoll-test:${dockerfile.toLowerCase()}`;
  const archive = join(out.path, 'image.tar');
  tool('buildx', [
    'build',
    '--platform=linux/amd64',
    '--provenance=false',
    `--output=type=docker,name=${tag},dest=${archive}`,
    `--file=${join(context, dockerfile)}`,
    context,
  ]);
  docker('load', '--input', archive);
  return { tag, [Symbol.dispose]: () => void docker('image', 'rm', '--force', tag) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Starts the image, waits until it answers, asks, and stops it. */
async function ask(tag: string, paths: readonly string[]): Promise<readonly Answer[]> {
  const port = await freePort();
  const name = `plimsoll-test-${port}`;
  const args = ['run', '--rm', '--name', name, '--network', 'host', '--env', `UPSTREAM_URL=${labEnv().tls.url}`, tag];
  const child = spawn('docker', [...args, '-addr', `127.0.0.1:${port}`], {
    env: labEnvironment({ DOCKER_HOST: labEnv().docker.containerd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'close');
  try {
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; ; tries += 1) {
      const up = await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (up) break;
      if (tries > 150 || child.exitCode !== null) throw new Error(`${tag} does not answer: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return await Promise.all(
      paths.map(async (path) => {
        const answer = await fetch(url + path);
        return { status: answer.status, text: await answer.text() };
      }),
    );
  } finally {
    child.exitCode === null && docker('stop', '--time', '5', name);
    await ended;
  }
}

describe.each(RUNNING)('%s', (dockerfile) => {
  test('starts, answers, calls over TLS and knows the zones', async () => {
    using image = load(dockerfile);
    const [upstream, time] = await ask(image.tag, ['/upstream', '/time?zone=Europe/Berlin']);
    expect(upstream).toMatchObject({ status: 200 });
    expect(time?.status).toBe(200);
    expect(time?.text).toMatch(/Europe\/Berlin|\+0[12]:00/);
  });
});

test('without the copied bundle the same call fails on x509, without zone data the look-up fails', async () => {
  const bare = readFileSync(join(context, 'Dockerfile.6-scratch'), 'utf8')
    .split('\n')
    .filter((line) => !/ca-certificates\.crt|ZONEINFO|zoneinfo\.zip/.test(line))
    .join('\n');
  writeFileSync(join(context, 'Dockerfile.bare'), bare);
  using image = load('Dockerfile.bare');
  const [upstream, time] = await ask(image.tag, ['/upstream', '/time?zone=Europe/Berlin']);
  expect(upstream?.status).toBe(502);
  expect(upstream?.text).toContain('x509');
  expect(time?.status).toBe(500);
});

describe.each(STRIPPED)('%s', (dockerfile) => {
  test.each(['amd64', 'arm64'])('%s: readelf shows no symbol table and no debug sections', (architecture) => {
    using out = scratchFolder();
    tool('buildx', [
      'build',
      `--platform=linux/${architecture}`,
      '--provenance=false',
      `--output=type=local,dest=${out.path}`,
      `--file=${join(context, dockerfile)}`,
      context,
    ]);
    const path = ['web', 'usr/local/bin/web']
      .map((name) => join(out.path, name))
      .find((name) => tool('sh', ['-c', `test -f ${name} && echo yes || true`]) !== '');
    const sections = readelf(path ?? '');
    expect(sections).toContain('.text');
    expect(sections).not.toMatch(/\.symtab|\.z?debug_/);
  });
});

test('the step before still has both, so that the look above can fail', () => {
  using out = scratchFolder();
  tool('buildx', [
    'build',
    '--platform=linux/amd64',
    '--provenance=false',
    `--output=type=local,dest=${out.path}`,
    `--file=${join(context, 'Dockerfile.4-multistage')}`,
    context,
  ]);
  expect(readelf(join(out.path, 'usr/local/bin/web'))).toMatch(/\.symtab/);
});

/** `readelf -S` of the golang image, which has a C toolchain: the machine need not have binutils. */
function readelf(path: string): string {
  return docker(
    'run',
    '--rm',
    '--network',
    'none',
    '--volume',
    `${path}:/binary:ro`,
    '--entrypoint',
    'readelf',
    'golang:1.26',
    '-W',
    '-S',
    '/binary',
  );
}
