import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Platform, parsePlatform } from '../../../src/model/platform.ts';
import { machineOf, mended, PROGRAM, said } from '../../support/cross.ts';
import { buildTree } from '../../support/engine.ts';
import { tool } from '../../support/tools.ts';

const RULE = 'arch-ignored';
const dockerfile = (rest: string, from = '--platform=$BUILDPLATFORM golang:1.26') => `FROM ${from} AS build
WORKDIR /src
COPY . .
ENV CGO_ENABLED=0
${rest}

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;

function machine(text: string, platform = 'linux/arm64'): string | undefined {
  using tree = buildTree({ ...PROGRAM, Dockerfile: text }, { platform });
  return machineOf(join(tree.path, 'web'));
}

/** GOARM as Go's own tool reads it from the binary. */
function goarm(text: string, platform: string): string | undefined {
  using tree = buildTree({ ...PROGRAM, Dockerfile: text }, { platform });
  return /GOARM=(\S+)/.exec(
    tool('go', ['version', '-m', join(tree.path, 'web')], '/', { ...process.env } as Record<string, string>),
  )?.[1];
}

test.each<[string, string, string | undefined]>([
  ['GOARCH not set in a stage that runs on the builder', 'RUN go build -o /web .', undefined],
  ['only GOOS set', 'ARG TARGETOS\nRUN GOOS=$TARGETOS go build -o /web .', undefined],
  ['a literal GOARCH', 'RUN GOARCH=amd64 go build -o /web .', undefined],
  ['a literal GOARCH by ENV', 'ENV GOARCH=amd64\nRUN go build -o /web .', undefined],
  ['a literal pin', 'RUN go build -o /web .', '--platform=linux/amd64 golang:1.26'],
])('%s: the image for arm64 ships a program for amd64, and the fix mends it', (_, rest, from) => {
  const bad = dockerfile(rest, from);
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(machine(bad)).toBe('amd64');
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(machine(good)).toBe('arm64');
  expect(machine(good, 'linux/amd64')).toBe('amd64');
});

test.each<[string, string]>([
  ['as a prefix', 'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .'],
  ['by ENV', 'ARG TARGETARCH\nENV GOARCH=$TARGETARCH\nRUN go build -o /web .'],
  ['by export', 'ARG TARGETARCH\nRUN export GOARCH=$TARGETARCH && go build -o /web .'],
  ['by go env -w', 'ARG TARGETARCH\nRUN go env -w GOARCH=$TARGETARCH\nRUN go build -o /web .'],
])('quiet, and right: GOARCH %s', (_, rest) => {
  const good = dockerfile(rest);
  expect(said(RULE, good)).toEqual([]);
  expect(machine(good)).toBe('arm64');
});

const ARMV6: readonly Platform[] = [parsePlatform('linux/arm/v6')];

test.each<[string, string]>([
  ['not set', 'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .'],
  [
    'set, but not exported',
    'ARG TARGETARCH TARGETVARIANT\nRUN GOARM=${TARGETVARIANT#v}; GOARCH=$TARGETARCH go build -o /web .',
  ],
])('GOARM %s: the image for arm/v6 ships a program for ARMv7, and the fix mends it', (_, rest) => {
  const bad = dockerfile(rest);
  expect(said(RULE, bad, ARMV6).map(({ severity }) => severity)).toEqual(['error']);
  expect(goarm(bad, 'linux/arm/v6')).toBe('7');
  const good = mended(RULE, bad, ARMV6);
  expect(said(RULE, good, ARMV6)).toEqual([]);
  expect(goarm(good, 'linux/arm/v6')).toBe('6');
});

test('quiet, and right: GOARM exported', () => {
  const good = dockerfile(
    'ARG TARGETARCH TARGETVARIANT\nRUN export GOARM=${TARGETVARIANT#v}; GOARCH=$TARGETARCH go build -o /web .',
  );
  expect(said(RULE, good, ARMV6)).toEqual([]);
  expect(goarm(good, 'linux/arm/v6')).toBe('6');
});
