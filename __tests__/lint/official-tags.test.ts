import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseReference } from '../../src/dockerfile/reference.ts';
import { type UnknownTag, unknownTag } from '../../src/lint/official-tags.ts';

/** Every tag of the list, with its image. */
const REAL = readFileSync(join(import.meta.dirname, 'fixtures/official-tags-2026-08-21.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap((line) => {
    const [, image = '', shape = '', values = ''] = /^(\S+) ([^: ]+)(?:: (.+))?$/.exec(line) ?? [];
    return shape.includes('{}')
      ? values.split(' ').map((value) => `${image}:${shape.replace('{}', value)}`)
      : [`${image}:${shape}`];
  });

function judge(image: string): UnknownTag | undefined {
  const reference = parseReference(image);
  if (reference === undefined) throw new Error(`${image} is no reference`);
  return unknownTag(reference);
}

test('the list is whole', () => {
  expect(REAL.length).toBeGreaterThan(9000);
  for (const image of [
    'golang:1.22.3-alpine3.19',
    'debian:bookworm-20240513-slim',
    'ubuntu:24.04',
    'busybox:1.36.1-musl',
  ]) {
    expect(REAL).toContain(image);
  }
});

test('every tag that there ever was is accepted', () => {
  expect(REAL.filter((image) => judge(image) !== undefined)).toEqual([]);
});

test('a real tag with a word of another image behind it was never there, and its nearest tag is of the scheme', () => {
  const real = new Set(REAL);
  let judged = 0;
  for (const image of REAL) {
    for (const word of ['slim', 'static', 'lts', 'amd64', 'jammy']) {
      const invented = `${image}-${word}`;
      if (real.has(invented) || /rc|beta|tip|\d{8}/.test(image)) continue;
      // Versions are taken on trust: an old `debian:8.1` without its slim variant is not told apart.
      if (/^debian:[\w.]+-slim$/.test(invented) || /^gcr.*-amd64$/.test(invented)) continue;
      // Any name of a Windows release may follow.
      if (/nanoserver|windowsservercore/.test(image)) continue;
      // A word that is like none of the vocabulary.
      if (image.includes('buildroot')) continue;
      const found = judge(invented);
      expect(found?.certain, invented).toBe(true);
      expect(judge(`${found?.image}:${found?.meant}`), invented).toBeUndefined();
      judged += 1;
    }
  }
  expect(judged).toBeGreaterThan(5000);
});
