import { expect, test } from 'vitest';
import { parsePlatform } from '../../../src/model/platform.ts';
import { checkRule, findingsOf } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'arch-emulated-compile';
const SAYS =
  'for every platform that the builder has no machine for, this stage is emulated, and Go compiles slowly: write FROM --platform=$BUILDPLATFORM, and GOARCH=$TARGETARCH before go build';
const CGO =
  'for every platform that the builder has no machine for, this stage is emulated, and Go compiles slowly: with CGO_ENABLED=0 or a cross-compiler it can run on $BUILDPLATFORM';
const TWO = ['linux/amd64', 'linux/arm64'].map(parsePlatform);
const BUILD = 'RUN CGO_ENABLED=0 go build -o /web .';

function file(rest: string, from = 'FROM golang:1.26 AS build', end = 'COPY --from=build /web /web'): string {
  return `${from}\n${rest}\nFROM scratch\n${end}\nENTRYPOINT ["/web"]\n`;
}

function rejected(name: string, text: string, message = SAYS, severity: 'warning' | 'note' = 'warning') {
  return { name, text, platforms: TWO, line: 1, column: 1, message, severity };
}

checkRule(RULE, {
  reject: [
    rejected('several platforms planned', file(BUILD)),
    rejected('the platform of the target by name', file(BUILD, 'FROM --platform=$TARGETPLATFORM golang:1.26 AS build')),
    rejected(
      'GOARCH set without need',
      file(`ARG TARGETARCH\nRUN GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /web .`),
    ),
    {
      ...rejected(
        'nothing planned, but the file is for several',
        file(`ARG TARGETARCH\nLABEL arch=$TARGETARCH\n${BUILD}`),
      ),
      platforms: [],
    },
    rejected(
      'go install, which puts what it cross-compiles elsewhere',
      file(
        'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH CGO_ENABLED=0 go install ./cmd/web',
        undefined,
        'COPY --from=build /go/bin/* /',
      ),
      SAYS.replace(
        'before go build',
        'go build -o in place of go install, which puts what it cross-compiles into bin/linux_arm64',
      ),
    ),
    rejected('two builds are one cause', file(`${BUILD}\nRUN CGO_ENABLED=0 go build -o /web ./cmd`)),
    rejected('a stage on a stage', file(BUILD, 'FROM golang:1.26 AS base\nWORKDIR /src\nFROM base AS build')),
    rejected('no C compiler, so no cgo', file('RUN go build -o /web .', 'FROM golang:1.26-alpine AS build')),
    rejected('cgo without a cross compiler', file('RUN CGO_ENABLED=1 go build -o /web .'), CGO, 'note'),
    rejected('cgo that may be on', file('RUN go build -o /web .'), CGO, 'note'),
    {
      ...rejected('a builder with a native node for one of two', file(BUILD)),
      nativePlatforms: [parsePlatform('linux/amd64')],
    },
  ],
  accept: [
    {
      name: 'a tool that nothing is planned for',
      text: file(`ARG TARGETPLATFORM\n${BUILD}`),
      file: 'hack/docs.Dockerfile',
    },
    {
      name: 'pinned',
      text: file(
        `ARG TARGETARCH\nRUN GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /web .`,
        'FROM --platform=$BUILDPLATFORM golang:1.26 AS build',
      ),
      platforms: TWO,
    },
    {
      name: 'pinned, with a default',
      text: file(
        BUILD.replace('go ', 'GOARCH=$TARGETARCH go ').replace('RUN', 'ARG TARGETARCH\nRUN'),
        'FROM --platform=${BUILDPLATFORM:-linux/amd64} golang:1.26 AS build',
      ),
      platforms: TWO,
    },
    {
      name: 'pinned by an argument',
      text: `ARG P\n${file(BUILD, 'FROM --platform=$P golang:1.26 AS build')}`,
      platforms: TWO,
    },
    { name: 'one platform planned', text: file(BUILD), platforms: [parsePlatform('linux/arm64')] },
    { name: 'several platforms are not meant', text: file(BUILD) },
    {
      name: 'two variants of one architecture',
      text: file(BUILD),
      platforms: ['linux/arm/v6', 'linux/arm/v7'].map(parsePlatform),
    },
    { name: 'builder with a native node per platform', text: file(BUILD), platforms: TWO, nativePlatforms: TWO },
    { name: 'a file for one platform by its name', text: file(`ARG TARGETARCH\n${BUILD}`), file: 'Dockerfile.arm64' },
    { name: 'make is not visible', text: file('RUN make build'), platforms: TWO },
    { name: 'not shipped', text: file('RUN CGO_ENABLED=0 go build -o /gen ./gen'), platforms: TWO },
    { name: 'xx needs its own pin', text: file('ARG TARGETPLATFORM\nRUN xx-go build -o /web .'), platforms: TWO },
    {
      name: 'the stage that is shipped cannot be pinned',
      text: `FROM golang:1.26\n${BUILD}\nENTRYPOINT ["/web"]\n`,
      platforms: TWO,
    },
  ],
});

test.each<[string, string, string]>([
  [
    'a prefix, never an ENV',
    file(BUILD),
    file(
      'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /web .',
      'FROM --platform=$BUILDPLATFORM golang:1.26 AS build',
    ),
  ],
  [
    'below the module download',
    file(`ARG TARGETARCH\nRUN go mod download\nENV CGO_ENABLED=0\nRUN a && GOARCH=amd64 go build -o /web .`),
    file(
      `RUN go mod download\nARG TARGETARCH\nENV CGO_ENABLED=0\nRUN a && GOARCH=$TARGETARCH go build -o /web .`,
      'FROM --platform=$BUILDPLATFORM golang:1.26 AS build',
    ),
  ],
  [
    'instead of the target platform; certificates may stay',
    file(
      BUILD,
      'FROM --platform=$TARGETPLATFORM golang:1.26 AS build',
      'COPY --from=build /web /web\nCOPY --from=build /etc/ssl/certs/ /etc/ssl/certs/',
    ),
    file(
      'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /web .',
      'FROM --platform=$BUILDPLATFORM golang:1.26 AS build',
      'COPY --from=build /web /web\nCOPY --from=build /etc/ssl/certs/ /etc/ssl/certs/',
    ),
  ],
])('fix: %s', (name, text, expected) => {
  expect(fixed(RULE, { name, text, platforms: TWO })).toBe(expected);
});

test.each<[string, string]>([
  [
    'another program goes with it',
    file(BUILD, undefined, 'COPY --from=build /web /web\nCOPY --from=build /usr/bin/tini /tini'),
  ],
  [
    'a stage mounts it',
    `${file(BUILD).replace('FROM scratch', 'FROM alpine')}RUN --mount=from=build,target=/b cp /b/x /x\n`,
  ],
  ['go install', file('RUN CGO_ENABLED=0 go install ./cmd/web', undefined, 'COPY --from=build /go/bin/web /web')],
  ['sudo would drop it', file('RUN CGO_ENABLED=0 sudo go build -o /web .')],
])('no fix: %s', (name, text) => {
  expect(findingsOf(RULE, { name, text, platforms: TWO })).toHaveLength(1);
  expect(() => fixed(RULE, { name, text, platforms: TWO })).toThrow('has a fix for this');
});
