import { expect, test } from 'vitest';
import { parsePlatform } from '../../../src/model/platform.ts';
import type { Files } from '../../support/context.ts';
import { BY_TREE, SOURCES, WITH_LIBC } from '../../support/libc-cases.ts';
import { checkRule, findingsOf, type Rejected } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'go-cgo-for-static-base';
const NATIVE = 'cgo is on (CGO_ENABLED is not set, and the build is native)';
const NET = 'main.go:3 has import "net"';
const OFF = 'set CGO_ENABLED=0';
const IGNORED = `${OFF}; -extldflags -static does nothing, as go links this without the C linker`;
const PIE =
  '-buildmode=pie asks for its loader, with cgo off too: leave it out, or link with -ldflags="-linkmode=external -extldflags=-static-pie"';
const PINNED = '--platform=$BUILDPLATFORM golang:1.26';

interface Options {
  readonly from?: string;
  readonly base?: string;
  readonly end?: string;
}

function file(rest: string, { from = 'golang:1.26', base = 'scratch', end = '' }: Options = {}): string {
  return `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\nFROM ${base}\n${end}COPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
}

const BUILD = 'RUN go build -o /web .';

function certain(why: string, advice = OFF, base = 'scratch'): string {
  return `${base} has no libc, and this program does not start without: ${why}: ${advice}`;
}

function rejected(
  name: string,
  text: string,
  line: number,
  column: number,
  message: string,
  files: Files | 'none' = SOURCES.net,
): Rejected {
  const severity = message.includes('this program') ? 'error' : 'warning';
  return { name, text, line, column, message, severity, ...(files === 'none' ? {} : { files }) };
}

function quiet(name: string, text: string, files: Files = SOURCES.net) {
  return { name, text, files };
}

const MAYBE = `scratch has no libc, and a program with net or os/user does not start without: ${NATIVE}, so net and os/user take it in: ${OFF}`;

const PROGRAMS: Files = {
  'go.mod': 'module example.com/web\n\ngo 1.24\n',
  'cmd/tool/main.go': 'package main\n\nimport "net"\n\nfunc main() { println(net.IPv4len) }\n',
  'cmd/web/main.go': 'package main\n\nfunc main() {}\n',
};

checkRule(RULE, {
  reject: [
    rejected('net', file(BUILD), 4, 5, certain(`${NATIVE}, and ${NET}`)),
    rejected('os/user', file(BUILD), 4, 5, certain(`${NATIVE}, and main.go:3 has import "os/user"`), SOURCES.user),
    rejected(
      'C',
      file(BUILD),
      4,
      5,
      certain(
        `${NATIVE}, and main.go:5 has import "C"`,
        'link it with -ldflags="-linkmode=external -extldflags=-static", or ship it on a base that has libc',
      ),
      SOURCES.c,
    ),
    rejected(
      'distroless/static',
      file(BUILD, { base: 'gcr.io/distroless/static-debian12:nonroot' }),
      4,
      5,
      certain(`${NATIVE}, and ${NET}`, OFF, 'gcr.io/distroless/static-debian12:nonroot'),
    ),
    rejected(
      'CGO_ENABLED=1 by ENV',
      file(`ENV CGO_ENABLED=1\n${BUILD}`),
      5,
      5,
      certain(`cgo is on (CGO_ENABLED=1 is set), and ${NET}`),
    ),
    rejected(
      'GOARCH=$TARGETARCH in a pinned stage: on for the native platform',
      file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .', { from: PINNED }),
      5,
      24,
      certain(`cgo is on (CGO_ENABLED is not set, and the build is native on a machine of that platform), and ${NET}`),
    ),
    rejected(
      'golang:alpine with a C compiler',
      file(`RUN apk add --no-cache gcc musl-dev\n${BUILD}`, { from: 'golang:1.26-alpine' }),
      5,
      5,
      certain(`${NATIVE}, and ${NET}`),
    ),
    rejected(
      'golang:alpine before Go 1.20',
      file(BUILD, { from: 'golang:1.19-alpine' }),
      4,
      5,
      certain(`${NATIVE}, and ${NET}`),
    ),
    rejected(
      '-extldflags -static without external linking',
      file(`RUN go build -ldflags '-s -w -extldflags "-static"' -o /web .`),
      4,
      5,
      certain(`${NATIVE}, and ${NET}`, IGNORED),
    ),
    rejected(
      'external linking that is not static',
      file('RUN go build -ldflags=-linkmode=external -o /web .'),
      4,
      5,
      certain(`${NATIVE}, and -linkmode=external takes in libc`),
      SOURCES.plain,
    ),
    rejected(
      'netgo alone, and os/user',
      file('RUN go build -tags netgo -o /web .'),
      4,
      5,
      certain(`${NATIVE}, and main.go:3 has import "os/user"`),
      SOURCES.user,
    ),
    rejected(
      'pure tags, and C',
      file('RUN go build -tags netgo,osusergo -o /web .'),
      4,
      5,
      certain(
        `${NATIVE}, and main.go:5 has import "C"`,
        'link it with -ldflags="-linkmode=external -extldflags=-static", or ship it on a base that has libc',
      ),
      SOURCES.c,
    ),
    rejected(
      '-buildmode=pie with cgo off',
      file('RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .'),
      4,
      19,
      certain(PIE.split(': leave')[0] ?? '', PIE.slice(PIE.indexOf('leave'))),
      SOURCES.plain,
    ),
    rejected(
      '-buildmode=pie by GOFLAGS',
      file(`ENV CGO_ENABLED=0 GOFLAGS=-buildmode=pie\n${BUILD}`),
      5,
      5,
      certain(PIE.split(': leave')[0] ?? '', PIE.slice(PIE.indexOf('leave'))),
      SOURCES.plain,
    ),
    rejected('imports that cannot be known', file(BUILD), 4, 5, MAYBE, SOURCES.unknown),
    rejected(
      'several programs, not all of which import net',
      file('RUN go build -o /out/ ./cmd/tool ./cmd/web').replace('=build /web', '=build /out/web'),
      4,
      5,
      MAYBE,
      PROGRAMS,
    ),
    rejected('no context to look at', file(BUILD), 4, 5, MAYBE, 'none'),
    rejected(
      'by way of another stage',
      `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n${BUILD}\nFROM alpine AS pack\nCOPY --from=build /web /x/web\nFROM scratch\nCOPY --from=pack /x/web /\nENTRYPOINT ["/web"]\n`,
      4,
      5,
      certain(`${NATIVE}, and ${NET}`),
    ),
    rejected(
      'several programs of one stage are one cause',
      file(`${BUILD}\nRUN go build -o /two .`, { end: 'COPY --from=build /two /two\n' }),
      4,
      5,
      certain(`${NATIVE}, and ${NET}`),
    ),
    {
      ...rejected(
        'pinned, on a builder of that platform',
        file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .', { from: PINNED }),
        5,
        24,
        certain(
          `cgo is on (CGO_ENABLED is not set, and the build is native on a machine of that platform), and ${NET}`,
        ),
      ),
      platforms: [parsePlatform('linux/arm64')],
      nativePlatforms: [parsePlatform('linux/arm64')],
    },
    ...BY_TREE.map(([build, copy, start]) =>
      rejected(
        `${build}, copied as ${copy}`,
        `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN ${build}\nFROM scratch\nCOPY --from=build ${copy}\nENTRYPOINT ["${start}"]\n`,
        4,
        5,
        certain(`${NATIVE}, and ${NET}`),
      ),
    ),
  ],
  accept: [
    ...WITH_LIBC.map(([run, copy]) =>
      quiet(`${run}, and COPY ${copy}`, file(`${BUILD}\nRUN ${run}`, { end: `COPY ${copy}\n` })),
    ),
    quiet('CGO_ENABLED=0', file('RUN CGO_ENABLED=0 go build -o /web .')),
    quiet('CGO_ENABLED=0 by ENV', file(`ENV CGO_ENABLED=0\n${BUILD}`)),
    quiet('CGO_ENABLED=0 by ARG', file(`ARG CGO_ENABLED=0\n${BUILD}`)),
    quiet('CGO_ENABLED=0 by export', file('RUN export CGO_ENABLED=0 && go build -o /web .')),
    quiet('CGO_ENABLED=0 by go env -w', file(`RUN go env -w CGO_ENABLED=0\n${BUILD}`)),
    quiet('CGO_ENABLED from an ARG', file(`ARG CGO_ENABLED\n${BUILD}`)),
    {
      ...quiet(
        "all wanted GOARCH are not the builder's, and it is unset",
        file('RUN GOARCH=arm64 go build -o /web .', { from: '--platform=linux/amd64 golang:1.26' }),
      ),
      platforms: [parsePlatform('linux/arm64')],
    },
    {
      ...quiet(
        'cross-compiled by the machines that the builder has',
        file('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .', { from: PINNED }),
      ),
      platforms: [parsePlatform('linux/arm64')],
      nativePlatforms: [parsePlatform('linux/amd64')],
    },
    quiet('no compiler, and CC unset, with Go >= 1.20', file(BUILD, { from: 'golang:1.26-alpine' })),
    quiet(
      'CGO_ENABLED=1 without a compiler: go-cgo-required',
      file(`ENV CGO_ENABLED=1\n${BUILD}`, { from: 'golang:1.26-alpine' }),
    ),
    quiet('external static link', file(`RUN go build -ldflags '-linkmode external -extldflags "-static"' -o /web .`)),
    quiet(
      'static pie',
      file(`RUN go build -buildmode=pie -ldflags '-linkmode=external -extldflags=-static-pie' -o /web .`),
    ),
    quiet(
      '-extldflags -static with C code, for which go uses the C linker',
      file(`RUN go build -ldflags '-extldflags "-static"' -o /web .`),
      SOURCES.c,
    ),
    quiet(
      '-extldflags -static, and imports that cannot be known',
      file(`RUN go build -ldflags '-extldflags "-static"' -o /web .`),
      SOURCES.unknown,
    ),
    quiet('-static by CGO_LDFLAGS', file(`RUN CGO_LDFLAGS=-static go build -o /web .`)),
    quiet('-tags netgo,osusergo with no other cgo', file('RUN go build -tags netgo,osusergo -o /web .')),
    quiet('-tags "netgo osusergo"', file('RUN go build -tags "netgo osusergo" -o /web .')),
    quiet(
      'pure tags, and imports that cannot be known',
      file('RUN go build -tags netgo,osusergo -o /web .'),
      SOURCES.unknown,
    ),
    quiet('xx-verify --static', file(`${BUILD}\nRUN xx-verify --static /web`)),
    quiet('xx-go, which chooses the compiler', file('ARG TARGETPLATFORM\nRUN xx-go build -o /web .', { from: PINNED })),
    quiet('a program without net, os/user, plugin and C', file(BUILD), SOURCES.plain),
    quiet('ldflags that cannot be known', file('ARG LDFLAGS\nRUN go build -ldflags "$LDFLAGS" -o /web .')),
    quiet('flags that cannot be known', file('ARG FLAGS\nRUN go build $FLAGS -o /web .')),
    quiet('tags that cannot be known', file('ARG TAGS\nRUN go build -tags "$TAGS" -o /web .')),
    quiet('another C library by CC', file('RUN CC=musl-gcc go build -o /web .')),
    quiet('make', file('RUN make /web')),
    quiet('for another system', file('RUN GOOS=windows go build -o /web .')),
    quiet('for another system, with cgo', file('RUN GOOS=windows CGO_ENABLED=1 go build -o /web .')),
    quiet('osusergo, and os/user alone', file('RUN go build -tags osusergo -o /web .'), SOURCES.user),
    quiet('netgo, and net alone', file('RUN go build -tags netgo -o /web .')),
    quiet('a base with libc', file(BUILD, { base: 'debian:13-slim' })),
    quiet('a base that is not known', file(BUILD, { base: 'example.org/base' })),
    quiet(
      'libc is copied',
      file(BUILD, {
        end: 'COPY --from=build /lib/x86_64-linux-gnu/ /lib/x86_64-linux-gnu/\nCOPY --from=build /lib64/ /lib64/\n',
      }),
    ),
    quiet('the loader is copied', file(BUILD, { end: 'COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/\n' })),
    quiet(
      'a tree that may hold libc',
      file(`${BUILD}\nRUN ./collect.sh /rootfs`, { end: 'COPY --from=build /rootfs /\n' }),
    ),
    quiet('ldd finds what to copy', file(`${BUILD}\nRUN ldd /web`)),
    quiet('not shipped', file('RUN go build -o /gen ./gen && /gen\nRUN CGO_ENABLED=0 go build -o /web .')),
    quiet('files for export', `FROM golang:1.26 AS build\n${BUILD}\nFROM scratch\nCOPY --from=build /web /web\n`),
    quiet('a library', file('RUN go build -buildmode=c-shared -o /web .')),
  ],
});

test.each([
  ['as a prefix', file(BUILD), file('RUN CGO_ENABLED=0 go build -o /web .')],
  [
    'in place of the value that is there',
    file('RUN CGO_ENABLED=1 go build -o /web .'),
    file('RUN CGO_ENABLED=0 go build -o /web .'),
  ],
  [
    'over what ENV says',
    file(`ENV CGO_ENABLED=1\n${BUILD}`),
    file('ENV CGO_ENABLED=1\nRUN CGO_ENABLED=0 go build -o /web .'),
  ],
])('fix: %s', (name, text, expected) => {
  expect(fixed(RULE, { name, text, files: SOURCES.net })).toBe(expected);
});

test.each<[string, string, Files]>([
  ['import "C"', file(BUILD), SOURCES.c],
  ['a cgo-only module', file(BUILD), SOURCES.sqlite],
  [
    'a cgo-only module that another one may take in',
    file(BUILD),
    {
      'go.mod':
        'module example.com/web\n\ngo 1.24\n\nrequire (\n\texample.org/x v1.0.0\n\tgithub.com/mattn/go-sqlite3 v1.14.22 // indirect\n)\n',
      'main.go': 'package main\n\nimport (\n\t"net"\n\n\t"example.org/x"\n)\n\nfunc main() { x.Run(net.IPv4len) }\n',
    },
  ],
  ['flags for the C linker', file(`RUN go build -ldflags '-extldflags "-static"' -o /web .`), SOURCES.net],
  ['-buildmode=pie', file('RUN go build -buildmode=pie -o /web .'), SOURCES.net],
  ['a command that is not written out', file('RUN ["go", "build", "-o", "/web", "."]'), SOURCES.net],
])('no fix: %s', (name, text, files) => {
  const found = findingsOf(RULE, { name, text, files });
  expect(found).toHaveLength(1);
  expect(found[0]?.fix).toBeUndefined();
});
