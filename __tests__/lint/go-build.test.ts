import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import type { Known } from '../../src/dockerfile/variables.ts';
import { createRuleContext } from '../../src/lint/context.ts';
import type { GoBuild } from '../../src/lint/go-build.ts';
import type { RuleContext } from '../../src/lint/rule.ts';

function contextOf(text: string): RuleContext {
  return createRuleContext({ dockerfile: parseDockerfile(text, 'Dockerfile') });
}

/** The last Go build of a golang stage with these lines. */
function buildOf(lines: string): GoBuild {
  const build = contextOf(`FROM golang:1.26 AS first\n${lines}\n`).goBuilds.at(-1);
  if (build === undefined) throw new Error('no build');
  return build;
}

function shown(known: Known): string {
  return known.state === 'set' ? known.value : `(${known.state})`;
}

test.each([
  ['nothing', 'RUN go build', '(unset)'],
  ['before the command', 'RUN CGO_ENABLED=0 go build', '0'],
  ['by env', 'RUN env GOOS=linux CGO_ENABLED=0 go build', '0'],
  ['exported', 'RUN export CGO_ENABLED=0 && go build', '0'],
  ['assigned, then exported', 'RUN CGO_ENABLED=0; export CGO_ENABLED; go build', '0'],
  ['assigned and not exported', 'RUN CGO_ENABLED=0; go build', '(unset)'],
  ['assigned under set -a', 'RUN set -a; CGO_ENABLED=0; go build', '0'],
  ['assigned where the environment has it', 'ENV CGO_ENABLED=1\nRUN CGO_ENABLED=0; go build', '0'],
  ['exported in a branch', 'RUN if x; then export CGO_ENABLED=0; fi; go build', '(unknown)'],
  ['in a sourced file', 'RUN . ./env.sh && go build', '(unknown)'],
  ['of another command', 'RUN CGO_ENABLED=0 go vet && go build', '(unset)'],
  ['by ENV', 'ENV CGO_ENABLED=0\nRUN go build', '0'],
  ['by ARG', 'ARG CGO_ENABLED=0\nRUN go build', '0'],
  ['by an ARG without a default', 'ARG CGO_ENABLED\nRUN go build', '(unknown)'],
  ['by an ARG after it', 'RUN go build\nARG CGO_ENABLED=0', '(unset)'],
  ['ENV wins over ARG', 'ENV CGO_ENABLED=0\nARG CGO_ENABLED=1\nRUN go build', '0'],
  ['the command wins over ENV', 'ENV CGO_ENABLED=1\nRUN CGO_ENABLED=0 go build', '0'],
  ['by go env -w', 'RUN go env -w CGO_ENABLED=0\nRUN go build', '0'],
  ['by go env -w in the same RUN', 'RUN go env -w GOPROXY=x CGO_ENABLED=0 && go build', '0'],
  ['by go env -w after it', 'RUN go build && go env -w CGO_ENABLED=0', '(unset)'],
  ['taken back by go env -u', 'RUN go env -w CGO_ENABLED=0\nRUN go env -u CGO_ENABLED\nRUN go build', '(unset)'],
  ['the environment wins over go env -w', 'ENV CGO_ENABLED=1\nRUN go env -w CGO_ENABLED=0\nRUN go build', '1'],
  ['an empty one is none', 'ENV CGO_ENABLED=\nRUN go env -w CGO_ENABLED=0\nRUN go build', '0'],
  ['go env -w of something', 'ARG X\nRUN go env -w CGO_ENABLED=$X\nRUN go build', '(unknown)'],
  ['below', 'RUN go env -w CGO_ENABLED=0\nFROM first\nRUN go build', '0'],
])('CGO_ENABLED: %s', (_, lines, expected) => {
  expect(shown(buildOf(lines).environment('CGO_ENABLED'))).toBe(expected);
});

test.each([
  ['not there', 'RUN go build', 'trimpath', '(unset)'],
  ['there', 'RUN go build -trimpath', 'trimpath', 'true'],
  ['with two dashes', 'RUN go build --trimpath=false', 'trimpath', 'false'],
  ['the last wins', 'RUN go build -mod=vendor -mod mod', 'mod', 'mod'],
  ['by GOFLAGS', 'ENV GOFLAGS="-trimpath -mod=vendor"\nRUN go build', 'mod', 'vendor'],
  ['the command line replaces it', 'ENV GOFLAGS=-mod=vendor\nRUN go build -mod=mod', 'mod', 'mod'],
  ['GOFLAGS that cannot be known', 'ARG GOFLAGS\nRUN go build', 'mod', '(unknown)'],
  ['words that cannot be known', 'ARG F\nRUN go build $F', 'trimpath', '(unknown)'],
  ['a value that cannot be known', 'ARG T\nRUN go build -tags $T', 'tags', '(unknown)'],
  ['by go env -w', 'RUN go env -w GOFLAGS=-tags=a && go build', 'tags', 'a'],
])('flag: %s', (_, lines, name, expected) => {
  expect(shown(buildOf(lines).flag(name))).toBe(expected);
});

test.each([
  ['none', 'RUN go build', [], true],
  ['of the command', 'RUN go build -ldflags="-s -w"', ['-s', '-w'], true],
  ["GOFLAGS' quoting", `ENV GOFLAGS="'-ldflags=-s -w' -v"\nRUN go build`, ['-s', '-w'], true],
  ['replaced', 'ENV GOFLAGS=-ldflags=-s\nRUN go build -ldflags=-w', ['-w'], true],
  ['a stamp that is not known', 'RUN go build -ldflags="-s -X a=$(date)"', undefined, false],
  ['from a file', 'RUN go build -ldflags=@f', ['@f'], false],
  ['a quoted one', `RUN go build -ldflags '-extldflags "-static -lm" -s'`, ['-extldflags', '-static -lm', '-s'], true],
])('linker flags: %s', (_, lines, words, visible) => {
  const found = buildOf(lines).linkerFlags;
  if (words !== undefined) expect(found.words).toEqual(words);
  expect(found.visible).toBe(visible);
});

test('go commands, by what they do and where', () => {
  const { goCommands } = contextOf(`FROM golang:1.26 AS first
WORKDIR /src
RUN go mod download && cd cmd && go vet ./... ; go -C x test -c .
RUN xx-go --wrap && go build . && go generate
RUN if a; then go tool dist list; fi; go run x.go; go get -u
FROM alpine AS unused
FROM first
`);
  expect(goCommands.map(({ verb, tool, folder }) => [verb, tool, folder])).toEqual([
    ['mod download', 'go', '/src'],
    ['vet', 'go', '/src/cmd'],
    ['test', 'go', '/src/cmd'],
    ['build', 'xx-go', '/src'],
    ['generate', 'xx-go', '/src'],
    ['tool', 'xx-go', '/src'],
    ['run', 'xx-go', '/src'],
    ['get', 'xx-go', '/src'],
  ]);
  expect(goCommands[0]?.range).toMatchObject({ line: 3, column: 5, endColumn: 11 });
});

test('a build for a platform knows its arguments', () => {
  const build = buildOf(`ARG TARGETOS TARGETARCH
ARG TARGETVARIANT
ENV GOOS=$TARGETOS
RUN export GOARM=\${TARGETVARIANT#v}; GOARCH=$TARGETARCH go build -o /out/$TARGETARCH/web -tags $TARGETARCH`);
  expect(shown(build.environment('GOARCH'))).toBe('(unknown)');
  const on = build.on({ os: 'linux', architecture: 'arm', variant: 'v6' });
  expect(['GOOS', 'GOARCH', 'GOARM'].map((name) => shown(on.environment(name)))).toEqual(['linux', 'arm', '6']);
  expect(on.outputs).toEqual(['/out/arm/web']);
  expect(shown(on.flag('tags'))).toBe('arm');
  expect(on.range).toEqual(build.range);
  expect(shown(build.on({ os: 'linux', architecture: 'arm' }).environment('GOARM'))).toBe('7');
  expect(shown(build.on({ os: 'linux', architecture: 'arm64', variant: 'v8' }).environment('GOARM'))).toBe('(unset)');
});

test('a default wins over the platform', () => {
  const on = (lines: string): Known => buildOf(lines).on({ os: 'linux', architecture: 'arm64' }).environment('GOARCH');
  expect(shown(on('ARG TARGETARCH=amd64\nRUN GOARCH=$TARGETARCH go build'))).toBe('amd64');
  expect(shown(on('RUN GOARCH=$TARGETARCH go build'))).toBe('(unset)');
});

test('ten thousand commands are read in linear time', () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `RUN go env -w A${at}=1 && go build -o /a${at}`);
  const from = performance.now();
  const { goBuilds } = contextOf(`FROM golang\nARG TARGETARCH\n${lines.join('\n')}\n`);
  expect(
    goBuilds.map((build) => build.on({ os: 'linux', architecture: 'arm64' }).environment('A5').state),
  ).toHaveLength(10_000);
  expect(performance.now() - from).toBeLessThan(5000);
});
