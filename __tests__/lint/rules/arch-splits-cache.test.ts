import { expect, test } from 'vitest';
import { parsePlatform } from '../../../src/model/platform.ts';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'arch-splits-cache';
const DOWNLOAD = 'COPY go.mod go.sum ./\nRUN go mod download';
const BUILD = 'COPY . .\nRUN GOARCH=$TARGETARCH go build -o /web .';

function says(line: number, names = 'TARGETARCH', it = 'it'): string {
  return `${names} above go mod download of line ${line} makes it run once for each platform: declare ${it} below`;
}

function file(rest: string, platform = '--platform=$BUILDPLATFORM '): string {
  return `FROM ${platform}golang:1.26 AS build\n${rest}\nFROM scratch\nCOPY --from=build /web /web\n`;
}

function rejected(name: string, text: string, message: string, line = 2, column = 5) {
  return { name, text, line, column, message, severity: 'note' as const };
}

checkRule(RULE, {
  reject: [
    rejected('pinned to the builder', file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`), says(4)),
    rejected(
      'pinned in quotes, with a default',
      file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`, '--platform="${BUILDPLATFORM:-linux/amd64}" '),
      says(4),
    ),
    rejected(
      'pinned to a literal platform',
      file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`, '--platform=linux/amd64 '),
      says(4),
    ),
    rejected(
      'several names are one cause',
      file(`ARG TARGETOS TARGETARCH\nARG TARGETPLATFORM\n${DOWNLOAD}\n${BUILD}`),
      says(5, 'TARGETARCH and TARGETPLATFORM', 'them'),
      2,
      14,
    ),
    rejected(
      'with a cache mount too',
      file(`ARG TARGETARCH\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\n${BUILD}`),
      says(3),
    ),
    rejected(
      'in the lineage of a pinned stage',
      'FROM --platform=$BUILDPLATFORM golang:1.26 AS base\nARG TARGETARCH\nFROM base AS deps\nRUN go mod download\nFROM deps AS build\nRUN GOARCH=$TARGETARCH go build -o /web .\nFROM scratch\nCOPY --from=build /web /web\n',
      says(4),
    ),
    {
      ...rejected('planned for two', file(`ARG TARGETVARIANT\n${DOWNLOAD}\n${BUILD}`), says(4, 'TARGETVARIANT')),
      platforms: ['linux/arm/v6', 'linux/arm/v7'].map(parsePlatform),
    },
  ],
  accept: [
    { name: 'not pinned', text: file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`, '') },
    {
      name: 'not pinned: the target platform by name',
      text: file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`, '--platform=$TARGETPLATFORM '),
    },
    {
      name: 'pinned to what an argument says',
      text: `ARG P\n${file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`, '--platform=$P ')}`,
    },
    { name: 'default', text: file(`ARG TARGETARCH=amd64\n${DOWNLOAD}\n${BUILD}`) },
    {
      name: 'default above the first FROM',
      text: `ARG TARGETARCH=amd64\n${file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`)}`,
    },
    { name: 'below the download', text: file(`${DOWNLOAD}\nARG TARGETARCH\n${BUILD}`) },
    { name: 'no download', text: file(`ARG TARGETARCH\n${BUILD}`) },
    { name: 'the builder is the same for all', text: file(`ARG BUILDPLATFORM BUILDARCH\n${DOWNLOAD}\n${BUILD}`) },
    { name: 'the system is the same for all', text: file(`ARG TARGETOS\n${DOWNLOAD}\n${BUILD}`) },
    { name: 'used in between', text: file(`ARG TARGETARCH\nRUN echo $TARGETARCH > /arch\n${DOWNLOAD}\n${BUILD}`) },
    { name: 'used in between by ENV', text: file(`ARG TARGETARCH\nENV GOARCH=$TARGETARCH\n${DOWNLOAD}\n${BUILD}`) },
    {
      name: 'used in between by a mount',
      text: file(
        `ARG TARGETARCH\nRUN --mount=type=cache,id=c-$TARGETARCH,target=/go/pkg/mod go mod download\n${BUILD}`,
      ),
    },
    {
      name: 'used in between by a helper',
      text: file(`ARG TARGETPLATFORM\nRUN xx-apk add gcc\n${DOWNLOAD}\n${BUILD}`),
    },
    { name: 'may be used in between by make', text: file(`ARG TARGETARCH\nRUN make tools\n${DOWNLOAD}\n${BUILD}`) },
    {
      name: 'may be used in between by a script',
      text: file(`ARG TARGETARCH\nRUN ./install.sh\n${DOWNLOAD}\n${BUILD}`),
    },
    {
      name: 'used by the download itself',
      text: file(`ARG TARGETARCH\nRUN go mod download && GOARCH=$TARGETARCH go build -o /web .`),
    },
    {
      name: 'one platform planned',
      text: file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`),
      platforms: [parsePlatform('linux/arm64')],
    },
    {
      name: 'a file for one platform by its name',
      text: file(`ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`),
      file: 'Dockerfile.arm64',
    },
    { name: 'a stage that is not built', text: `${file(`ARG TARGETARCH\n${DOWNLOAD}`)}FROM scratch\n` },
  ],
});

test.each<[string, string, string]>([
  ['below the download', `ARG TARGETARCH\n${DOWNLOAD}\n${BUILD}`, `${DOWNLOAD}\nARG TARGETARCH\n${BUILD}`],
  [
    'names that do not differ stay',
    `ARG TARGETOS TARGETARCH X=1\n${DOWNLOAD}\n${BUILD}`,
    `ARG TARGETOS X=1\n${DOWNLOAD}\nARG TARGETARCH\n${BUILD}`,
  ],
  [
    'below the last of two downloads',
    `ARG TARGETARCH\n${DOWNLOAD}\nRUN cd tools && \\\n  go mod download\n${BUILD}`,
    `${DOWNLOAD}\nRUN cd tools && \\\n  go mod download\nARG TARGETARCH\n${BUILD}`,
  ],
  [
    'the same ARG again further down',
    `ARG TARGETARCH\n${DOWNLOAD}\nARG TARGETARCH\n${BUILD}`,
    `${DOWNLOAD}\nARG TARGETARCH\nARG TARGETARCH\n${BUILD}`,
  ],
])('fix: %s', (name, before, after) => {
  expect(fixed(RULE, { name, text: file(before) }, 'safe')).toBe(file(after));
});

test('fix: at the end of a file without a line end', () => {
  const text = 'FROM --platform=$BUILDPLATFORM golang:1.26\nARG TARGETARCH\nRUN go mod download';
  expect(fixed(RULE, { name: '', text }, 'safe')).toBe(
    'FROM --platform=$BUILDPLATFORM golang:1.26\nRUN go mod download\nARG TARGETARCH',
  );
});
