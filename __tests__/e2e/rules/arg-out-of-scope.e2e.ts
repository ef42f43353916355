import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mended, said } from '../../support/cross.ts';
import { build, buildImage, buildTree } from '../../support/engine.ts';

const RULE = 'arg-out-of-scope';
const stage = (rest: string) => `ARG VERSION=1.4.0
FROM busybox AS build
${rest}
FROM scratch
COPY --from=build /value /value
`;

function seen(text: string, args: readonly string[] = []): string {
  using tree = buildTree({ Dockerfile: text }, { args });
  return readFileSync(join(tree.path, 'value'), 'utf8').trim();
}

test.each<[string, string]>([
  ['RUN', 'RUN echo "[$VERSION]" > /value'],
  ['ENV', 'ENV VERSION=$VERSION\nRUN echo "[$VERSION]" > /value'],
  ['ARG', 'ARG VERSION=$VERSION\nRUN echo "[$VERSION]" > /value'],
  ['a file written by COPY', 'COPY <<EOF /value\n[$VERSION]\nEOF'],
])('empty in the image by %s, whatever --build-arg says; the fix mends it', (what, rest) => {
  const bad = stage(rest);
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(seen(bad)).toBe('[]');
  // `ARG VERSION=$VERSION` is the one that the command line still reaches.
  expect(seen(bad, ['--build-arg=VERSION=2'])).toBe(what === 'ARG' ? '[2]' : '[]');
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(seen(good)).toBe('[1.4.0]');
  expect(seen(good, ['--build-arg=VERSION=2'])).toBe('[2]');
});

test.each<[string, string, string]>([
  ['inherited', 'ARG VERSION\nFROM build AS next\nRUN echo "[$VERSION]" > /value\nFROM next AS build', '[1.4.0]'],
  ['an ENV of the name', 'ENV VERSION=3\nRUN echo "[$VERSION]" > /value', '[3]'],
  ['assigned by the shell', 'RUN VERSION=4; echo "[$VERSION]" > /value', '[4]'],
  ['a value of its own', 'RUN echo "[${VERSION:-5}]" > /value', '[5]'],
])('quiet: %s', (_, rest, expected) => {
  const good = stage(rest);
  expect(said(RULE, good)).toEqual([]);
  expect(seen(good)).toBe(expected);
});

test('the proxy arguments reach every RUN', () => {
  const text = 'ARG HTTP_PROXY\nFROM busybox\nRUN test "$HTTP_PROXY" = http://proxy.invalid:1\n';
  expect(said(RULE, text)).toEqual([]);
  expect(build({ Dockerfile: text }, { args: ['--build-arg=HTTP_PROXY=http://proxy.invalid:1'] })).toMatchObject({
    code: 0,
  });
});

test.each<[string, readonly string[]]>([
  ['golang:1.26', ['GOLANG_VERSION', 'GOPATH', 'GOTOOLCHAIN']],
  ['alpine', []],
  ['busybox', []],
  ['debian:bookworm-slim', []],
])('what %s sets for the stages built on it', (base, expected) => {
  using image = buildImage({ Dockerfile: `FROM ${base}\nENTRYPOINT ["env"]\n` });
  const names = image
    .run()
    .output.split('\n')
    .flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? [])
    .filter((name) => !['HOME', 'HOSTNAME', 'PATH'].includes(name));
  expect(names.toSorted()).toEqual(expected);
});
