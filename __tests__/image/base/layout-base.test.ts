import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/image/read-images.ts';
import { LayoutFolder, type TestDescriptor, type TestImage, type TestLayer, tarOf } from '../../support/layout.ts';
import { freshPaths, readChecked } from '../../support/reading.ts';

const fresh = freshPaths();
const OCI = 'application/vnd.oci.image';
const IN_TOTO = 'application/vnd.in-toto+json';
const SLSA = 'https://slsa.dev/provenance/v1';
const AMD64 = { os: 'linux', architecture: 'amd64' };

const layer = async (name: string): Promise<TestLayer> => ({
  tar: await tarOf([{ name, content: name.repeat(1_000) }]),
});
const words = (digest: string, name = 'alpine:3.22') => ({
  'org.opencontainers.image.base.name': name,
  'org.opencontainers.image.base.digest': digest,
});

interface Made {
  readonly layout: LayoutFolder;
  readonly base: TestDescriptor;
  readonly index: TestDescriptor;
  readonly own: TestImage;
}

/** A layout in which a base image lies, its index and all, beside what is built on it: two layers of the base, one more. */
async function made(): Promise<Made> {
  const layout = new LayoutFolder(fresh());
  const [one, two, three] = [await layer('one'), await layer('two'), await layer('three')];
  const base = layout.image({ layers: [one, two] });
  const other = layout.image({ layers: [three], platform: { os: 'linux', architecture: 'arm64' } });
  const index = layout.nested([layout.nested([base, other])]);
  return { layout, base, index, own: { layers: [one, two, three], history: [{}, {}, {}] } };
}

/** Reads it, with notes. */
async function read(layout: LayoutFolder, options: Partial<ReadOptions> = {}) {
  const notes: string[] = [];
  const report = await readChecked(layout.path, { ...options, onNote: (note) => notes.push(note) });
  return { ...report, from: report.layers.map(({ fromBase }) => fromBase), notes };
}

const UNKNOWN = { base: null, shared: null, from: [null, null, null] };

describe('annotations and labels', () => {
  test.each<[string, (made: Made) => string]>([
    ['of the manifest', ({ base }) => base.digest],
    ['of the index that the reference leads to', ({ index }) => index.digest],
  ])('with the base beside it, by the digest %s', async (_name, digestOf) => {
    const all = await made();
    const { layout, own, base } = all;
    const digest = digestOf(all);
    layout.index([layout.image({ ...own, annotations: words(digest) })]);
    const report = await read(layout);
    const sizes = report.layers.slice(0, 2).map(({ download }) => download ?? 0);
    expect(report).toMatchObject({
      base: { reference: 'alpine:3.22', digest },
      shared: sizes.reduce((sum, size) => sum + size),
      from: [true, true, false],
      notes: [],
    });
    expect(base.digest).not.toBe(all.index.digest);
  });

  test('of the descriptor', async () => {
    const { layout, own, index } = await made();
    layout.index([{ ...layout.image(own), annotations: words(index.digest) }]);
    expect(await read(layout)).toMatchObject({ from: [true, true, false], base: { digest: index.digest } });
  });

  test('without the base the number of layers is not known', async () => {
    const { layout, own } = await made();
    const digest = `sha256:${'0'.repeat(64)}`;
    layout.index([layout.image({ ...own, annotations: words(digest) })]);
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, base: { reference: 'alpine:3.22', digest }, notes: [] });
  });

  test('a base whose layers are others is none, and a note says so', async () => {
    const { layout, own, index } = await made();
    layout.index([layout.image({ layers: own.layers.slice(1), annotations: words(index.digest) })]);
    expect(await read(layout)).toMatchObject({
      base: null,
      from: [null, null],
      notes: [expect.stringContaining('whose layers are not the first of its own')],
    });
  });

  test('a label is said to be one', async () => {
    const { layout, own, index } = await made();
    layout.index([layout.image({ ...own, config: { Labels: words(index.digest) } })]);
    expect(await read(layout)).toMatchObject({
      from: [true, true, false],
      notes: [expect.stringContaining('a label names')],
    });
  });

  test('what the caller knows comes first, and labels are not asked', async () => {
    const { layout, own, index } = await made();
    layout.index([layout.image({ ...own, config: { Labels: words(index.digest) } })]);
    expect(await read(layout, { base: { base: null, layers: null } })).toMatchObject({ ...UNKNOWN, notes: [] });
    expect(await read(layout, { base: { base: null, layers: 1 } })).toMatchObject({ from: [true, false, false] });
  });

  test('a secret in the name is not shown', async () => {
    const { layout, own } = await made();
    layout.index([layout.image({ ...own, annotations: words(`sha256:${'0'.repeat(64)}`, 'x/hunter22:1') })]);
    expect(await read(layout, { secrets: ['hunter22'] })).toMatchObject({ base: { reference: 'x/***:1' } });
  });

  test.each<[string, unknown, unknown]>([
    ['numbers', { 'org.opencontainers.image.base.name': 7 }, { a: 7 }],
    ['paths', words('sha256:../../../../etc/passwd'), words('../x')],
    ['null', null, null],
  ])('annotations and labels that are %s', async (_name, annotations, labels) => {
    const { layout, own } = await made();
    layout.index([layout.image({ ...own, annotations, config: { Labels: labels } })]);
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [] });
  });

  test('a base manifest that is not what its digest says', async () => {
    const { layout, own, index } = await made();
    writeFileSync(layout.blobPath(index.digest), '{"layers":[]}');
    layout.index([layout.image({ ...own, annotations: words(index.digest) })]);
    expect(await read(layout)).toMatchObject({
      ...UNKNOWN,
      base: { digest: index.digest },
      notes: [expect.stringContaining('the base image is not looked for there')],
    });
  });
});

describe('provenance', () => {
  const HEX = 'a'.repeat(64);
  const predicate = (layers: readonly string[]) => ({
    buildDefinition: {
      resolvedDependencies: [{ uri: 'pkg:docker/alpine@3.22', digest: { sha256: HEX } }],
      externalParameters: { request: { frontend: 'dockerfile.v0' } },
      internalParameters: {
        buildConfig: {
          llbDefinition: [
            {
              id: 'a',
              op: { Op: { source: { identifier: `docker-image://docker.io/library/alpine:3.22@sha256:${HEX}` } } },
            },
            { id: 'end', inputs: ['a:0'], op: { Op: {} } },
          ],
        },
      },
    },
    runDetails: { metadata: { buildkit_metadata: { layers: { 'a:0': [layers.map((digest) => ({ digest }))] } } } },
  });
  const digests = (layout: LayoutFolder, image: TestImage) => image.layers.map((each) => layout.layer(each).digest);
  const statement = (predicate: unknown, subject: unknown = []) => ({
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: SLSA,
    subject,
    predicate,
  });

  /** Puts an image and what is attested of it into the layout. */
  function attest(layout: LayoutFolder, image: TestDescriptor, ...blobs: readonly TestDescriptor[]): void {
    const layers = blobs.map((blob) => ({ ...blob, annotations: { 'in-toto.io/predicate-type': SLSA } }));
    const config = layout.json({}, 'application/vnd.oci.empty.v1+json');
    layout.index([image, named(layout.json({ config, layers }, `${OCI}.manifest.v1+json`), image)]);
  }
  const named = (attestation: TestDescriptor, image: TestDescriptor): TestDescriptor => ({
    ...attestation,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.digest': image.digest, 'vnd.docker.reference.type': 'attestation-manifest' },
  });

  test('the base and its layers, where the final stage can be followed', async () => {
    const { layout, own } = await made();
    const image = layout.image(own);
    const subject = [{ name: 'x', digest: { sha256: image.digest.replace('sha256:', '') } }];
    const said = predicate(digests(layout, own).slice(0, 2));
    attest(layout, image, layout.json(statement(said, subject), IN_TOTO));
    const known = { base: { reference: 'alpine:3.22', digest: `sha256:${HEX}` }, from: [true, true, false] };
    expect(await read(layout)).toMatchObject({ ...known, notes: [] });
    // Its twin without a subject, which BuildKit writes where the image has no name.
    attest(layout, image, layout.json(statement(said), IN_TOTO));
    expect(await read(layout)).toMatchObject({ ...known, notes: [] });
  });

  test('the only image, where the bottom layer is of another build', async () => {
    const { layout, own } = await made();
    const { buildDefinition } = predicate([]);
    const min = statement({ buildDefinition: { ...buildDefinition, internalParameters: {} } });
    attest(layout, layout.image(own), layout.json(min, IN_TOTO));
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, base: { reference: 'alpine:3.22' } });
    const signed = own.layers.map(() => ({ comment: 'buildkit.dockerfile.v0' }));
    attest(layout, layout.image({ ...own, history: signed }), layout.json(min, IN_TOTO));
    expect(await read(layout)).toMatchObject(UNKNOWN);
  });

  test('layers that the image does not begin with', async () => {
    const { layout, own } = await made();
    attest(layout, layout.image(own), layout.json(statement(predicate(['sha256:x'])), IN_TOTO));
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [expect.stringContaining('its provenance says')] });
  });

  test('of another image', async () => {
    const { layout, own } = await made();
    const subject = [{ name: 'x', digest: { sha256: HEX } }];
    attest(layout, layout.image(own), layout.json(statement(predicate([]), subject), IN_TOTO));
    expect(await read(layout)).toMatchObject({
      ...UNKNOWN,
      notes: [expect.stringContaining('is that of another image')],
    });
  });

  test('two of them say nothing', async () => {
    const { layout, own } = await made();
    const image = layout.image(own);
    const [one, two] = [layout.json(statement(predicate([])), IN_TOTO), layout.json(statement({}), IN_TOTO)];
    attest(layout, image, one, two);
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [] });
    const attestation = layout.json({ layers: [one] }, `${OCI}.manifest.v1+json`);
    const other = layout.json({ layers: [one], annotations: { other: '' } }, `${OCI}.manifest.v1+json`);
    layout.index([image, named(attestation, image), named(other, image)]);
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [] });
  });

  test('that is not there, as in an archive of docker save', async () => {
    const { layout, own } = await made();
    const image = layout.image(own);
    const gone = { mediaType: `${OCI}.manifest.v1+json`, digest: `sha256:${HEX}`, size: 7 };
    layout.index([image, named(gone, image)]);
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [] });
  });

  test.each<[string, string | Buffer, string]>([
    ['no JSON', 'sec\u0000ret{', 'is not JSON'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'is not JSON'],
    ['a list', '[]', 'is not of the form'],
    ['no predicate', JSON.stringify(statement(null)), 'is not of the form'],
    ['a predicate of another kind', JSON.stringify(statement({ hello: 1 })), 'is not of the form'],
    ['subjects that are none', JSON.stringify(statement({}, 'x')), 'is not of the form'],
    ['deep nesting', '['.repeat(200_000), 'is not JSON'],
    ['more than is read', JSON.stringify(statement('x'.repeat(9 * 2 ** 20))), 'at most 8388608 are read'],
  ])('that is %s: a note, and nothing fails', async (_name, content, why) => {
    const { layout, own } = await made();
    attest(layout, layout.image(own), layout.blob(content, IN_TOTO));
    const report = await read(layout);
    expect(report).toMatchObject({ ...UNKNOWN, notes: [expect.stringContaining(why)] });
    expect(report.notes.join()).not.toContain('ret{');
  });

  test('whose attestation is broken, or says another size', async () => {
    const { layout, own } = await made();
    const image = layout.image(own);
    for (const broken of [layout.blob('[', IN_TOTO), { ...layout.json({}, IN_TOTO), size: 1 }]) {
      layout.index([image, named(broken, image)]);
      expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [expect.stringContaining('attestation sha256:')] });
    }
  });

  test('twenty thousand attestations of one image', async () => {
    const { layout, own } = await made();
    const image = layout.image({ ...own, platform: AMD64 });
    const { annotations } = named(image, image);
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      mediaType: '',
      digest: `sha256:${index.toString(16).padStart(64, '0')}`,
      size: 1,
      annotations: annotations ?? {},
    }));
    layout.index([image, ...many]);
    expect(await read(layout)).toMatchObject({ ...UNKNOWN, notes: [] });
  });
});
