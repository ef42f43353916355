import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { WeighReport } from '../../src/model/report.ts';
import { runCli } from '../support/cli.ts';
import { buildImage, buildLayout, docker, writeFiles } from '../support/engine.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { scratchFolder, tarListing, tool } from '../support/tools.ts';

const folder = scratchFolder();
afterAll(() => folder[Symbol.dispose]());

const registry = labEnv().registry;
const image = (name: string): string => `${registry}/${name}`;
/** The builder is not named, so the engine's own images come first, as for a user with docker. */
const withDocker = labEnvironment({ DOCKER_HOST: labEnv().docker.containerd });
const weigh = (...args: readonly string[]) => runCli(['weigh', ...args], { cwd: folder.path, env: withDocker });

interface Manifest {
  readonly config: { readonly size: number };
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

describe('an image of a registry', () => {
  test.each(['library/alpine:3.22', 'library/debian:bookworm-slim'])('%s, as crane and tar see it', async (name) => {
    const { code, stdout, stderr } = await weigh(
      '--image',
      image(name),
      '--builder',
      labEnv().builders.remote,
      '--json',
      '-',
    );
    expect(stderr).toContain('fetching');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as WeighReport;
    const crane = (...args: readonly string[]): string =>
      tool('crane', ['--insecure', '--platform=linux/amd64', ...args]).trim();
    const digest = crane('digest', image(name));
    const manifest = JSON.parse(crane('manifest', image(name))) as Manifest;
    const metadata = Buffer.byteLength(
      tool('crane', ['--insecure', '--platform=linux/amd64', 'manifest', image(name)]).trimEnd(),
    );
    const moved = manifest.layers.reduce((sum, layer) => sum + layer.size, manifest.config.size + metadata);
    using layout = buildLayout({ Dockerfile: `FROM ${image(name)}\n` });
    expect(report.images).toMatchObject([
      {
        platform: 'linux/amd64',
        digest,
        download: moved,
        unpacked: tarListing(layout.path).unpacked,
        layers: manifest.layers.map((layer) => ({ digest: layer.digest })),
      },
    ]);
  });

  test('another platform, by name', async () => {
    const args = ['--image', image('library/alpine:3.22'), '--builder', labEnv().builders.remote, '--platform'];
    const other = await weigh(...args, 'linux/arm64', '--json', '-');
    expect((JSON.parse(other.stdout) as WeighReport).images.map(({ platform }) => platform)).toEqual(['linux/arm64']);
    const missing = await weigh(...args, 'linux/s390x');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('has no image for linux/s390x');
    expect(missing.stderr).toContain('it has linux/amd64, linux/arm64');
  });

  test('as the base of a comparison', async () => {
    using layout = buildLayout({
      Dockerfile: `FROM ${image('library/alpine:3.22')}\nCOPY big /big\n`,
      big: 'x'.repeat(50_000),
    });
    const { code, stdout } = await weigh(
      ...['--oci', layout.path, '--against', `image:${image('library/alpine:3.22')}`, '--max-growth', '49999'],
      ...['--builder', labEnv().builders.remote],
    );
    expect(code).toBe(1);
    expect(stdout).toContain('+50.0 kB is over max-growth 50.0 kB by 1 B (1 bytes)');
    expect(stdout).toContain('Compared with the image');
  });

  test('ONBUILD would run: refused', async () => {
    using context = scratchFolder();
    writeFiles(context.path, { Dockerfile: `FROM ${image('library/alpine:3.22')}\nONBUILD RUN touch /ran\n` });
    const name = image('test/onbuild:1');
    tool('buildx', ['build', '--provenance=false', `--output=type=image,name=${name},push=true`, context.path]);
    const { code, stderr } = await weigh('--image', name, '--builder', labEnv().builders.remote);
    expect(code).toBe(2);
    expect(stderr).toContain('has ONBUILD instructions');
  });

  test('what is no reference, and what the registry does not have', async () => {
    expect(await weigh('--image', 'A B', '--builder', labEnv().builders.remote)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"A B" is not an image reference'),
    });
    expect(await weigh('--image', image('library/alpine:nope'), '--builder', labEnv().builders.remote)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('not found'),
    });
  });
});

test('an image that the engine has is saved from there', async () => {
  using loaded = buildImage({ Dockerfile: `FROM scratch\nCOPY big /big\n`, big: 'x'.repeat(50_000) });
  const { code, stdout } = await weigh('--image', loaded.tag, '--json', '-');
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as WeighReport).images).toMatchObject([{ unpacked: 50_000, effective: 50_000 }]);
  using saved = scratchFolder();
  const path = `${saved.path}/image.tar`;
  expect(docker('image', 'save', `--output=${path}`, loaded.tag).code).toBe(0);
  const listed = JSON.parse((await weigh('--oci', path, '--json', '-')).stdout) as WeighReport;
  expect(listed.images[0]?.unpacked).toBe(50_000);
  rmSync(path);
});
