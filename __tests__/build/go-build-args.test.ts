import { expect, test } from 'vitest';
import { goBuildArgs } from '../../src/build/go-build-args.ts';
import { parsePlatform } from '../../src/model/platform.ts';

/** `NAME` is `ARG NAME`, `NAME=` is one with a default. */
function args(...names: string[]) {
  const bare = names.map((name) => name.replace('=', ''));
  const withDefault = names.filter((name) => name.endsWith('=')).map((name) => name.replace('=', ''));
  return { declares: new Set(bare), withDefault: new Set(withDefault) };
}

test.each<[string, string[], string, string[], string[]]>([
  ['GOARCH alone', ['GOARCH'], 'linux/arm64', [], ['GOARCH=arm64']],
  ['GOOS alone', ['GOOS'], 'linux/arm64', [], ['GOOS=linux']],
  [
    'all of them',
    ['GOOS', 'GOARCH', 'CGO_ENABLED'],
    'linux/arm64',
    [],
    ['GOOS=linux', 'GOARCH=arm64', 'CGO_ENABLED=0'],
  ],
  ['a default of GOARCH gives way', ['GOARCH='], 'linux/arm64', [], ['GOARCH=arm64']],
  ['a default of CGO_ENABLED stays', ['GOARCH', 'CGO_ENABLED='], 'linux/arm64', [], ['GOARCH=arm64']],
  ['CGO_ENABLED alone', ['CGO_ENABLED'], 'linux/amd64', [], ['CGO_ENABLED=0']],
  ['with TARGETARCH, none', ['TARGETARCH', 'GOARCH', 'GOOS', 'CGO_ENABLED'], 'linux/arm64', [], []],
  ['without any, none', ['VERSION'], 'linux/arm64', [], []],
  ['no ARG at all', [], 'linux/arm64', [], []],
  ['what the user set stays', ['GOOS', 'GOARCH'], 'linux/arm64', ['GOARCH=386'], ['GOOS=linux']],
  ['also where the value comes from the environment', ['GOOS', 'GOARCH'], 'linux/arm64', ['GOARCH'], ['GOOS=linux']],
  ['another name that begins alike is another', ['GOARCH'], 'linux/arm64', ['GOARCH_X=1'], ['GOARCH=arm64']],
  ['only GOARM: not one of the three that say it is meant so', ['GOARM'], 'linux/arm/v7', [], []],
  ['GOARM from the variant', ['GOARCH', 'GOARM'], 'linux/arm/v6', [], ['GOARCH=arm', 'GOARM=6']],
  // containerd takes linux/arm for v7.
  ['GOARM of a bare arm', ['GOARCH', 'GOARM'], 'linux/arm', [], ['GOARCH=arm', 'GOARM=7']],
  ['GOARM elsewhere', ['GOARCH', 'GOARM'], 'linux/arm64', [], ['GOARCH=arm64']],
  ['GOAMD64 from the variant', ['GOARCH', 'GOAMD64'], 'linux/amd64/v3', [], ['GOARCH=amd64', 'GOAMD64=v3']],
  ['GOAMD64 without one', ['GOARCH', 'GOAMD64'], 'linux/amd64', [], ['GOARCH=amd64']],
  ['windows', ['GOOS', 'GOARCH'], 'windows/amd64', [], ['GOOS=windows', 'GOARCH=amd64']],
])('%s', (_, declared, platform, given, expected) => {
  expect(goBuildArgs(args(...declared), parsePlatform(platform), given)).toEqual(expected);
});
