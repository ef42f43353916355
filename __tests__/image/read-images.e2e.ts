import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { readImages } from '../../src/image/read-images.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { ownInstructions } from '../../src/way/head.ts';
import { labEnv } from '../support/lab.ts';
import { scratchFolder, tool } from '../support/tools.ts';

const scratch = scratchFolder();
afterAll(() => scratch[Symbol.dispose]());

function build(context: string, ...output: string[]): void {
  const builder = ['--builder', labEnv().builders.remote, '--provenance=false', '--sbom=false'];
  tool('docker', ['buildx', 'build', ...builder, ...output.flatMap((value) => ['--output', value]), context]);
}

async function readOne(source: string): Promise<ImageReport> {
  const [report, ...more] = await readImages(source, { name: 'x' });
  if (report === undefined || more.length > 0) throw new Error('not one image');
  return report;
}

/** Regular files of a tar, compressed or not, as the `tar` program lists them: a further name of a file is a link. */
function listed(blob: string): { bytes: number; files: number } {
  const lines = tool('tar', ['-tvf', blob]).split('\n');
  const sizes = lines
    .filter((line) => line.startsWith('-') && !/\/\.wh\.| \.wh\./.test(line))
    .map((line) => Number(line.split(/ +/)[2]));
  return { bytes: sizes.reduce((total, size) => total + size, 0), files: sizes.length };
}

/** Everything that layers can do to one another. */
const DOCKERFILE = `
FROM debian:bookworm-slim
RUN mkdir -p /t/keep /t/opaque /t/gone /t/replaced && for f in keep opaque gone replaced; do head -c 30000 /dev/urandom > /t/$f/file; done
RUN head -c 50000 /dev/urandom > /t/first && ln /t/first /t/second && ln /t/first /t/third
RUN rm -r /t/gone && rm -r /t/opaque && mkdir /t/opaque && echo new > /t/opaque/other
RUN rm -r /t/replaced && echo file > /t/replaced
RUN rm /t/first && chmod 700 /t/keep/file
RUN rm /t/replaced && mkdir /t/replaced && echo again > /t/replaced/inner && ln -s /t/keep /t/link && echo x > /t/link/through
RUN rm -rf /usr/share/doc /usr/share/man /var/lib/dpkg/info && mv /usr/share/zoneinfo /usr/share/zones
`;

describe('an image whose layers take from one another', () => {
  const context = join(scratch.path, 'context');
  const layout = join(scratch.path, 'layout');
  let report: ImageReport;

  beforeAll(async () => {
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), DOCKERFILE);
    build(context, `type=oci,tar=false,dest=${layout}`);
    report = await readOne(layout);
  });

  test('effective is what the engine exports as files', () => {
    // As a tar, for the folder that the engine exports has some hard links made into copies.
    const root = join(scratch.path, 'root.tar');
    build(context, `type=tar,dest=${root}`);
    expect(report.effective).toBe(listed(root).bytes);
    expect(report.wasted).toBeGreaterThan(150_000);
  });

  test('every layer is what the tar program lists', () => {
    const blobs = report.layers.map(({ digest }) => join(layout, 'blobs', digest.replace(':', '/')));
    expect(report.layers.map(({ unpacked, files }) => ({ bytes: unpacked, files }))).toEqual(blobs.map(listed));
    expect(report.layers.map(({ download }) => download)).toEqual(blobs.map((blob) => statSync(blob).size));
  });

  test('packages are those that dpkg counts in the image', () => {
    const status = execFileSync('tar', [
      '-xzOf',
      join(layout, 'blobs', (report.layers[0]?.digest ?? '').replace(':', '/')),
      'var/lib/dpkg/status',
    ]);
    expect(report.packages.os).toBe(status.toString().match(/^Status: install ok installed$/gm)?.length);
  });

  test('the archive forms of the engine say the same', async () => {
    const oci = join(scratch.path, 'oci.tar');
    const docker = join(scratch.path, 'docker.tar');
    const zstd = join(scratch.path, 'zstd');
    build(context, `type=oci,dest=${oci}`);
    build(context, `type=docker,dest=${docker}`);
    build(context, `type=oci,tar=false,compression=zstd,force-compression=true,dest=${zstd}`);
    expect(await readOne(oci)).toEqual(report);
    for (const source of [docker, zstd]) {
      const { unpacked, effective, wasted, categories, packages, verified } = await readOne(source);
      expect({ unpacked, effective, wasted, categories, packages, verified }).toEqual({
        unpacked: report.unpacked,
        effective: report.effective,
        wasted: report.wasted,
        categories: report.categories,
        packages: report.packages,
        verified: true,
      });
    }
  });
});

test('what "docker save" writes of both image stores: sizes are exact, download where layers are stored compressed', async () => {
  const context = join(scratch.path, 'saved');
  mkdirSync(context);
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM alpine:3.22\nRUN rm /etc/passwd && head -c 90000 /dev/urandom > /new\n',
  );
  const layout = join(scratch.path, 'saved-layout');
  const archive = join(scratch.path, 'saved.tar');
  const name = 'plimsoll-image-test:saved';
  build(context, `type=oci,tar=false,dest=${layout}`, `type=docker,name=${name},dest=${archive}`);
  const built = await readOne(layout);
  for (const [store, host] of Object.entries(labEnv().docker)) {
    const saved = join(scratch.path, `${store}.tar`);
    tool('docker', ['--host', host, 'image', 'load', '--input', archive]);
    try {
      tool('docker', ['--host', host, 'image', 'save', '--output', saved, name]);
    } finally {
      tool('docker', ['--host', host, 'image', 'rm', name]);
    }
    const { platform, unpacked, effective, wasted, download, files } = await readOne(saved);
    expect({ platform, unpacked, effective, wasted }, store).toEqual({
      platform: built.platform,
      unpacked: built.unpacked,
      effective: built.effective,
      wasted: built.wasted,
    });
    expect(
      files.map(({ path, bytes }) => [path, bytes]),
      store,
    ).toEqual(built.files.map(({ path, bytes }) => [path, bytes]));
    if (store === 'classic') expect(download).toBeNull();
    else expect(download).toBeGreaterThan(90_000);
  }
});

test('a two-platform layout with provenance: an image each, sizes as the manifests sum up', async () => {
  const layout = join(scratch.path, 'multi');
  const context = new URL('../../examples/web', import.meta.url).pathname;
  tool('docker', [
    ...['buildx', 'build', '--builder', labEnv().builders.remote, '--platform', 'linux/amd64,linux/arm64'],
    ...['--provenance=mode=max', '--output', `type=oci,tar=false,dest=${layout}`, context],
  ]);
  const reports = await readImages(layout, { name: 'web' });
  expect(reports.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
  for (const report of reports) {
    const path = join(layout, 'blobs', report.digest.replace(':', '/'));
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    const parts = [manifest.config, ...manifest.layers].map(({ size }) => size);
    expect(report.download).toBe(parts.reduce((total, size) => total + size, statSync(path).size));
    expect(report.goBinaries).toMatchObject([
      { path: '/web', module: 'example.com/plimsoll/web', stripped: true, static: true },
    ]);
  }
});

/** One instruction of each kind that leaves an entry in the history, with and without a layer. */
const OWN = `
FROM debian:bookworm-slim AS lower
ARG ONE TWO=2
LABEL a=b c=d
RUN echo lower > /lower
FROM golang:1.26 AS elsewhere
RUN echo x > /x
FROM lower
ENV A=b B=c
WORKDIR /srv
WORKDIR /srv
COPY --from=elsewhere /x /bin/false /copied/
ADD Dockerfile /
RUN <<END
echo heredoc > /heredoc
END
RUN true
USER 65532
EXPOSE 80 81
VOLUME /data
STOPSIGNAL SIGINT
SHELL ["/bin/bash", "-c"]
HEALTHCHECK CMD ["/bin/true"]
ONBUILD RUN echo later
ENTRYPOINT ["/bin/true"]
CMD ["x"]
`;

test('layers of the base image are told from those of the Dockerfile, and their bytes are shared', async () => {
  const place = (name: string): string => join(scratch.path, name);
  const [context, layout, bare, bareLayout] = [place('own'), place('own-layout'), place('bare'), place('bare-layout')];
  for (const [folder, text] of [
    [context, OWN],
    [bare, 'FROM debian:bookworm-slim\n'],
  ] as const) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'Dockerfile'), text);
  }
  build(context, `type=oci,tar=false,dest=${layout}`);
  build(bare, `type=oci,tar=false,dest=${bareLayout}`);
  const dockerfile = parseDockerfile(OWN, 'Dockerfile');
  const instructions = ownInstructions(dockerfile, undefined);
  const [report] = await readImages(layout, { name: 'x', instructions });
  const base = (await readOne(bareLayout)).layers;
  expect(report?.layers.filter(({ fromBase }) => fromBase).map(({ digest }) => digest)).toEqual(
    base.map(({ digest }) => digest),
  );
  expect(report?.layers.every(({ fromBase }) => fromBase !== null)).toBe(true);
  expect(report?.shared).toBe(base.reduce((total, { download }) => total + (download ?? 0), 0));
});
