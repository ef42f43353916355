import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePlatform } from '../../../src/model/platform.ts';
import { machineOf, mended, PROGRAM, said } from '../../support/cross.ts';
import { build, buildTree } from '../../support/engine.ts';

const RULE = 'arch-emulated-compile';
const PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);
const BAD = `FROM golang:1.26 AS build
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;

test('what is not pinned needs a machine of the platform; the fix compiles for it on the one that builds', () => {
  expect(said(RULE, BAD, PLATFORMS).map(({ severity }) => severity)).toEqual(['warning']);
  // The lab has no emulation, so that the stage does not run at all for arm64.
  expect(build({ ...PROGRAM, Dockerfile: BAD }, { platform: 'linux/arm64' }).code).not.toBe(0);
  const good = mended(RULE, BAD, PLATFORMS);
  expect(said(RULE, good, PLATFORMS)).toEqual([]);
  expect(said('arch-splits-cache', good, PLATFORMS)).toEqual([]);
  for (const platform of ['amd64', 'arm64']) {
    using tree = buildTree({ ...PROGRAM, Dockerfile: good }, { platform: `linux/${platform}` });
    expect(machineOf(join(tree.path, 'web'))).toBe(platform);
  }
});
