import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { goBuildArgs } from '../../src/dockerfile/go-args.ts';

test.each<[string, readonly string[], readonly string[]]>([
  ['FROM a\nARG GOARCH\n', ['GOARCH'], []],
  ['FROM a\nARG GOOS=linux GOARCH\narg CGO_ENABLED="0"\n', ['GOOS', 'GOARCH', 'CGO_ENABLED'], ['GOOS', 'CGO_ENABLED']],
  ['ARG GOARCH=arm64\nFROM a\nARG GOARCH\n', ['GOARCH'], ['GOARCH']],
  ['FROM a\nARG TARGETARCH OTHER\n', ['TARGETARCH'], []],
  ['FROM a\nENV GOARCH=arm64\n# ARG GOOS\nRUN echo ARG GOOS\n', [], []],
  ['FROM a\nARG GOARCH=\n', ['GOARCH'], ['GOARCH']],
])('%j', (text, declares, withDefault) => {
  const found = goBuildArgs(parseDockerfile(text, 'Dockerfile'));
  expect([...found.declares]).toEqual(declares);
  expect([...found.withDefault]).toEqual(withDefault);
});
