import { expect, test } from 'vitest';
import { SOURCES } from '../../support/libc-cases.ts';
import { mendedFiles, saidOf, startOf, type TextFiles, withBuildCache } from '../../support/libc-proof.ts';

const RULE = 'go-cgo-for-static-base';
const GONE = /exec \/web: no such file or directory/;

interface Options {
  readonly from?: string;
  readonly base?: string;
  readonly sources?: Readonly<Record<string, string>>;
}

function files(
  rest: string,
  { from = 'golang:1.26', base = 'scratch', sources = SOURCES.net }: Options = {},
): TextFiles {
  const dockerfile = `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\n\nFROM ${base}\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
  return { ...sources, Dockerfile: withBuildCache(dockerfile, from) };
}

const STATIC = 'gcr.io/distroless/static-debian12';

test.each<[string, TextFiles]>([
  ['net on scratch', files('RUN go build -o /web .')],
  ['os/user on scratch', files('RUN go build -o /web .', { sources: SOURCES.user })],
  ['net on distroless/static', files('RUN go build -o /web .', { base: STATIC })],
  ['CGO_ENABLED=1', files('ENV CGO_ENABLED=1\nRUN go build -o /web .')],
  [
    'GOARCH=$TARGETARCH, which is the native one',
    files('ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /web .', {
      from: '--platform=$BUILDPLATFORM golang:1.26',
    }),
  ],
])('%s: does not start, and does with the fix', (_, bad) => {
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  const failed = startOf(bad);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(GONE);
  const good = mendedFiles(RULE, bad);
  expect(good.Dockerfile).toContain('CGO_ENABLED=0');
  expect(saidOf(RULE, good)).toEqual([]);
  expect(startOf(good)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
});

const EXTERNAL = "-ldflags '-linkmode external";

test.each<[string, TextFiles, TextFiles]>([
  [
    'C code',
    files('RUN go build -o /web .', { sources: SOURCES.c }),
    files(`RUN go build ${EXTERNAL} -extldflags -static' -o /web .`, { sources: SOURCES.c }),
  ],
  [
    '-extldflags -static without external linking',
    files(`RUN go build -ldflags '-extldflags "-static"' -o /web .`),
    files(`RUN go build ${EXTERNAL} -extldflags "-static"' -o /web .`),
  ],
  [
    '-buildmode=pie with cgo off',
    files('RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .', { sources: SOURCES.plain }),
    files(`RUN go build -buildmode=pie ${EXTERNAL} -extldflags=-static-pie' -o /web .`, { sources: SOURCES.plain }),
  ],
  [
    'external linking that is not static',
    files(`RUN go build ${EXTERNAL}' -o /web .`, { sources: SOURCES.plain }),
    files('RUN go build -o /web .', { sources: SOURCES.plain }),
  ],
  [
    'netgo alone, and os/user',
    files('RUN go build -tags netgo -o /web .', { sources: SOURCES.user }),
    files('RUN go build -tags netgo,osusergo -o /web .', { sources: SOURCES.user }),
  ],
])('%s: does not start, and its twin does', (_, bad, good) => {
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(startOf(bad).output).toMatch(GONE);
  expect(saidOf(RULE, good)).toEqual([]);
  expect(startOf(good)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
});

test.each<[string, TextFiles]>([
  ['no net, os/user, plugin or C', files('RUN go build -o /web .', { sources: SOURCES.plain })],
  ['no C compiler in golang:alpine', files('RUN go build -o /web .', { from: 'golang:1.26-alpine' })],
  [
    '-extldflags -static, which C code makes count',
    files(`RUN go build -ldflags '-extldflags "-static"' -o /web .`, { sources: SOURCES.c }),
  ],
  ['-static by CGO_LDFLAGS', files('RUN CGO_LDFLAGS=-static go build -o /web .', { sources: SOURCES.c })],
  [
    'libc is copied',
    {
      ...files('RUN go build -o /web .'),
      Dockerfile: `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,id=plimsoll-golang-1-26,target=/root/.cache/go-build go build -o /web .

FROM scratch
COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/
COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libresolv.so.2 /lib/x86_64-linux-gnu/
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
    },
  ],
])('quiet, and starts: %s', (_, good) => {
  expect(saidOf(RULE, good)).toEqual([]);
  expect(startOf(good)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
});
