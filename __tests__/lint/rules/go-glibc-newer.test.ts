import type { Files } from '../../support/context.ts';
import { BY_TREE, SOURCES, WITH_LIBC } from '../../support/libc-cases.ts';
import { checkRule, type Rejected } from '../check-rule.ts';

const NATIVE = 'cgo is on (CGO_ENABLED is not set, and the build is native)';
const NET = 'main.go:3 has import "net"';
const SAME = 'build on the suite of the base, or ship on that of the builder';
const OFF = `set CGO_ENABLED=0, or ${SAME}`;
const BUILD = 'RUN go build -o /web .';

function file(from: string, base: string, rest = BUILD, end = ''): string {
  return `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\nFROM ${base}\n${end}COPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
}

const OLD = file('golang:1.26-bookworm', 'debian:bullseye-slim');

function threads(both: string, why = `${NATIVE}, and ${NET}`, advice = OFF): string {
  return `${both}: this program asks for 2.34 and does not start: ${why}: ${advice}`;
}

function rejected(
  name: string,
  text: string,
  message: string,
  files: Files = SOURCES.net,
  severity: 'error' | 'warning' = 'error',
): Rejected {
  return { name, text, line: 4, column: 5, message, severity, files };
}

function quiet(name: string, text: string, files: Files = SOURCES.net) {
  return { name, text, files };
}

const BULLSEYE = 'debian:bullseye-slim has glibc 2.31, and the builder 2.36';

checkRule('go-glibc-newer', {
  reject: [
    rejected('bookworm to bullseye', OLD, threads(BULLSEYE)),
    rejected(
      'trixie, the suite of a tag without one, to Ubuntu 20.04',
      file('golang:1.26', 'ubuntu:20.04'),
      threads('ubuntu:20.04 has glibc 2.31, and the builder 2.41'),
    ),
    rejected(
      'to distroless/base',
      file('golang:1.24-bookworm', 'gcr.io/distroless/base-debian11'),
      threads('gcr.io/distroless/base-debian11 has glibc 2.31, and the builder 2.36'),
    ),
    rejected('C code', OLD, threads(BULLSEYE, `${NATIVE}, and main.go:5 has import "C"`, SAME), SOURCES.c),
    rejected(
      'imports that cannot be known',
      OLD,
      `${BULLSEYE}: a program with net or os/user asks for 2.34 and does not start: ${NATIVE}, so net and os/user take it in: ${OFF}`,
      SOURCES.unknown,
      'warning',
    ),
    rejected(
      'C code, between versions that the standard library does not mind',
      file('golang:1.26-trixie', 'debian:bookworm-slim'),
      `debian:bookworm-slim has glibc 2.36, and the builder 2.41: C code that uses what has changed in between does not start: ${NATIVE}, and main.go:5 has import "C": ${SAME}`,
      SOURCES.c,
      'warning',
    ),
    ...BY_TREE.map(([build, copy, start]) =>
      rejected(
        `${build}, copied as ${copy}`,
        `FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN ${build}\nFROM debian:bullseye-slim\nCOPY --from=build ${copy}\nENTRYPOINT ["${start}"]\n`,
        threads(BULLSEYE),
      ),
    ),
  ],
  accept: [
    ...WITH_LIBC.map(([run, copy]) =>
      quiet(
        `${run}, and COPY ${copy}`,
        file('golang:1.26-bookworm', 'debian:bullseye-slim', `${BUILD}\nRUN ${run}`, `COPY ${copy}\n`),
      ),
    ),
    quiet(
      'static: CGO_ENABLED=0',
      file('golang:1.26-bookworm', 'debian:bullseye-slim', 'RUN CGO_ENABLED=0 go build -o /web .'),
    ),
    quiet('static: without net, os/user, plugin and C', OLD, SOURCES.plain),
    quiet(
      'static: external static link',
      file(
        'golang:1.26-bookworm',
        'debian:bullseye',
        `RUN go build -ldflags '-linkmode external -extldflags -static' -o /web .`,
      ),
    ),
    quiet('same suite', file('golang:1.26-bookworm', 'debian:bookworm-slim')),
    quiet('newer suite', file('golang:1.26-bookworm', 'debian:trixie-slim'), SOURCES.c),
    quiet('unknown: a base that moves', file('golang:1.26-bookworm', 'debian:stable-slim'), SOURCES.c),
    quiet('unknown: a builder that moves', file('golang:latest', 'debian:bullseye-slim')),
    quiet('unknown: a base that nobody knows', file('golang:1.26-bookworm', 'example.org/base')),
    quiet(
      'unknown: other libraries are copied',
      file(
        'golang:1.26-bookworm',
        'debian:bullseye-slim',
        BUILD,
        'COPY --from=build /lib/x86_64-linux-gnu /lib/x86_64-linux-gnu\n',
      ),
    ),
    quiet(
      'net, between versions that the standard library does not mind',
      file('golang:1.26-trixie', 'debian:bookworm-slim'),
    ),
    quiet('net, from before the threads library was taken in', file('golang:1.22-bullseye', 'debian:buster-slim')),
    quiet(
      '-buildmode=pie with cgo off, which asks for a loader alone',
      file('golang:1.26-bookworm', 'debian:bullseye', 'RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .'),
    ),
    quiet(
      'another compiler',
      file(
        'golang:1.26-bookworm',
        'debian:bullseye',
        'RUN CC="zig cc -target x86_64-linux-gnu.2.28" go build -o /web .',
      ),
    ),
  ],
});
