import { expect, test } from 'vitest';
import { build } from '../../support/engine.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { saidOf, startOf, type TextFiles, withBuildCache } from '../../support/libc-proof.ts';

const RULE = 'go-cgo-required';

function files(
  from: string,
  rest: string,
  base = 'debian:bookworm-slim',
  sources: Readonly<Record<string, string>> = SOURCES.sqlite,
): TextFiles {
  const dockerfile = `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\n\nFROM ${base}\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
  return { ...sources, Dockerfile: withBuildCache(dockerfile, from) };
}

const ON = files('golang:1.26', 'RUN go build -o /web .');

test.each<[string, TextFiles]>([
  ['CGO_ENABLED=0', files('golang:1.26', 'RUN CGO_ENABLED=0 go build -o /web .')],
  ['no C compiler', files('golang:1.26-alpine', 'RUN go build -o /web .', 'alpine:3.22')],
])('go-sqlite3 with cgo off, by %s: builds as a stub', (_, bad) => {
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(startOf(bad).output).toMatch(/requires cgo to work\. This is a stub/);
});

test('go-sqlite3 with cgo on: quiet, and works', () => {
  expect(saidOf(RULE, ON)).toEqual([]);
  expect(startOf(ON)).toMatchObject({ code: 0, output: 'ping: <nil>\n' });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['net', SOURCES.net],
  ['C', SOURCES.c],
])('CGO_ENABLED=1 without a C compiler, and %s: does not build; with one it does', (_, sources) => {
  const rest = 'RUN CGO_ENABLED=1 go build -o /web .';
  const bad = files('golang:1.26-alpine', rest, 'alpine:3.22', sources);
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  const failed = build(bad);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/C compiler "gcc" not found/);

  const good = files('golang:1.26', rest, 'debian:bookworm-slim', sources);
  expect(saidOf(RULE, good)).toEqual([]);
  expect(build(good).code).toBe(0);
});

test('CGO_ENABLED=1 without a C compiler, and nothing to compile: quiet, and builds', () => {
  const good = files('golang:1.26-alpine', 'RUN CGO_ENABLED=1 go build -o /web .', 'alpine:3.22', SOURCES.plain);
  expect(saidOf(RULE, good)).toEqual([]);
  expect(build(good).code).toBe(0);
});

test('a package that is C throughout, with cgo off: does not build', () => {
  const sources = {
    'go.mod': 'module example.com/web\n\ngo 1.24\n',
    'main.go': 'package main\n\nimport "example.com/web/native"\n\nfunc main() { native.Run() }\n',
    'native/native.go': 'package native\n\nimport "C"\n\nfunc Run() { println("hello") }\n',
  };
  const bad = files('golang:1.26', 'RUN CGO_ENABLED=0 go build -o /web .', 'debian:bookworm-slim', sources);
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(build(bad).output).toMatch(/build constraints exclude all Go files/);
  const good = files('golang:1.26', 'RUN go build -o /web .', 'debian:bookworm-slim', sources);
  expect(saidOf(RULE, good)).toEqual([]);
  expect(build(good).code).toBe(0);
});
