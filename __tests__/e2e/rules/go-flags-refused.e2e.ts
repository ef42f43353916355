import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { lint } from '../../../src/lint/lint.ts';
import { build } from '../../support/engine.ts';

const RULE = 'go-flags-refused';
const FILES = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'main.go': 'package main\n\nfunc main() { println("hi") }\n',
  'main_test.go': 'package main\n\nimport "testing"\n\nfunc TestIt(t *testing.T) {}\n',
};

function severities(text: string): readonly string[] {
  return lint({ dockerfile: parseDockerfile(text, 'Dockerfile') })
    .filter(({ rule }) => rule === RULE)
    .map(({ severity }) => severity);
}

function stage(lines: string, image = 'golang:1.26'): string {
  return `FROM --platform=$BUILDPLATFORM ${image} AS build\nWORKDIR /src\nCOPY . .\n${lines}\nFROM scratch\n`;
}

const built = (lines: string, image?: string): string => `${stage(lines, image)}COPY --from=build /src/main.go /\n`;

test.each([
  [
    'GOFLAGS=-mod=vendor and a module at a version',
    built('ENV GOFLAGS=-mod=vendor\nRUN go install golang.org/x/example/hello@latest'),
    built('ENV GOFLAGS=-mod=vendor\nRUN GOFLAGS= go install golang.org/x/example/hello@latest'),
    /cannot query module due to -mod=vendor/,
  ],
  [
    '-race with cgo off',
    built('ENV CGO_ENABLED=0\nRUN go build -race -o /web .'),
    built('ENV CGO_ENABLED=0\nRUN CGO_ENABLED=1 go build -race -o /web .'),
    /-race requires cgo/,
  ],
  [
    '-msan with cgo off',
    built('ENV CGO_ENABLED=0\nRUN go build -msan -o /web .'),
    built('ENV CGO_ENABLED=0\nRUN go build -o /web .'),
    /-msan requires cgo/,
  ],
  [
    '-race without a C compiler',
    built('RUN go test -race .', 'golang:1.26-alpine'),
    built('RUN go test -race .', 'golang:1.26'),
    /-race requires cgo/,
  ],
  [
    'GOBIN and an install for another platform',
    built('ARG TARGETARCH\nENV GOBIN=/out\nRUN GOARCH=$TARGETARCH go install .'),
    built('ARG TARGETARCH\nENV GOBIN=/out\nRUN GOARCH=$TARGETARCH go build -o /out/ .'),
    /cannot install cross-compiled binaries when GOBIN is set/,
  ],
  [
    'GOFLAGS with a quote inside a flag',
    built(`ENV GOFLAGS="-ldflags='-s -w'"\nRUN go build -o /web .`),
    built(`ENV GOFLAGS="'-ldflags=-s -w'"\nRUN go build -o /web .`),
    /parsing \$GOFLAGS: unknown flag -w'/,
  ],
  [
    'a COPY of what a cross install puts elsewhere',
    `${stage('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go install .')}COPY --from=build /go/bin/web /web\n`.replace(
      'go install .',
      'go install example.org/web',
    ),
    `${stage('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go install example.org/web')}COPY --from=build /go/bin/*/web /web\n`,
    /\/go\/bin\/web.*not found/,
  ],
  [
    'go build -i',
    built('RUN go build -i -o /web .'),
    built('RUN go build -o /web .'),
    /flag provided but not defined: -i/,
  ],
] as const)('%s', (_, bad, good, said) => {
  expect(severities(bad)).toEqual(['error']);
  expect(severities(good)).toEqual([]);
  const failed = build({ ...FILES, Dockerfile: bad }, { platform: 'linux/arm64' });
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(said);
  expect(build({ ...FILES, Dockerfile: good }, { platform: 'linux/arm64' })).toMatchObject({ code: 0 });
});
