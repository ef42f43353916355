import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineOf, mended, PROGRAM, said } from '../../support/cross.ts';
import { buildTree } from '../../support/engine.ts';

const RULE = 'arch-arg-default';
const program = (before: string, arg: string) => `${before}FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY . .
${arg}
RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;
/** Only the value, where no compiler is needed to see it. */
const value = (before: string, arg: string) => `${before}FROM --platform=$BUILDPLATFORM busybox AS build
${arg}
RUN echo "[$TARGETARCH]" > /value

FROM scratch
COPY --from=build /value /value
`;

function machine(text: string): string | undefined {
  using tree = buildTree({ ...PROGRAM, Dockerfile: text }, { platform: 'linux/arm64' });
  return machineOf(join(tree.path, 'web'));
}

function seen(text: string): string {
  using tree = buildTree({ Dockerfile: text }, { platform: 'linux/arm64' });
  return readFileSync(join(tree.path, 'value'), 'utf8').trim();
}

test('a default wins over --platform: the image for arm64 ships a program for amd64', () => {
  const bad = program('', 'ARG TARGETARCH=amd64');
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(machine(bad)).toBe('amd64');
  const good = mended(RULE, bad);
  expect(good).toBe(program('', 'ARG TARGETARCH'));
  expect(said(RULE, good)).toEqual([]);
  expect(machine(good)).toBe('arm64');
});

test.each<[string, string, string]>([
  ['ARG TARGETARCH=amd64\n', 'ARG TARGETARCH', '[amd64]'],
  ['', 'ARG TARGETARCH=${TARGETARCH:-amd64}', '[amd64]'],
  ['', 'ARG TARGETARCH=""', '[]'],
  ['ARG TARGETARCH=s390x\n', 'ARG TARGETARCH=amd64', '[amd64]'],
  ['ARG TARGETARCH=amd64\nARG TARGETARCH\n', 'ARG TARGETARCH', '[amd64]'],
])('found, and wrong: %j %s is %s', (before, arg, expected) => {
  const bad = value(before, arg);
  expect(said(RULE, bad)).not.toEqual([]);
  expect(seen(bad)).toBe(expected);
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(seen(good)).toBe('[arm64]');
});

test.each<[string, string]>([
  ['', 'ARG TARGETARCH'],
  ['ARG TARGETARCH\n', 'ARG TARGETARCH'],
  ['ARG TARGETARCH=${TARGETARCH:-amd64}\n', 'ARG TARGETARCH'],
  ['', 'ARG TARGETARCH=amd64\nARG TARGETARCH'],
  ['', 'ARG TARGETARCH\nARG TARGETARCH=${TARGETARCH:-amd64}'],
])('quiet, and right: %j %j', (before, arg) => {
  const good = value(before, arg);
  expect(said(RULE, good)).toEqual([]);
  expect(seen(good)).toBe('[arm64]');
});
