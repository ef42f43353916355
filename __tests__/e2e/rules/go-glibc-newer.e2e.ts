import { expect, test } from 'vitest';
import { buildLayout } from '../../support/engine.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { saidOf, startOf, type TextFiles, withBuildCache } from '../../support/libc-proof.ts';

const RULE = 'go-glibc-newer';

/** libc and nothing else of an older Debian, from its own package. */
const BULLSEYE = {
  Dockerfile: `FROM debian:bookworm-slim AS fetch
RUN sed -i 's/bookworm/bullseye/g' /etc/apt/sources.list.d/* && apt-get update && cd /tmp && apt-get download libc6/bullseye && \\
    mkdir /fs && dpkg-deb -x libc6_2.31-*.deb /fs
FROM scratch
COPY --from=fetch /fs/ /
`,
};

/** The builder with the libc and the compiler of a newer Debian. */
const TRIXIE = {
  Dockerfile: `FROM golang:1.26
RUN sed -i 's/bookworm/trixie/g' /etc/apt/sources.list.d/* && apt-get update && \\
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libc6 libc6-dev gcc
`,
};

function files(
  from: string,
  base: string,
  sources: Readonly<Record<string, string>>,
  rest = 'RUN go build -o /web .',
): TextFiles {
  const dockerfile = `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\n${rest}\n\nFROM ${base}\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
  return { ...sources, Dockerfile: withBuildCache(dockerfile, from) };
}

// The lab's golang:1.26 is of bookworm, and so are the two names of it here.
const BOOKWORM = 'golang:1.26-bookworm';

test.each<[string, Readonly<Record<string, string>>]>([
  ['net', SOURCES.net],
  ['os/user', SOURCES.user],
  ['C', SOURCES.c],
])('%s, from bookworm to bullseye: does not start; on its own suite, or with cgo off, it does', (_, sources) => {
  using bullseye = buildLayout(BULLSEYE);
  const args = [
    `--build-context=${BOOKWORM}=docker-image://golang:1.26`,
    `--build-context=debian:bullseye-slim=oci-layout://${bullseye.path}`,
  ];
  const bad = files(BOOKWORM, 'debian:bullseye-slim', sources);
  expect(saidOf(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  const failed = startOf(bad, args);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/version `GLIBC_2\.34' not found \(required by \/web\)/);

  const same = files(BOOKWORM, 'debian:bookworm-slim', sources);
  expect(saidOf(RULE, same)).toEqual([]);
  expect(startOf(same, args)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
  if (sources === SOURCES.c) return;
  const off = files(BOOKWORM, 'debian:bullseye-slim', sources, 'RUN CGO_ENABLED=0 go build -o /web .');
  expect(saidOf(RULE, off)).toEqual([]);
  expect(startOf(off, args)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
});

test('from trixie to bookworm: C code may start or not, which is a warning, and net does', () => {
  using trixie = buildLayout(TRIXIE);
  const args = [`--build-context=golang:1.26-trixie=oci-layout://${trixie.path}`];
  const c = files('golang:1.26-trixie', 'debian:bookworm-slim', SOURCES.math);
  expect(saidOf(RULE, c).map(({ severity }) => severity)).toEqual(['warning']);
  expect(startOf(c, args).output).toMatch(/version `GLIBC_2\.38' not found \(required by \/web\)/);

  // Whether it does hangs on the functions that it calls.
  expect(startOf(files('golang:1.26-trixie', 'debian:bookworm-slim', SOURCES.c), args).code).toBe(0);

  const net = files('golang:1.26-trixie', 'debian:bookworm-slim', SOURCES.net);
  expect(saidOf(RULE, net)).toEqual([]);
  expect(startOf(net, args)).toMatchObject({ code: 0, output: expect.stringContaining('hello') });
});
