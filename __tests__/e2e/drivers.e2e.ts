import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageReport } from '../../src/model/report.ts';
import { runCli } from '../support/cli.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { git, scratchFolder, tool } from '../support/tools.ts';

/** Overwrites, deletes and hard-links, so that all measures differ; and no RUN on the target's platform. */
const DOCKERFILE = `
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod main.go ./
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /out/app . && \\
    mkdir -p /out/links && echo shared > /out/links/a && ln /out/links/a /out/links/b && \\
    find /out -exec touch -h -d '2025-01-01 00:00:00' {} +
FROM scratch
COPY first.txt /data.txt
COPY second.txt /data.txt
COPY --from=build /out/ /
ENTRYPOINT ["/app"]
`;

const folder = scratchFolder();
const context = join(folder.path, 'app');
const platforms = ['linux/amd64', 'linux/arm64'];

beforeAll(() => {
  mkdirSync(context);
  const files = {
    Dockerfile: DOCKERFILE.trimStart(),
    'go.mod': 'module example.test/app\n\ngo 1.24\n',
    'main.go': 'package main\n\nfunc main() { println("hello") }\n',
    'first.txt': 'first '.repeat(10_000),
    'second.txt': 'second '.repeat(5_000),
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(context, name), text);
    utimesSync(join(context, name), 1_735_689_600, 1_735_689_600);
  }
  git(context, 'init', '--quiet');
  git(context, 'add', '--all');
  git(context, 'commit', '--quiet', '--message=app');
});

afterAll(() => folder[Symbol.dispose]());

interface Weighed {
  readonly driver: string;
  readonly images: readonly ImageReport[];
}

async function weigh(builder: string, env: Readonly<Record<string, string>> = {}): Promise<Weighed> {
  const result = await runCli(
    ['weigh', '.', '--platform', platforms.join(','), '--network', 'none', '--builder', builder, '--json', '-'],
    {
      cwd: context,
      env: labEnvironment(env),
    },
  );
  if (result.code !== 0) throw new Error(`${builder}: ${result.stderr}`);
  const report = JSON.parse(result.stdout);
  return { driver: report.builder.driver, images: report.images };
}

const measures = ({ platform, unpacked, effective, wasted }: ImageReport) => ({
  platform,
  unpacked,
  effective,
  wasted,
});

const layerDownloads = ({ layers }: ImageReport) => layers.map((layer) => layer.download);

describe('the same build through every driver', () => {
  let remote: Weighed;

  beforeAll(async () => {
    remote = await weigh(labEnv().builders.remote);
  });

  test('remote: overwritten bytes are wasted', () => {
    expect(remote.driver).toBe('remote');
    expect(remote.images.map((image) => image.platform)).toEqual(platforms);
    for (const image of remote.images) expect(image.wasted).toBe('first '.length * 10_000);
  });

  test.each([
    ['docker, containerd store', 'default', 'docker', () => ({ DOCKER_HOST: labEnv().docker.containerd })],
    ['docker-container', 'container', 'docker-container', () => ({ DOCKER_HOST: labEnv().docker.containerd })],
    ['two nodes, a platform each', 'nodes', 'remote', () => ({})],
  ] as const)('%s: the same in all measures', async (_name, builder, driver, env) => {
    const name = builder === 'default' ? builder : labEnv().builders[builder];
    const weighed = await weigh(name, env());
    expect(weighed.driver).toBe(driver);
    expect(weighed.images.map(measures)).toEqual(remote.images.map(measures));
    expect(weighed.images.map(layerDownloads)).toEqual(remote.images.map(layerDownloads));
    // The config holds the times of its steps, printed without trailing zeros: it may differ by some bytes.
    for (const [index, image] of weighed.images.entries()) {
      expect(Math.abs((image.download ?? 0) - (remote.images[index]?.download ?? 0))).toBeLessThan(100);
    }
  });

  test('docker, classic store: the same, the download not known', async () => {
    const weighed = await weigh('default', { DOCKER_HOST: labEnv().docker.classic });
    expect(weighed.driver).toBe('docker');
    expect(weighed.images.map(measures)).toEqual(remote.images.map(measures));
    expect(weighed.images.map((image) => image.download)).toEqual([null, null]);
  });
});

test('classic store: a limit on the download is neutral with the reason, and our tag is gone', async () => {
  const env = labEnvironment({ DOCKER_HOST: labEnv().docker.classic });
  const args = ['weigh', '.', '--network', 'none', '--builder', 'default', '--max-download', '1GB', '--json', '-'];
  const result = await runCli(args, { cwd: context, env });
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout).verdict).toMatchObject({
    status: 'neutral',
    reasons: [expect.stringContaining('uncompressed archive')],
  });
  const tags = tool('docker', ['image', 'ls', '--format', '{{.Repository}}'], '/', env);
  expect(tags).not.toContain('plimsoll.invalid');
});
