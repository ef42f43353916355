import { describe, expect, test } from 'vitest';
import { findingsOf, GO_MOD, goFiles, started } from '../../support/checks.ts';
import type { Files } from '../../support/engine.ts';

const CGO = `package main

// #include <stdio.h>
// static int twice(int n) { return 2 * n; }
import "C"
import "fmt"

func main() { fmt.Println("hello from go", C.twice(21)) }
`;

const cgo = (rest: string): Files =>
  goFiles(`RUN CGO_ENABLED=1 go build -o /app .\n${rest}COPY --from=build /app /app\nENTRYPOINT ["/app"]\n`, CGO);

interface Case {
  readonly check: string;
  readonly bad: Files;
  readonly says: RegExp;
  readonly told: RegExp;
  readonly good: Files;
}

/** A program with a library of its own beside it. */
const LIBRARY = `package main

// #cgo LDFLAGS: -L/lib/own -lown
// int answer(void);
import "C"
import "fmt"

func main() { fmt.Println("hello from go", C.answer()) }
`;

const withLibrary = (flags: string, rest: string): Files => ({
  Dockerfile: `FROM golang:1.26 AS build
WORKDIR /src
RUN mkdir -p /lib/own && echo 'int answer(void) { return 42; }' > /tmp/own.c && gcc -shared -fPIC -o /lib/own/libown.so -Wl,-soname,libown.so /tmp/own.c
COPY go.mod main.go ./
RUN CGO_ENABLED=1 ${flags} go build -o /app .
FROM debian:bookworm-slim
${rest}COPY --from=build /app /opt/app
ENTRYPOINT ["/opt/app"]
`,
  'go.mod': GO_MOD,
  'main.go': LIBRARY,
});

/** The library in two editions: the program is linked against the second, whose symbol has a version of its own. */
const versioned = (edition: 'old' | 'new'): Files => ({
  Dockerfile: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go old.map new.map ./
RUN mkdir -p /lib/own /lib/old && echo 'int answer(void) { return 42; }' > /tmp/own.c && for e in old new; do \\
    mkdir -p /lib/$e && gcc -shared -fPIC -o /lib/$e/libown.so -Wl,-soname,libown.so -Wl,--version-script=$e.map /tmp/own.c; done && cp /lib/new/libown.so /lib/own/
RUN CGO_ENABLED=1 go build -o /app .
FROM debian:bookworm-slim
COPY --from=build /lib/${edition}/libown.so /usr/lib/
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`,
  'old.map': 'OWN_1.0 { global: answer; local: *; };\n',
  'new.map': 'OWN_1.0 { };\nOWN_2.0 { global: answer; local: *; } OWN_1.0;\n',
  'go.mod': GO_MOD,
  'main.go': LIBRARY,
});

const musl = (base: string): Files =>
  goFiles(
    `RUN apt-get update -qq && apt-get install -y -qq musl-tools > /dev/null
RUN CGO_ENABLED=1 CC=musl-gcc go build -o /app .
FROM ${base}
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`,
    CGO,
  );

const CASES: readonly (readonly [string, Case])[] = [
  [
    "glibc's loader on scratch",
    {
      check: 'image-interpreter-missing',
      bad: cgo('FROM scratch\n'),
      says: /exec \/app: no such file or directory/,
      told: /ld-linux-x86-64\.so\.2", glibc's loader/,
      good: cgo('FROM debian:bookworm-slim\n'),
    },
  ],
  [
    "glibc's loader on Alpine",
    {
      check: 'image-interpreter-missing',
      bad: cgo('FROM alpine:3.22\n'),
      says: /exec \/app: no such file or directory/,
      told: /glibc's loader/,
      good: goFiles(
        'RUN CGO_ENABLED=0 go build -o /app .\nFROM alpine:3.22\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
      ),
    },
  ],
  [
    'position-independent without cgo, on scratch',
    {
      check: 'image-interpreter-missing',
      bad: goFiles(
        'RUN CGO_ENABLED=0 go build -buildmode=pie -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
      ),
      says: /exec \/app: no such file or directory/,
      told: /glibc's loader/,
      good: goFiles(
        'RUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
      ),
    },
  ],
  [
    'a library where the loader does not look',
    {
      check: 'image-library-missing',
      bad: withLibrary('', 'COPY --from=build /lib/own/libown.so /opt/lib/\n'),
      says: /error while loading shared libraries: libown\.so: cannot open shared object file/,
      told: /it needs "libown\.so", which is not in the image/,
      good: withLibrary('', 'COPY --from=build /lib/own/libown.so /usr/local/lib/\nRUN ldconfig\n'),
    },
  ],
  [
    'RUNPATH with $ORIGIN',
    {
      check: 'image-library-missing',
      bad: withLibrary("CGO_LDFLAGS='-Wl,-rpath,$ORIGIN/../libs'", 'COPY --from=build /lib/own/libown.so /opt/libs/\n'),
      says: /libown\.so: cannot open shared object file/,
      told: /libown\.so/,
      good: withLibrary("CGO_LDFLAGS='-Wl,-rpath,$ORIGIN/../libs'", 'COPY --from=build /lib/own/libown.so /libs/\n'),
    },
  ],
  [
    'LD_LIBRARY_PATH',
    {
      check: 'image-library-missing',
      bad: withLibrary('', 'ENV LD_LIBRARY_PATH=/opt/other\nCOPY --from=build /lib/own/libown.so /opt/lib/\n'),
      says: /libown\.so: cannot open shared object file/,
      told: /libown\.so/,
      good: withLibrary(
        '',
        'ENV LD_LIBRARY_PATH=/opt/other:/opt/lib\nCOPY --from=build /lib/own/libown.so /opt/lib/\n',
      ),
    },
  ],
  [
    'a library that is older than the one at the build',
    {
      check: 'image-library-missing',
      bad: versioned('old'),
      says: /version `OWN_2\.0' not found \(required by \/app\)/,
      told: /it needs OWN_2\.0, which "\/usr\/lib\/libown\.so" does not have/,
      good: versioned('new'),
    },
  ],
  [
    "musl's loader on Debian",
    {
      check: 'image-interpreter-missing',
      bad: musl('debian:bookworm-slim'),
      says: /exec \/app: no such file or directory/,
      told: /musl's loader/,
      good: musl('alpine:3.22'),
    },
  ],
];

describe('what keeps a loader from loading', () => {
  test.each(CASES)('%s', async (_name, { check, bad, says, told, good }) => {
    const failed = started(bad);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(says);
    const errors = (await findingsOf(bad)).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ rule }) => rule)).toEqual([check]);
    expect(errors[0]?.message).toMatch(told);

    const twin = started(good);
    expect(twin.output).toContain('hello from go');
    expect((await findingsOf(good)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
