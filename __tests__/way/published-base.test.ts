import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublishedImage } from '../../src/build/published.ts';
import type { KnownBase } from '../../src/image/base/known-base.ts';
import { CancelledError } from '../../src/model/errors.ts';
import { publishedBase } from '../../src/way/published-base.ts';
import { sha256 } from '../support/layout.ts';
import { scratchFolder } from '../support/tools.ts';

/** A buildx whose registry is a folder: what is asked for is a file of that name, or is not there. */
const BUILDX = `#!/bin/sh
for last; do :; done
name=$(printf %s "$last" | tr '/:@' '___')
case "$*" in *--format*) name="$name.provenance" ;; esac
[ -e "$REGISTRY/$name" ] || { echo "ERROR: $last: not found, says hunter22" >&2; exit 1; }
cat "$REGISTRY/$name"
`;

let folder: ReturnType<typeof scratchFolder>;
beforeEach(() => {
  folder = scratchFolder();
  mkdirSync(join(folder.path, 'registry'));
  writeFileSync(join(folder.path, 'buildx'), BUILDX, { mode: 0o755 });
});
afterEach(() => folder[Symbol.dispose]());

const put = (name: string, text: string): void =>
  writeFileSync(join(folder.path, 'registry', name.replace(/[/:@]/g, '_')), text);
/** Puts a manifest or an index under its digest, and gives that. */
function publish(name: string, value: unknown): string {
  const text = JSON.stringify(value);
  put(`${name}@${sha256(text)}`, text);
  return sha256(text);
}

const blob = (letter: string) => ({ digest: `sha256:${letter.repeat(64)}`, size: 1 });
const manifest = (...letters: readonly string[]) => ({ config: blob('f'), layers: letters.map(blob) });
const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };
const INDEX = 'me/app@sha256:0';
const words = (name: string, digest: string) => ({
  'org.opencontainers.image.base.name': name,
  'org.opencontainers.image.base.digest': digest,
});
const materials = (...images: readonly (readonly [string, string])[]) => ({
  buildDefinition: {
    resolvedDependencies: images.map(([uri, digest]) => ({ uri, digest: { sha256: digest.replace('sha256:', '') } })),
  },
});

async function ask(
  given: Partial<PublishedImage>,
  signal = new AbortController().signal,
): Promise<{ readonly known: KnownBase; readonly notes: readonly string[] }> {
  const image: PublishedImage = {
    platform: AMD64,
    reference: 'me/app@sha256:1',
    digest: 'sha256:1',
    download: 0,
    layers: ['a', 'b', 'c'].map((letter) => blob(letter).digest),
    history: [],
    annotations: [],
    labels: {},
    attestedIn: undefined,
    ...given,
  };
  const engine = {
    ...{ command: 'buildx' as const, prefix: [], builder: 'b', driver: 'remote', buildx: 'v0.37.2', buildkit: null },
    ...{ native: AMD64, natives: [AMD64], classicStore: false },
  };
  const env = { PATH: `${folder.path}:${process.env.PATH}`, REGISTRY: join(folder.path, 'registry') };
  const notes: string[] = [];
  const options = { env, signal, secrets: ['hunter22'] };
  return { known: await publishedBase(engine, image, { options, onNote: (note) => notes.push(note) }), notes };
}

describe('the base’s manifest', () => {
  test('by its own digest', async () => {
    const digest = publish('alpine', manifest('a', 'b'));
    const base = { reference: 'alpine:3.22', digest };
    expect(await ask({ annotations: [words('alpine:3.22', digest)] })).toEqual({
      known: { base, layers: 2 },
      notes: [],
    });
  });

  test('of the platform, in an index inside of an index', async () => {
    const [amd64, arm64] = [publish('alpine', manifest('a')), publish('alpine', manifest('d'))];
    const inner = publish('alpine', {
      manifests: [
        { digest: amd64, size: 1, platform: AMD64 },
        { digest: arm64, size: 1, platform: { ...ARM64, variant: 'v8' } },
        { digest: amd64, size: 1, platform: { os: 'unknown', architecture: 'unknown' } },
      ],
    });
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const digest = publish('alpine', { manifests: [{ digest: inner, size: 1, mediaType }] });
    const annotations = [words('alpine:3.22', digest)];
    expect(await ask({ annotations })).toMatchObject({ known: { layers: 1 }, notes: [] });
    const arm = { annotations, platform: ARM64, layers: [blob('d').digest] };
    expect(await ask(arm)).toMatchObject({ known: { layers: 1 }, notes: [] });
    expect(await ask({ annotations, platform: { os: 'linux', architecture: 's390x' } })).toMatchObject({
      known: { base: { digest }, layers: null },
      notes: [expect.stringContaining('has 0 images for linux/s390x')],
    });
  });

  test.each<[string, string, string]>([
    ['is not what its digest says', '{"layers":[]}', 'the registry gave another manifest'],
    ['is no JSON', '<html>', 'is not JSON'],
    ['is something else', '{"layers":"x"}', 'cannot be understood'],
  ])('that %s', async (_name, text, why) => {
    const digest = why.startsWith('the registry') ? blob('e').digest : sha256(text);
    put(`alpine@${digest}`, text);
    expect(await ask({ annotations: [words('alpine:3.22', digest)] })).toEqual({
      known: { base: { reference: 'alpine:3.22', digest }, layers: null },
      notes: [expect.stringContaining(why)],
    });
  });

  test('that is gone, and a secret in what the registry says of it', async () => {
    const { known, notes } = await ask({ annotations: [words('alpine:3.22', blob('e').digest)] });
    expect(known.layers).toBeNull();
    expect(notes).toEqual([expect.stringMatching(/alpine:3\.22 cannot be fetched: .*not found, says \*\*\*/)]);
  });

  test('a run that is cancelled is', async () => {
    const annotations = [words('alpine:3.22', blob('e').digest)];
    await expect(ask({ annotations }, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('provenance', () => {
  const attest = (text: string): void => put(`${INDEX}.provenance`, text);
  const digests = () => ({ alpine: publish('alpine', manifest('a')), golang: publish('golang', manifest('a', 'b')) });

  test.each<[string, (predicate: unknown) => unknown]>([
    ['of an index with one platform', (SLSA) => ({ SLSA })],
    ['of one with several', (SLSA) => ({ 'linux/arm64': { SLSA: {} }, 'linux/amd64': { SLSA } })],
  ])('%s: of the images, the one that reaches up the furthest', async (_name, wrap) => {
    const { alpine, golang } = digests();
    attest(JSON.stringify(wrap(materials(['pkg:docker/alpine@3.22', alpine], ['pkg:docker/golang@1.26', golang]))));
    expect(await ask({ attestedIn: INDEX })).toEqual({
      known: { base: { reference: 'golang:1.26', digest: golang }, layers: 2 },
      notes: [],
    });
  });

  test('one of the images is gone: it may have been the one', async () => {
    const { alpine } = digests();
    attest(JSON.stringify({ SLSA: materials(['pkg:docker/alpine@3.22', alpine], ['pkg:docker/x', blob('e').digest]) }));
    expect(await ask({ attestedIn: INDEX })).toEqual({
      known: { base: null, layers: null },
      notes: [expect.stringContaining('x cannot be fetched')],
    });
  });

  test('more images than are asked for', async () => {
    const many = Array.from({ length: 9 }, (_, index) => [`pkg:docker/x${index}`, blob('e').digest] as const);
    attest(JSON.stringify({ SLSA: materials(...many) }));
    expect(await ask({ attestedIn: INDEX })).toEqual({
      known: { base: null, layers: null },
      notes: [expect.stringContaining('names 9 images')],
    });
  });

  test.each<[string, string | undefined, readonly string[]]>([
    ['that is not there', undefined, ['its provenance cannot be read: ERROR: me/app@sha256:0: not found']],
    ['that is no JSON', '[', ['is not JSON']],
    ['that is a list', '[7]', ['cannot be understood']],
    ['of another form', '{"SLSA":{"hello":1}}', ['is not of the form that it should have']],
    ['of another platform', '{"linux/arm64":{"SLSA":{}}}', []],
    ['of none', '{}', []],
    ['too big', JSON.stringify({ SLSA: 'x'.repeat(9 * 2 ** 20) }), ['has more than 8388608 bytes']],
  ])('%s', async (_name, text, notes) => {
    if (text !== undefined) attest(text);
    expect(await ask({ attestedIn: INDEX })).toEqual({
      known: { base: null, layers: null },
      notes: notes.map((note) => expect.stringContaining(note)),
    });
  });
});
