import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineOf, mended, PROGRAM, said } from '../../support/cross.ts';
import { buildTree } from '../../support/engine.ts';

const RULE = 'arch-arg-undeclared';
const dockerfile = (arg: string) => `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY . .
${arg}RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;

function machine(text: string): string | undefined {
  using tree = buildTree({ ...PROGRAM, Dockerfile: text }, { platform: 'linux/arm64' });
  return machineOf(join(tree.path, 'web'));
}

test('an argument that is not declared is empty: the image for arm64 ships a program for amd64', () => {
  const bad = dockerfile('');
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  expect(machine(bad)).toBe('amd64');
});

test('declared, it is not, and the fix declares it', () => {
  const good = dockerfile('ARG TARGETARCH\n');
  expect(said(RULE, good)).toEqual([]);
  expect(mended(RULE, dockerfile(''))).toBe(good);
  expect(machine(good)).toBe('arm64');
});

test('ENV of its own name does not help', () => {
  const bad = dockerfile('ENV TARGETARCH=$TARGETARCH\n');
  expect(said(RULE, bad)).toHaveLength(1);
  expect(machine(bad)).toBe('amd64');
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(machine(good)).toBe('arm64');
});
