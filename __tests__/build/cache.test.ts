import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cacheSources, platformCache } from '../../src/build/cache.ts';
import { csv, parseCsv } from '../../src/build/csv.ts';
import { parsePlatform } from '../../src/model/platform.ts';

const ARM64 = parsePlatform('linux/arm64');
const ARMV7 = parsePlatform('linux/arm/v7');

describe('platformCache: each platform has an entry of its own', () => {
  test.each([
    ['type=gha', 'type=gha,scope=buildkit-linux-arm64'],
    ['type=gha,scope=web,mode=max', 'type=gha,scope=web-linux-arm64,mode=max'],
    ['type=local,dest=/cache', 'type=local,dest=/cache/linux-arm64'],
    ['type=local,mode=max,dest=cache', 'type=local,mode=max,dest=cache/linux-arm64'],
    ['"type=local","dest=/a,b"', 'type=local,"dest=/a,b/linux-arm64"'],
    ['type=registry,ref=example.com/app:cache', 'type=registry,ref=example.com/app:cache-linux-arm64'],
    ['type=registry,ref=example.com/app', 'type=registry,ref=example.com/app:latest-linux-arm64'],
    // The colon of a port is not that of a tag.
    ['type=registry,ref=localhost:5000/app', 'type=registry,ref=localhost:5000/app:latest-linux-arm64'],
    ['type=registry,ref=localhost:5000/app:c', 'type=registry,ref=localhost:5000/app:c-linux-arm64'],
    ['example.com/app:cache', 'type=registry,ref=example.com/app:cache-linux-arm64'],
    ['app', 'type=registry,ref=app:latest-linux-arm64'],
    [`type=registry,ref=app@sha256:${'0'.repeat(64)}`, `type=registry,ref=app@sha256:${'0'.repeat(64)}`],
    ['type=s3,bucket=b,name=n', 'type=s3,bucket=b,name=n-linux-arm64'],
    ['type=s3,bucket=b', 'type=s3,bucket=b,name=buildkit-linux-arm64'],
    ['type=azblob,name=n', 'type=azblob,name=n-linux-arm64'],
    ['type=inline', 'type=inline'],
  ])('to %s', (entry, rewritten) => {
    expect(platformCache(entry, ARM64, 'to')).toBe(rewritten);
  });

  test('two platforms never share an entry', () => {
    for (const entry of ['type=gha', 'type=local,dest=/c', 'type=registry,ref=a/b:c', 'a/b', 'type=s3,bucket=b']) {
      expect(platformCache(entry, ARM64, 'to')).not.toBe(platformCache(entry, ARMV7, 'to'));
    }
    expect(platformCache('type=gha', ARMV7, 'to')).toBe('type=gha,scope=buildkit-linux-arm-v7');
  });

  test('a local cache is read from where it was written', () => {
    expect(platformCache('type=local,src=/cache', ARM64, 'from')).toBe('type=local,src=/cache/linux-arm64');
    // The other direction's key is not this one's.
    expect(platformCache('type=local,dest=/cache', ARM64, 'from')).toBe('type=local,dest=/cache');
  });
});

test.each([
  [['type=gha'], ['type=gha,scope=buildkit-linux-arm64', 'type=gha']],
  [['a/b:c'], ['type=registry,ref=a/b:c-linux-arm64', 'a/b:c']],
  // Nothing to suffix: read once.
  [['type=inline'], ['type=inline']],
  [
    ['type=local,src=/c', 'a/b'],
    ['type=local,src=/c/linux-arm64', 'type=local,src=/c', 'type=registry,ref=a/b:latest-linux-arm64', 'a/b'],
  ],
  [[], []],
])('cacheSources %j: the own entry first, then the one that was given', (entries, sources) => {
  expect(cacheSources(entries, ARM64)).toEqual(sources);
});

describe('csv', () => {
  test.each([
    [[['type', 'oci']], 'type=oci'],
    [
      [
        ['a', '1'],
        ['b', 'x y'],
      ],
      'a=1,b=x y',
    ],
    [[['dest', '/a,b']], '"dest=/a,b"'],
    [[['dest', 'say "hi"']], '"dest=say ""hi"""'],
    [[['x', 'a\nb']], '"x=a\nb"'],
  ] as const)('%j', (fields, text) => {
    expect(csv(fields)).toBe(text);
    expect(parseCsv(text)).toEqual(fields);
  });

  test.each([
    ['a/b:c', [['', 'a/b:c']]],
    [
      'id=a,src=b=c',
      [
        ['id', 'a'],
        ['src', 'b=c'],
      ],
    ],
    ['a=', [['a', '']]],
    ['', []],
  ])('reads %j', (text, fields) => {
    expect(parseCsv(text)).toEqual(fields);
  });

  test('what is written is read back', () => {
    const key = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string({ unit: 'binary' }))), (fields) => {
        expect(parseCsv(csv(fields))).toEqual(fields);
      }),
      { seed: 4, numRuns: 500 },
    );
    const hostile = fc.string({ unit: fc.constantFrom(',', '"', '=', '\n', '\r', 'a', ' ') });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, hostile)), (fields) => {
        expect(parseCsv(csv(fields))).toEqual(fields);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
