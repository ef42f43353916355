import { expect, test } from 'vitest';
import { type BaseEvidence, claimBase } from '../../../src/image/base/claim.ts';
import type { BaseImage } from '../../../src/image/base/known-base.ts';
import type { Provenance } from '../../../src/image/base/provenance.ts';

const image = (reference: string, letter = 'a'): BaseImage => ({ reference, digest: `sha256:${letter.repeat(64)}` });
const words = (name: unknown, digest: unknown = `sha256:${'a'.repeat(64)}`) => ({
  'org.opencontainers.image.base.name': name,
  'org.opencontainers.image.base.digest': digest,
});
const provenance = (...images: readonly BaseImage[]): Provenance => ({
  images,
  complete: true,
  dockerfile: true,
  bottom: undefined,
});
const BUILDKIT = { comment: 'buildkit.dockerfile.v0' };
const named = (by: string, of: BaseImage, layers: readonly unknown[] = []) => ({
  kind: 'named',
  by,
  image: of,
  layers,
});
const [alpine, golang] = [image('alpine:3.22'), image('golang:1.26', 'c')];
const NONE = { kind: 'none' };

test.each<[string, Partial<BaseEvidence>, unknown]>([
  ['nothing', {}, NONE],
  ['an annotation', { annotations: [words('alpine:3.22')] }, named('annotation', alpine)],
  ['an annotation of the descriptor', { annotations: [{}, words('alpine:3.22')] }, named('annotation', alpine)],
  [
    'the manifest before the descriptor',
    { annotations: [words('alpine:3.22'), words('busybox:1')] },
    named('annotation', alpine),
  ],
  ['a label', { labels: words('alpine:3.22') }, named('label', alpine)],
  [
    'annotation before label',
    { annotations: [words('alpine:3.22')], labels: words('busybox:1') },
    named('annotation', alpine),
  ],
  [
    'a digest in the name is left out',
    { annotations: [words(`alpine:3.22@sha256:${'d'.repeat(64)}`)] },
    named('annotation', alpine),
  ],
  ['a name alone', { annotations: [words('alpine:3.22', null)] }, NONE],
  ['a digest alone', { annotations: [words(undefined)] }, NONE],
  ['empty words, as for scratch', { annotations: [words('', '')] }, NONE],
  ['a name that is a flag', { annotations: [words('--raw')] }, NONE],
  ['a name with a command', { annotations: [words('alpine:3.22\n::error::x')] }, NONE],
  ['a name of other things', { annotations: [words({})] }, NONE],
  ['a long name', { annotations: [words(`a/${'b'.repeat(2_000)}`)] }, NONE],
  ['a digest in capitals', { annotations: [words('alpine:3.22', `sha256:${'A'.repeat(64)}`)] }, NONE],
  ['a digest that is short', { annotations: [words('alpine:3.22', 'sha256:aa')] }, NONE],
  ['a digest that leads up', { annotations: [words('alpine:3.22', 'sha256:../../../etc/passwd')] }, NONE],
  [
    'what the final stage begins with, before all else',
    {
      annotations: [words('busybox:1')],
      provenance: { ...provenance(golang), bottom: { image: alpine, layers: [['x']] } },
    },
    named('provenance', alpine, [['x']]),
  ],
  [
    'nothing at the bottom, before all else',
    { annotations: [words('busybox:1')], provenance: { ...provenance(golang), bottom: 'scratch' } },
    { kind: 'scratch' },
  ],
  // A builder stage alone looks the same: `FROM golang … FROM scratch`.
  [
    'the only image, where the bottom layer may be this build’s',
    { provenance: provenance(golang), history: [BUILDKIT], layers: 1 },
    { kind: 'candidates', images: [golang] },
  ],
  [
    'its twin, where it is not',
    { provenance: provenance(golang), history: [{ comment: 'debuerreotype 0.15' }, BUILDKIT], layers: 2 },
    named('provenance', golang),
  ],
  [
    'where no Dockerfile frontend built it, nothing is signed',
    { provenance: { ...provenance(golang), dockerfile: false }, history: [{}], layers: 1 },
    { kind: 'candidates', images: [golang] },
  ],
  [
    'a history that does not fit the layers',
    { provenance: provenance(golang), history: [{}], layers: 2 },
    { kind: 'candidates', images: [golang] },
  ],
  [
    'an entry without a layer is not the bottom one',
    { provenance: provenance(golang), history: [{ empty_layer: true }, BUILDKIT], layers: 1 },
    { kind: 'candidates', images: [golang] },
  ],
  [
    'two images, wherever the bottom layer is from',
    { provenance: provenance(alpine, golang), history: [{}], layers: 1 },
    { kind: 'candidates', images: [alpine, golang] },
  ],
  [
    'an inherited label beside images that went in',
    { provenance: provenance(golang), labels: words('alpine:3.22') },
    { kind: 'candidates', images: [golang] },
  ],
  [
    'an image that went in is not named',
    { provenance: { ...provenance(golang), complete: false }, labels: words('alpine:3.22'), history: [{}], layers: 1 },
    NONE,
  ],
  ['no image went in', { provenance: provenance(), labels: words('alpine:3.22') }, named('label', alpine)],
])('%s', (_name, evidence, expected) => {
  const nothing = { annotations: [], labels: {}, provenance: undefined, layers: 0, history: [] };
  expect(claimBase({ ...nothing, ...evidence })).toEqual(expected);
});
