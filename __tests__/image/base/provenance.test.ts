import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readProvenance } from '../../../src/image/base/provenance.ts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/provenance/${name}.json`), 'utf8'));

const HEX = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const material = (uri: string, sha256: unknown = HEX) => ({ uri, digest: { sha256 } });
const v1 = (resolvedDependencies: unknown, request: unknown = {}) => ({
  buildDefinition: { resolvedDependencies, externalParameters: { request } },
});
const image = (reference: string, hex = HEX) => ({ reference, digest: `sha256:${hex}` });

/** Written by BuildKit v0.33.1; what is expected was read from the Dockerfiles and from the registry. */
describe('what BuildKit writes', () => {
  const alpine = image(
    'registry.example:5000/lib/alpine:3.22',
    '5c1ec35e0880c33b3b21a20d64ab5ea9c5ca4aed53d98476c34b041f0ba9ed3b',
  );
  const busybox = image(
    'registry.example:5000/lib/busybox:1.37',
    '66c5e1803b4d406a5a6f9522fb569a2513a5858c6615a1d83ae3cd4fdab84818',
  );
  const alpineLayers = [['sha256:158f54ef91f02c226f7a6dd758dffd09935178051c5021498b1b4b49dd922eea']];
  const both = { images: [alpine, busybox], complete: true, dockerfile: true };

  test.each([
    ['v1-min', { ...both, bottom: undefined }],
    ['v1-max', { ...both, bottom: { image: alpine, layers: alpineLayers } }],
    ['v1-max-scratch', { ...both, images: [busybox], bottom: 'scratch' }],
    ['v02-min', { ...both, bottom: undefined }],
    ['v02-max', { ...both, bottom: { image: alpine, layers: alpineLayers } }],
  ])('%s', (name, expected) => {
    expect(readProvenance(fixture(name))).toEqual(expected);
  });

  test('build arguments are not taken along', () => {
    expect(JSON.stringify(fixture('v02-max'))).toContain('SECRETARG');
    expect(JSON.stringify(readProvenance(fixture('v02-max')))).not.toContain('SECRETARG');
  });
});

test.each<[string, unknown, unknown]>([
  ['one image', [material('pkg:docker/alpine@3.22?platform=linux%2Famd64')], { images: [image('alpine:3.22')] }],
  [
    'one image for two platforms is one',
    [
      material('pkg:docker/alpine@3.22?platform=linux%2Famd64'),
      material('pkg:docker/alpine@3.22?platform=linux%2Farm64'),
    ],
    { images: [image('alpine:3.22')] },
  ],
  [
    'one tag that moved in between is two',
    [material('pkg:docker/alpine@3.22'), material('pkg:docker/alpine@3.22', OTHER)],
    { images: [image('alpine:3.22'), image('alpine:3.22', OTHER)] },
  ],
  ['other things than images', [material('https://example.com/x.tar'), material('pkg:golang/x@1')], { images: [] }],
  ['an image of a layout', [material('pkg:oci/x@sha256:00')], { images: [], complete: false }],
  ['an image without digest', [{ uri: 'pkg:docker/alpine@3.22' }], { images: [], complete: false }],
  ['a digest that is none', [material('pkg:docker/alpine@3.22', 'A'.repeat(64))], { images: [], complete: false }],
  ['a digest that is a number', [material('pkg:docker/alpine@3.22', 7)], { images: [], complete: false }],
  ['a name with a command in it', [material('pkg:docker/alpine%0A::error::x@3')], { images: [], complete: false }],
  ['a name that is a flag', [material('pkg:docker/--raw@3')], { images: [], complete: false }],
  ['a name that leads up', [material('pkg:docker/..%2F..%2Fetc@3')], { images: [], complete: false }],
  ['a broken escape', [material('pkg:docker/alpine%zz@3')], { images: [], complete: false }],
  ['no UTF-8', [material('pkg:docker/%ff@3')], { images: [], complete: false }],
  ['a very long name', [material(`pkg:docker/${'a'.repeat(100_000)}@3`)], { images: [], complete: false }],
  ['nothing', null, { images: [] }],
])('materials: %s', (_name, materials, expected) => {
  const common = { complete: true, dockerfile: false, bottom: undefined, ...(expected as object) };
  expect(readProvenance(v1(materials))).toEqual(common);
  expect(readProvenance({ buildType: 'x', materials })).toEqual(common);
});

test.each<[string, unknown, boolean, number]>([
  ['the frontend within BuildKit', { frontend: 'dockerfile.v0' }, true, 2],
  ['the image of # syntax', { frontend: 'gateway.v0', args: { source: 'docker/dockerfile:1' } }, true, 1],
  ['the same in full', { frontend: 'gateway.v0', args: { source: 'docker.io/docker/dockerfile:1' } }, true, 1],
  ['its twin with another tag', { frontend: 'gateway.v0', args: { source: 'docker/dockerfile:2' } }, true, 2],
  ['somebody else’s', { frontend: 'gateway.v0', args: { source: 'docker.io/me/dockerfile:1' } }, false, 2],
  ['none', {}, false, 2],
])('frontend: %s', (_name, request, dockerfile, images) => {
  const read = readProvenance(
    v1([material('pkg:docker/docker/dockerfile@1'), material('pkg:docker/alpine@3')], request),
  );
  expect(read).toMatchObject({ dockerfile });
  expect(read?.images).toHaveLength(images);
});

test.each([
  [undefined],
  [null],
  [7],
  ['x'],
  [[]],
  [{}],
  [{ buildDefinition: 'x' }],
  [{ buildDefinition: { resolvedDependencies: {} } }],
  [{ buildDefinition: { resolvedDependencies: [{ uri: 7 }] } }],
  [{ buildDefinition: { resolvedDependencies: ['pkg:docker/alpine'] } }],
  [{ materials: [] }],
  [{ buildType: 'x', materials: 'x' }],
])('no provenance: %j', (predicate) => {
  expect(readProvenance(predicate)).toBeUndefined();
});

describe('a definition that cannot be followed says nothing of the base', () => {
  const identifier = (text: string) => [
    { id: 'a', op: { Op: { source: { identifier: text } } } },
    { id: 'end', inputs: ['a:0'], op: { Op: {} } },
  ];
  const bottom = (llbDefinition: unknown, layers?: unknown) =>
    readProvenance({
      buildDefinition: {
        resolvedDependencies: [material('pkg:docker/alpine@3.22')],
        internalParameters: { buildConfig: { llbDefinition } },
      },
      runDetails: { metadata: { buildkit_metadata: { layers } } },
    })?.bottom;
  const ours = `docker-image://docker.io/library/alpine:3.22@sha256:${HEX}`;

  test.each<[string, unknown]>([
    ['no list', 'x'],
    ['steps that are none', [7]],
    ['a local folder', identifier('local://context')],
    ['an image without digest', identifier('docker-image://docker.io/library/alpine:3.22')],
    ['an image that is no material', identifier(`docker-image://docker.io/library/alpine:3.22@sha256:${OTHER}`)],
    ['another name with the digest', identifier(`docker-image://docker.io/library/busybox:3.22@sha256:${HEX}`)],
  ])('%s', (_name, llb) => expect(bottom(llb)).toBeUndefined());

  test.each<[string, unknown, readonly (readonly string[])[]]>([
    ['layers', { 'a:0': [[{ digest: 'x' }, { digest: 'y' }]] }, [['x', 'y']]],
    ['layers of another step', { 'b:0': [[{ digest: 'x' }]] }, []],
    ['layers that are none', { 'a:0': 'x' }, []],
    ['no layers', undefined, []],
  ])('the twin that can be, with %s', (_name, layers, expected) => {
    expect(bottom(identifier(ours), layers)).toEqual({ image: image('alpine:3.22'), layers: expected });
  });
});
