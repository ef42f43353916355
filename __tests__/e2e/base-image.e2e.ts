import { afterAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import type { WeighReport } from '../../src/model/report.ts';
import { runCli } from '../support/cli.ts';
import { writeFiles } from '../support/engine.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { scratchFolder, tool } from '../support/tools.ts';

const folder = scratchFolder();
afterAll(() => folder[Symbol.dispose]());

const { registry, builders } = labEnv();
const alpine = `${registry}/library/alpine:3.22`;
const busybox = `${registry}/library/busybox:1.37`;

const crane = (...args: readonly string[]): string => tool('crane', ['--insecure', ...args]).trim();

interface Manifest {
  readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly architecture: string } }[];
  readonly layers?: readonly { readonly digest: string; readonly size: number }[];
}

/** The base as the registry itself has it: the digest that its tag leads to, and what of it a pull of the image moves. */
function published(reference: string, architecture = 'amd64') {
  const digest = crane('digest', reference);
  const manifestOf = (exact: string): Manifest => JSON.parse(crane('manifest', `${reference}@${exact}`)) as Manifest;
  let manifest = manifestOf(digest);
  // The lab's images are indexes inside of indexes.
  while (manifest.manifests !== undefined) {
    const { manifests } = manifest;
    const next = manifests.find(({ platform }) => platform?.architecture === architecture) ?? manifests[0];
    manifest = manifestOf(next?.digest ?? '');
  }
  const layers = manifest.layers ?? [];
  return {
    base: { reference, digest },
    digests: layers.map((layer) => layer.digest),
    shared: layers.reduce((sum, { size }) => sum + size, 0),
  };
}

/** Builds a Dockerfile with buildx, to wherever. */
function build(Dockerfile: string, ...args: readonly string[]): void {
  using context = scratchFolder();
  writeFiles(context.path, { Dockerfile, app: 'x'.repeat(50_000) });
  tool('buildx', ['build', ...args, context.path]);
}

const pushed = (name: string): string => `--output=type=image,name=${registry}/test/${name},push=true`;

async function weigh(...args: readonly string[]) {
  const all = ['weigh', ...args, '--fail-on', 'never', '--json', '-'];
  const { code, stdout, stderr } = await runCli(all, { cwd: folder.path, env: labEnvironment() });
  if (code !== 0) throw new Error(stderr);
  return { images: (JSON.parse(stdout) as WeighReport).images, stderr };
}

const weighImage = (name: string, ...args: readonly string[]) =>
  weigh('--image', `${registry}/test/${name}`, '--builder', builders.remote, ...args);

async function weighLayout(Dockerfile: string, ...args: readonly string[]) {
  using layout = scratchFolder();
  build(Dockerfile, ...args, `--output=type=oci,tar=false,dest=${layout.path}`);
  return await weigh('--oci', layout.path);
}

const STAGES = `FROM ${busybox} AS tools
RUN echo tools >/tools
FROM ${alpine} AS runtime
RUN echo runtime >/runtime
FROM runtime
COPY --from=tools /tools /tools
COPY --link app /app
`;
const SCRATCH = `FROM ${alpine} AS build
RUN echo made >/made
FROM scratch
COPY --from=build /made /made
`;
const from = (image: WeighReport['images'][number] | undefined) => image?.layers.map(({ fromBase }) => fromBase);
const annotations = (name: string, digest: string): readonly string[] =>
  [`base.name=${name}`, `base.digest=${digest}`].map(
    (each) => `--annotation=manifest:org.opencontainers.image.${each}`,
  );

describe.each(['version=v1', 'version=v0.2'])('provenance of %s', (version) => {
  test('mode=max: a layout says it by itself', async () => {
    const known = published(alpine);
    const { images } = await weighLayout(STAGES, `--attest=type=provenance,mode=max,${version}`);
    expect(images).toMatchObject([{ base: known.base, shared: known.shared }]);
    expect(from(images[0])).toEqual([...known.digests.map(() => true), false, false, false]);
    // The same without its word: the layers are those of the registry.
    expect(images[0]?.layers.filter(({ fromBase }) => fromBase).map(({ digest }) => digest)).toEqual(known.digests);
  });

  test('mode=min: a layout does not say which of two it is, the registry does', async () => {
    const attest = `--attest=type=provenance,mode=min,${version}`;
    const { images } = await weighLayout(STAGES, attest);
    expect(images).toMatchObject([{ base: null, shared: null }]);
    expect(new Set(from(images[0]))).toEqual(new Set([null]));

    build(STAGES, attest, pushed('based:min'));
    const known = published(alpine);
    const asked = await weighImage('based:min');
    expect(asked.images).toMatchObject([{ base: known.base, shared: known.shared }]);
    expect(from(asked.images[0])).toEqual([...known.digests.map(() => true), false, false, false]);
    expect(asked.stderr).not.toContain('warning');
  });

  test('from scratch, with an image in a builder stage', async () => {
    const { images } = await weighLayout(SCRATCH, `--attest=type=provenance,mode=max,${version}`);
    expect(images).toMatchObject([{ base: null, shared: 0, layers: [{ fromBase: false }] }]);
    build(SCRATCH, `--attest=type=provenance,mode=min,${version}`, pushed('scratch:min'));
    expect((await weighImage('scratch:min')).images).toMatchObject([
      { base: null, shared: null, layers: [{ fromBase: null }] },
    ]);
  });
});

test('each platform has its own manifest of the base', async () => {
  const platforms = 'linux/amd64,linux/arm64';
  build(`FROM ${alpine}\nCOPY app /app\n`, '--provenance=mode=max', `--platform=${platforms}`, pushed('based:two'));
  const { images } = await weighImage('based:two', '--platform', platforms);
  for (const [index, platform] of platforms.split(',').entries()) {
    const known = published(alpine, platform.replace('linux/', ''));
    expect(images[index]).toMatchObject({ platform, base: known.base, shared: known.shared });
    expect(from(images[index])).toEqual([...known.digests.map(() => true), false]);
  }
});

test('annotations: a layout knows the base, the registry its layers', async () => {
  const known = published(alpine);
  const args = ['--provenance=false', ...annotations(alpine, known.base.digest)];
  const { images } = await weighLayout(`FROM ${alpine}\nCOPY app /app\n`, ...args);
  expect(images).toMatchObject([{ base: known.base, shared: null }]);
  expect(new Set(from(images[0]))).toEqual(new Set([null]));
  build(`FROM ${alpine}\nCOPY app /app\n`, ...args, pushed('based:annotated'));
  expect((await weighImage('based:annotated')).images).toMatchObject([{ base: known.base, shared: known.shared }]);
});

test('an annotation that is not true', async () => {
  const other = published(busybox).base;
  build(
    `FROM ${alpine}\nCOPY app /app\n`,
    '--provenance=false',
    ...annotations(busybox, other.digest),
    pushed('based:lie'),
  );
  const { images, stderr } = await weighImage('based:lie');
  expect(images).toMatchObject([{ base: null, shared: null }]);
  expect(stderr).toContain('whose layers are not the first of its own');
});

test('a base that nobody has any more: said, and weighed all the same', async () => {
  const gone = { reference: `${registry}/test/gone:1`, digest: `sha256:${'0'.repeat(64)}` };
  const args = ['--provenance=false', ...annotations(gone.reference, gone.digest)];
  build(`FROM ${alpine}\nCOPY app /app\n`, ...args, pushed('based:gone'));
  const { images, stderr } = await weighImage('based:gone');
  expect(images).toMatchObject([{ base: gone, shared: null }]);
  expect(new Set(from(images[0]))).toEqual(new Set([null]));
  expect(stderr).toMatch(/warning: .*test\/gone:1 cannot be fetched: .*not found/);
});

test('two published images: what the base moved is told apart', async () => {
  const moving = `${registry}/test/moving-base:1`;
  for (const [index, bytes] of [100_000, 130_000].entries()) {
    using context = scratchFolder();
    writeFiles(context.path, { Dockerfile: 'FROM scratch\nCOPY os /os\n', os: 'x'.repeat(bytes) });
    tool('buildx', ['build', '--provenance=false', `--output=type=image,name=${moving},push=true`, context.path]);
    build(`FROM ${moving}\nCOPY app /app\n`, '--pull', '--provenance=mode=min', pushed(`moved:${index}`));
  }
  const { code, stdout, stderr } = await runCli(
    ['diff', `image:${registry}/test/moved:0`, `image:${registry}/test/moved:1`, '--builder', builders.remote].concat([
      '--fail-on',
      'never',
      '--json',
      '-',
    ]),
    { cwd: folder.path, env: labEnvironment() },
  );
  if (code !== 0) throw new Error(stderr);
  const { comparison } = JSON.parse(stdout) as { comparison: Comparison };
  expect(comparison.images[0]).toMatchObject({
    unpacked: { delta: 30_000 },
    drift: { reference: moving, unpacked: 30_000 },
  });
});
