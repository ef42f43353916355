import { describe, expect, test } from 'vitest';
import type { BaseClaim } from '../../../src/image/base/claim.ts';
import type { BaseImage } from '../../../src/image/base/known-base.ts';
import { settleBase } from '../../../src/image/base/settle.ts';

const image = (reference: string): BaseImage => ({ reference, digest: `sha256:${'a'.repeat(64)}` });
const [alpine, golang, tag] = [image('alpine:3.22'), image('golang:1.26-alpine'), image('alpine:latest')];
const LAYERS = ['one', 'two', 'three'];
const UNKNOWN = { base: null, layers: null };

type Lists = readonly (readonly [BaseImage, readonly string[] | undefined])[];
const settle = (claim: BaseClaim, lists: Lists = []) => settleBase(claim, LAYERS, (each) => new Map(lists).get(each));

test('nothing is said', () => expect(settle({ kind: 'none' })).toEqual({ known: UNKNOWN, note: undefined }));
test('from scratch', () => expect(settle({ kind: 'scratch' }).known).toEqual({ base: null, layers: 0 }));

describe('one is named', () => {
  test.each<[string, readonly (readonly string[])[], readonly string[] | undefined, unknown]>([
    ['its layers are the first ones', [], ['one', 'two'], { base: alpine, layers: 2 }],
    ['they are all', [], LAYERS, { base: alpine, layers: 3 }],
    ['it has none', [], [], { base: alpine, layers: 0 }],
    ['its layers are not known', [], undefined, { base: alpine, layers: null }],
    ['they are others', [], ['other'], UNKNOWN],
    ['they are the first ones and another', [], ['one', 'other'], UNKNOWN],
    ['they are there, but not from the bottom', [], ['two'], UNKNOWN],
    ['they are the first ones in another order', [], ['two', 'one'], UNKNOWN],
    ['it has more than the image', [], [...LAYERS, 'four'], UNKNOWN],
    ['the provenance lists them', [['gone'], ['one']], undefined, { base: alpine, layers: 1 }],
    ['the provenance lists others', [['gone']], undefined, UNKNOWN],
    ['its manifest is surer than the provenance', [['one']], ['one', 'two'], { base: alpine, layers: 2 }],
    ['its manifest denies the provenance', [['one']], ['other'], UNKNOWN],
  ])('%s', (_name, layers, manifest, expected) => {
    const settled = settle({ kind: 'named', by: 'annotation', image: alpine, layers }, [[alpine, manifest]]);
    expect(settled.known).toEqual(expected);
    if (expected === UNKNOWN)
      expect(settled.note).toContain('its annotation says that it is built on alpine:3.22@sha256');
    else expect(settled.note).toBeUndefined();
  });

  test('by a label: said to be one', () => {
    const settled = settle({ kind: 'named', by: 'label', image: alpine, layers: [] }, [[alpine, ['one']]]);
    expect(settled).toEqual({ known: { base: alpine, layers: 1 }, note: expect.stringContaining('labels may be') });
  });
});

test.each<[string, Lists, unknown]>([
  [
    'the one that fits',
    [
      [alpine, ['one']],
      [golang, ['other']],
    ],
    { base: alpine, layers: 1 },
  ],
  [
    'the one that reaches further up',
    [
      [alpine, ['one']],
      [golang, ['one', 'two']],
    ],
    { base: golang, layers: 2 },
  ],
  [
    'one image by two names: its layers, not its name',
    [
      [alpine, ['one']],
      [tag, ['one']],
    ],
    { base: null, layers: 1 },
  ],
  [
    'none that fits',
    [
      [alpine, ['other']],
      [golang, ['two']],
    ],
    UNKNOWN,
  ],
  ['one without layers fits everything and proves nothing', [[alpine, []]], UNKNOWN],
  [
    'one that cannot be looked at may reach further',
    [
      [alpine, ['one']],
      [golang, undefined],
    ],
    UNKNOWN,
  ],
])('of several: %s', (_name, lists, expected) => {
  expect(settle({ kind: 'candidates', images: lists.map(([each]) => each) }, lists).known).toEqual(expected);
});
