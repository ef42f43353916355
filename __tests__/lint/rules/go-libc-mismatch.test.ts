import type { Files } from '../../support/context.ts';
import { BY_TREE, SOURCES, WITH_LIBC } from '../../support/libc-cases.ts';
import { checkRule, type Rejected } from '../check-rule.ts';

const NATIVE = 'cgo is on (CGO_ENABLED is not set, and the build is native)';
const NET = 'main.go:3 has import "net"';
const ALPINE = 'set CGO_ENABLED=0, or build it in golang:alpine';
const DEBIAN = 'set CGO_ENABLED=0, or build it in a golang image of Debian';
const WITH_GCC = 'RUN apk add --no-cache build-base\n';

interface Options {
  readonly from?: string;
  readonly base?: string;
  readonly end?: string;
}

function file(rest: string, { from = 'golang:1.26', base = 'alpine:3.22', end = '' }: Options = {}): string {
  return `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\nFROM ${base}\n${end}COPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
}

const BUILD = 'RUN go build -o /web .';
const MUSL = { from: 'golang:1.26-alpine' };

function wrong(why: string, advice = ALPINE, has = 'alpine:3.22 has musl', wanted = 'glibc'): string {
  return `${has}, and this program is linked against ${wanted} and does not start without: ${why}: ${advice}`;
}

function rejected(
  name: string,
  text: string,
  line: number,
  message: string,
  files: Files = SOURCES.net,
  severity: 'error' | 'warning' | 'note' = 'error',
): Rejected {
  return { name, text, line, column: 5, message, severity, files };
}

function quiet(name: string, text: string, files: Files = SOURCES.net) {
  return { name, text, files };
}

checkRule('go-libc-mismatch', {
  reject: [
    rejected('from glibc into alpine', file(BUILD), 4, wrong(`${NATIVE}, and ${NET}`)),
    rejected(
      'from musl into debian',
      file(`${WITH_GCC}${BUILD}`, { ...MUSL, base: 'debian:bookworm-slim' }),
      5,
      wrong(`${NATIVE}, and ${NET}`, DEBIAN, 'debian:bookworm-slim has glibc', 'musl'),
    ),
    rejected(
      'from musl into distroless/base',
      file(`${WITH_GCC}${BUILD}`, { ...MUSL, base: 'gcr.io/distroless/base-debian12' }),
      5,
      wrong(`${NATIVE}, and ${NET}`, DEBIAN, 'gcr.io/distroless/base-debian12 has glibc', 'musl'),
    ),
    rejected(
      'C code',
      file(BUILD),
      4,
      wrong(`${NATIVE}, and main.go:5 has import "C"`, 'build it in golang:alpine'),
      SOURCES.c,
    ),
    rejected(
      '-buildmode=pie',
      file('ENV CGO_ENABLED=0\nRUN go build -buildmode=pie -o /web .'),
      5,
      wrong('-buildmode=pie asks for its loader, with cgo off too', 'leave it out, or build it in golang:alpine'),
      SOURCES.plain,
    ),
    rejected(
      'imports that cannot be known',
      file(BUILD),
      4,
      `alpine:3.22 has musl, and a program with net or os/user is linked against glibc and does not start without: ${NATIVE}, so net and os/user take it in: ${ALPINE}`,
      SOURCES.unknown,
      'warning',
    ),
    ...['libc6-compat', 'gcompat'].map((name) =>
      rejected(
        `${name} is installed`,
        file(BUILD, { end: `RUN apk add --no-cache ${name}\n` }),
        4,
        `alpine:3.22 has musl, and this program is linked against glibc, which ${name} only stands in for: ${NATIVE}, and ${NET}: ${ALPINE}`,
        SOURCES.net,
        'note',
      ),
    ),
    rejected(
      'a compiler of the image by CC',
      file('ENV CC=gcc CGO_ENABLED=1\nRUN go build -o /web .'),
      5,
      wrong(`cgo is on (CGO_ENABLED=1 is set), and ${NET}`),
    ),
    ...BY_TREE.map(([build, copy, start]) =>
      rejected(
        `${build}, copied as ${copy}`,
        `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN ${build}\nFROM alpine:3.22\nCOPY --from=build ${copy}\nENTRYPOINT ["${start}"]\n`,
        4,
        wrong(`${NATIVE}, and ${NET}`),
      ),
    ),
  ],
  accept: [
    ...WITH_LIBC.map(([run, copy]) =>
      quiet(`${run}, and COPY ${copy}`, file(`${BUILD}\nRUN ${run}`, { end: `COPY ${copy}\n` })),
    ),
    quiet('CGO_ENABLED=0', file(`ENV CGO_ENABLED=0\n${BUILD}`)),
    quiet('the same libc', file(BUILD, { base: 'debian:trixie-slim' })),
    quiet('the same libc: musl', file(`${WITH_GCC}${BUILD}`, MUSL)),
    quiet('no compiler, and CC unset, with Go >= 1.20', file(BUILD, { ...MUSL, base: 'debian:bookworm-slim' })),
    quiet('external static link', file(`RUN go build -ldflags '-linkmode external -extldflags "-static"' -o /web .`)),
    quiet('-tags netgo,osusergo with no other cgo', file('RUN go build -tags netgo,osusergo -o /web .')),
    quiet('a program without net, os/user, plugin and C', file(BUILD), SOURCES.plain),
    quiet('xx-verify --static', file(`${BUILD}\nRUN xx-verify --static /web`)),
    quiet('another compiler', file('RUN CC=musl-gcc go build -o /web .')),
    quiet('a compiler of its own', file('RUN CC=/opt/own/compiler CGO_ENABLED=1 go build -o /web .')),
    quiet('a compiler that cannot be known', file('ARG CC\nRUN CGO_ENABLED=1 go build -o /web .')),
    quiet(
      'a compiler for glibc on alpine',
      file('RUN CC=x86_64-linux-gnu-gcc CGO_ENABLED=1 go build -o /web .', { ...MUSL, base: 'debian:bookworm-slim' }),
    ),
    quiet('a base without libc: go-cgo-for-static-base', file(BUILD, { base: 'scratch' })),
    quiet('a base that is not known', file(BUILD, { base: 'example.org/alpine-like' })),
    quiet('a builder that is not known', file(BUILD, { from: 'example.org/go' })),
    quiet('busybox, whose libc is in its tag', file(BUILD, { base: 'busybox:1.37' })),
    quiet('something else may bring glibc', file(BUILD, { end: 'RUN apk add --no-cache glibc-bin\n' })),
    quiet('a loader is copied', file(BUILD, { end: 'COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/\n' })),
    quiet(
      'musl is installed',
      file(`${WITH_GCC}${BUILD}`, {
        ...MUSL,
        base: 'debian:bookworm-slim',
        end: 'RUN apt-get update && apt-get install -y musl\n',
      }),
    ),
    quiet('not shipped', file('RUN go build -o /gen . && /gen\nRUN CGO_ENABLED=0 go build -o /web .')),
    quiet('make', file('RUN make /web')),
  ],
});
