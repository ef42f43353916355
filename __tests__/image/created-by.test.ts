import { expect, test } from 'vitest';
import { cleanCreatedBy } from '../../src/image/created-by.ts';
import { redact } from '../../src/model/text.ts';

test.each([
  // BuildKit.
  ['COPY main.go . # buildkit', 'COPY main.go .'],
  ['RUN /bin/sh -c go build ./... # buildkit', 'RUN go build ./...'],
  ['RUN |2 GOOS=linux GOARCH=arm64 /bin/sh -c go build ./... # buildkit', 'RUN go build ./...'],
  ['RUN |1 FLAGS=-s -w -X main.v=1 /bin/sh -c go build ./... # buildkit', 'RUN go build ./...'],
  ['RUN |1 A=b /bin/bash -o pipefail -c make all # buildkit', 'RUN make all'],
  ['RUN |1 A=b /bin/bash -eo pipefail -c make all # buildkit', 'RUN make all'],
  ['RUN |1 A=b /bin/sh -ec make all # buildkit', 'RUN make all'],
  ['RUN |1 A= /bin/sh -c sh -c "make" # buildkit', 'RUN sh -c "make"'],
  ['RUN |1 TOKEN=x y z /app --run # buildkit', 'RUN (not shown: it cannot be told from its build arguments)'],
  ['RUN |3 A=b /bin/sh -c make # buildkit', 'RUN (not shown: it cannot be told from its build arguments)'],
  ['RUN /app --flag # buildkit', 'RUN /app --flag'],
  ['ARG TOKEN=hunter2', 'ARG TOKEN'],
  ['ARG TOKEN=two words', 'ARG TOKEN …'],
  ['ARG A=1 B=2', 'ARG A …'],
  ['ARG GOARCH', 'ARG GOARCH'],
  ['ENV PATH=/usr/bin', 'ENV PATH=/usr/bin'],
  ['WORKDIR /src', 'WORKDIR /src'],
  // The classic builder.
  ['/bin/sh -c #(nop)  CMD ["/web"]', 'CMD ["/web"]'],
  ['/bin/sh -c #(nop) COPY file:0a1b in / ', 'COPY file:0a1b in /'],
  ['/bin/sh -c #(nop)  ARG TOKEN=hunter2', 'ARG TOKEN'],
  ['/bin/sh -c apk add git', 'RUN apk add git'],
  ['|1 TOKEN=hunter2 /bin/sh -c apk add git', 'RUN apk add git'],
  ['', ''],
])('%j → %j', (raw, clean) => {
  expect(cleanCreatedBy(raw, [])).toBe(clean);
});

test('registered secrets are gone wherever they stand, the longer one whole', () => {
  const secrets = ['hunter', 'hunter2-long', ''];
  expect(cleanCreatedBy('RUN /bin/sh -c login hunter2-long hunter # buildkit', secrets)).toBe('RUN login *** ***');
  expect(redact('a.*b', ['.*'])).toBe('a***b');
});

test('no value of a build argument is left of any form', () => {
  const value = 'V4lue';
  for (const raw of [
    `ARG K=${value}`,
    `ARG K="a ${value}"`,
    `/bin/sh -c #(nop)  ARG K=${value}`,
    `RUN |1 K=${value} /bin/sh -c make # buildkit`,
    `RUN |2 K=a ${value} L=${value} ${value} /bin/ash -c make # buildkit`,
    `RUN |1 K=${value} /bin/tool ${value} # buildkit`,
    `|1 K=${value} /bin/sh -c make`,
  ]) {
    expect(cleanCreatedBy(raw, [])).not.toContain(value);
  }
});

test('millions of blanks take no time', () => {
  const started = performance.now();
  for (const raw of [
    `RUN${' '.repeat(4e6)}x`,
    `RUN |1 A=${'b '.repeat(2e6)}`,
    `ARG A${' a'.repeat(2e6)}`,
    `sh${' -a'.repeat(1e6)}`,
  ]) {
    cleanCreatedBy(raw, []);
  }
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('a long instruction is cut', () => {
  const clean = cleanCreatedBy(`RUN /bin/sh -c ${'x'.repeat(10_000)}`, []);
  expect(clean).toHaveLength(4_096);
  expect(clean.endsWith('…')).toBe(true);
});
