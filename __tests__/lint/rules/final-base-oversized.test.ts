import { parsePlatform } from '../../../src/model/platform.ts';
import type { Files } from '../../support/context.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { checkRule, type Rejected } from '../check-rule.ts';

const OFF = 'RUN CGO_ENABLED=0 go build -o /web .';

interface Options {
  readonly base?: string;
  readonly from?: string;
  readonly build?: string;
  readonly end?: string;
  readonly start?: string;
}

function file(options: Options = {}): string {
  const {
    base = 'debian:trixie-slim',
    from = 'golang:1.26',
    build = OFF,
    end = '',
    start = 'ENTRYPOINT ["/web"]',
  } = options;
  return `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${build}\nFROM ${base}\n${end}COPY --from=build /web /web\n${start}\n`;
}

function found(
  name: string,
  options: Options,
  base = 'debian:trixie-slim',
  severity: 'warning' | 'note' = 'warning',
  what = 'a distribution',
): Rejected {
  const enough =
    options.end?.includes('ca-certificates tzdata') === true
      ? 'gcr.io/distroless/static is enough, and has certificates, zone data and a user'
      : 'FROM scratch is enough, or gcr.io/distroless/static, which has certificates, zone data and a user';
  const message = `${base} brings ${what}, and the program is static and uses none of it: ${enough}`;
  return { name, text: file({ base, ...options }), files: SOURCES.net, line: 5, column: 6, message, severity };
}

function quiet(name: string, options: Options, files: Files = SOURCES.net) {
  return { name, text: file(options), files };
}

checkRule('final-base-oversized', {
  reject: [
    found('debian', {}),
    found('ubuntu', {}, 'ubuntu:24.04'),
    found('buildpack-deps', {}, 'buildpack-deps:bookworm-curl'),
    found('alpine: a note', {}, 'alpine:3.22', 'note'),
    found('distroless base: a note', {}, 'gcr.io/distroless/base-debian12', 'note', 'libc'),
    found('distroless cc: a note', {}, 'gcr.io/distroless/cc-debian12', 'note', 'libc'),
    found('with certificates and zone data', {
      end: 'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata && rm -rf /var/lib/apt/lists/*\n',
    }),
    found('with a user and a folder', { end: 'RUN useradd -r web && mkdir /data && chown web /data\nUSER web\n' }),
    found('with files of the program', {
      end: 'COPY config.yml /etc/web/\nCOPY --from=build /src/templates /templates\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n',
    }),
    found('external static link', {
      build: `RUN go build -ldflags '-linkmode external -extldflags "-static"' -o /web .`,
    }),
    found('no compiler in golang:alpine', { from: 'golang:1.26-alpine', build: 'RUN go build -o /web .' }),
    found('started from PATH', { end: 'COPY --from=build /web /usr/local/bin/web\n', start: 'ENTRYPOINT ["web"]' }),
    found('a health check by the program itself', { end: 'HEALTHCHECK CMD ["/web", "health"]\n' }),
  ],
  accept: [
    quiet('shell used at run time: ENTRYPOINT', { start: 'ENTRYPOINT /web' }),
    quiet('shell used at run time: CMD', { start: 'CMD /web --port $PORT' }),
    quiet('shell used at run time: CMD beside an exec form', { start: 'ENTRYPOINT ["/web"]\nCMD --port $PORT' }),
    quiet('shell used at run time: a script', {
      end: 'COPY docker-entrypoint.sh /\n',
      start: 'ENTRYPOINT ["/docker-entrypoint.sh", "/web"]',
    }),
    quiet('shell used at run time: sh -c', { start: 'ENTRYPOINT ["sh", "-c", "/web"]' }),
    quiet('shell used at run time: HEALTHCHECK', { end: 'HEALTHCHECK CMD curl -f localhost\n' }),
    quiet('shell used at run time: for whoever comes in', { end: 'SHELL ["/bin/bash", "-c"]\n' }),
    quiet('packages used at run time', { end: 'RUN apt-get update && apt-get install -y git\n' }),
    quiet('packages used at run time: tini', {
      end: 'RUN apk add --no-cache tini\n',
      base: 'alpine:3.22',
      start: 'ENTRYPOINT ["tini", "--", "/web"]',
    }),
    quiet('RUN used at run time', { end: 'RUN curl -o /usr/bin/tool example.org\n' }),
    quiet('RUN in another shell', { end: 'RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n' }),
    quiet('a script beside the program', { end: 'COPY backup.sh /\n' }),
    quiet('programs out of another image', { end: 'COPY --from=example.org/probe /probe /usr/bin/probe\n' }),
    quiet('programs of the context', { end: 'COPY tool /usr/local/bin/\n' }),
    quiet(
      'the program starts others',
      {},
      {
        'go.mod': 'module example.com/web\n\ngo 1.24\n',
        'main.go': 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("git").Run() }\n',
      },
    ),
    quiet('a program whose source is cloned', {
      build: 'RUN git clone https://example.org/x /x\nWORKDIR /x\nRUN CGO_ENABLED=0 go build -o /web .',
    }),
    quiet('not visibly static: cgo is on', { build: 'RUN go build -o /web .' }),
    quiet('not visibly static: cgo is on for one platform', {
      from: '--platform=$BUILDPLATFORM golang:1.26',
      build: 'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .',
    }),
    quiet('not visibly static: pie', { build: 'RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .' }),
    quiet('not visibly static: CGO_ENABLED from an ARG', { build: 'ARG CGO_ENABLED\nRUN go build -o /web .' }),
    quiet('not visible: xx-go, which chooses the compiler', {
      from: '--platform=$BUILDPLATFORM golang:1.26-alpine',
      build: 'ARG TARGETPLATFORM\nRUN xx-go build -o /web .',
    }),
    quiet('not visible: make', { build: 'RUN CGO_ENABLED=0 make /web' }),
    quiet('no program of ours', { start: 'ENTRYPOINT ["bash"]' }),
    quiet('scratch', { base: 'scratch' }),
    quiet('distroless static', { base: 'gcr.io/distroless/static-debian12' }),
    quiet('a base that is not known', { base: 'example.org/base' }),
    { ...quiet('tool purpose', {}), file: 'Dockerfile.dev' },
    { ...quiet('for another system', {}), platforms: [parsePlatform('windows/amd64')] },
  ],
});
