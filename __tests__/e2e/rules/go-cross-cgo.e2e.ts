import { expect, test } from 'vitest';
import { build } from '../../support/engine.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { saidOf, type TextFiles, withBuildCache } from '../../support/libc-proof.ts';

const RULE = 'go-cross-cgo';

function files(rest: string, sources: Readonly<Record<string, string>> = SOURCES.net): TextFiles {
  const dockerfile = `FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nARG TARGETARCH\n${rest}\n\nFROM debian:bookworm-slim\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
  return { ...sources, Dockerfile: withBuildCache(dockerfile, 'golang:1.26') };
}

const ARM64 = { platform: 'linux/arm64' };
const BAD = 'RUN GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /web .';

test.each<[string, TextFiles]>([
  ['net', files(BAD)],
  ['os/user', files(BAD, SOURCES.user)],
  ['C', files(BAD, SOURCES.c)],
  ['by ENV', files('ENV GOARCH=$TARGETARCH CGO_ENABLED=1\nRUN go build -o /web .')],
])('%s: builds for the machine that builds, and not for another', (_, bad) => {
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(build(bad).code).toBe(0);
  const failed = build(bad, ARM64);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/# runtime\/cgo/);
});

test.each<[string, TextFiles]>([
  [
    'a cross-compiler by CC',
    files(`RUN apt-get update && apt-get install -y --no-install-recommends gcc-aarch64-linux-gnu libc6-dev-arm64-cross
RUN if [ "$TARGETARCH" = arm64 ]; then export CC=aarch64-linux-gnu-gcc; fi; GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /web .`),
  ],
  ['CGO_ENABLED=0', files('RUN GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /web .')],
  ['CGO_ENABLED not set', files('RUN GOARCH=$TARGETARCH go build -o /web .')],
  ['no net, os/user, plugin or C', files(BAD, SOURCES.plain)],
])('quiet, and builds for both: %s', (_, good) => {
  expect(saidOf(RULE, good)).toEqual([]);
  expect(build(good).code).toBe(0);
  expect(build(good, ARM64).code).toBe(0);
});
