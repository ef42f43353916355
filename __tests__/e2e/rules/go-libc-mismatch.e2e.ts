import { expect, test } from 'vitest';
import { buildLayout } from '../../support/engine.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { saidOf, startOf, type TextFiles, withBuildCache } from '../../support/libc-proof.ts';

const RULE = 'go-libc-mismatch';

function files(
  from: string,
  rest: string,
  base: string,
  sources: Readonly<Record<string, string>> = SOURCES.net,
): TextFiles {
  const dockerfile = `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\n\nFROM ${base}\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
  return { ...sources, Dockerfile: withBuildCache(dockerfile, from) };
}

const BUILD = 'RUN go build -o /web .';

/** The lab's Alpine has no C compiler: a builder that compiles C against musl, with Debian's package of it, stands in. */
const MUSL = {
  Dockerfile: `FROM golang:1.26
RUN apt-get update && apt-get install -y --no-install-recommends musl-tools && ln -s /usr/bin/musl-gcc /usr/local/bin/gcc
ENV REALGCC=/usr/bin/gcc
`,
};
const BY_GCC = 'RUN CC=gcc go build -o /web .';

test.each<[string, TextFiles, TextFiles]>([
  [
    'from glibc into alpine',
    files('golang:1.26', BUILD, 'alpine:3.22'),
    files('golang:1.26', BUILD, 'debian:bookworm-slim'),
  ],
  [
    'from glibc into alpine, with cgo off for the twin',
    files('golang:1.26', BUILD, 'alpine:3.22', SOURCES.user),
    files('golang:1.26', 'RUN CGO_ENABLED=0 go build -o /web .', 'alpine:3.22', SOURCES.user),
  ],
  [
    '-buildmode=pie',
    files('golang:1.26', 'RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .', 'alpine:3.22', SOURCES.plain),
    files('golang:1.26-alpine', 'RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .', 'alpine:3.22', SOURCES.plain),
  ],
])('%s: does not start, and its twin does', (_, bad, good) => {
  expectToFail(bad);
  expectToStart(good);
});

test('C code, from either into the other: does not start; into its own, it does', () => {
  using musl = buildLayout(MUSL);
  const args = [`--build-context=golang:1.26-alpine=oci-layout://${musl.path}`];
  const of = (from: string, base: string): TextFiles => files(from, BY_GCC, base, SOURCES.c);
  expectToFail(of('golang:1.26-alpine', 'debian:bookworm-slim'), args);
  expectToStart(of('golang:1.26-alpine', 'alpine:3.22'), args);
  expectToFail(of('golang:1.26', 'alpine:3.22'), args);
  expectToStart(of('golang:1.26', 'debian:bookworm-slim'), args);
});

function expectToFail(bad: TextFiles, args: readonly string[] = []): void {
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  const failed = startOf(bad, args);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/exec \/web: no such file or directory/);
}

function expectToStart(good: TextFiles, args: readonly string[] = []): void {
  expect(saidOf(RULE, good)).toEqual([]);
  expect(startOf(good, args)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
}
