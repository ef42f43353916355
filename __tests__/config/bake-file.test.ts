import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BakeFile, readBakeFile } from '../../src/config/bake-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-bake-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function bake(target: unknown, name = 'bake.json'): BakeFile {
  writeFileSync(join(folder, name), typeof target === 'string' ? target : JSON.stringify({ group: {}, target }));
  return readBakeFile(name, folder);
}

test('a target as it is', () => {
  const target = {
    context: 'svc',
    dockerfile: 'docker/web',
    target: 'prod',
    args: { V: '1', N: 2, B: true },
    platforms: ['linux/arm64'],
    buildContexts: [],
  };
  expect(bake({ web: target, bare: {} }).targets).toEqual([
    {
      name: 'web',
      context: join(folder, 'svc'),
      dockerfile: join(folder, 'svc/docker/web'),
      target: 'prod',
      buildArgs: ['V=1', 'N=2', 'B=true'],
      platforms: ['linux/arm64'],
      buildContexts: [],
    },
    {
      name: 'bare',
      context: folder,
      dockerfile: join(folder, 'Dockerfile'),
      target: undefined,
      buildArgs: [],
      platforms: [],
      buildContexts: [],
    },
  ]);
});

test('inherits: the last parent wins, the target itself over all, args together', () => {
  const { targets } = bake({
    base: { context: 'base', args: { A: '1', B: '1' }, platforms: ['linux/amd64'] },
    other: { context: 'other', dockerfile: 'o', args: { B: '2' } },
    web: { inherits: ['base', 'other'], target: 'x', args: { C: '3' } },
  });
  expect(targets.find(({ name }) => name === 'web')).toEqual({
    name: 'web',
    context: join(folder, 'other'),
    dockerfile: join(folder, 'other/o'),
    target: 'x',
    buildArgs: ['A=1', 'B=2', 'C=3'],
    platforms: ['linux/amd64'],
    buildContexts: [],
  });
});

test('parents that share parents are read once each', () => {
  const target: Record<string, object> = { t0: {} };
  for (let n = 1; n <= 60; n += 1) target[`t${n}`] = { inherits: [`t${n - 1}`, `t${n - 1}`] };
  expect(bake(target).targets).toHaveLength(61);
});

test('what is computed is unknown', () => {
  expect(bake({ web: { args: { A: '${TAG}', B: null, C: 'c' }, platforms: ['${P}'] } }).targets).toMatchObject([
    { buildArgs: ['C=c'], platforms: [] },
  ]);
});

test.each([
  [{ 'dockerfile-inline': 'FROM a' }, 'its Dockerfile stands in the bake file'],
  [{ context: 'https://git.example/x.git' }, 'its context is not a folder'],
  [{ context: 'target:base' }, 'its context is not a folder'],
  [{ dockerfile: 'Dockerfile.${VARIANT}' }, 'its dockerfile is computed'],
  [{ matrix: { v: ['1', '2'] } }, 'it is many targets'],
])('%j is skipped, and said', (target, reason) => {
  const { targets, skipped } = bake({ web: target });
  expect(targets).toEqual([]);
  expect(skipped).toEqual([expect.stringContaining(`target web of bake.json: ${reason}`)]);
});

describe('wrong use', () => {
  test.each([
    ['target "web" {}', 'bake.hcl', 'bake.hcl is no JSON'],
    ['{}', 'bake.json', 'bake.json is no bake file'],
    ['{"target":{"a":{"args":"x"}}}', 'bake.json', 'bake.json is no bake file'],
    [
      '{"target":{"a":{"inherits":["b"]},"b":{"inherits":["a"]}}}',
      'bake.json',
      'target "a" of bake.json inherits itself',
    ],
    ['{"target":{"a":{"inherits":["basse"]},"base":{}}}', 'bake.json', 'bake.json has no target "basse"'],
  ])('%s', (content, name, message) => expect(() => bake(content, name)).toThrow(message));

  test('no file', () => expect(() => readBakeFile('missing.json', folder)).toThrow('missing.json is not a file'));
});
