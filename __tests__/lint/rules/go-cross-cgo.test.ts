import { parsePlatform } from '../../../src/model/platform.ts';
import type { Files } from '../../support/context.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { checkRule, type Rejected } from '../check-rule.ts';

const ADVICE = 'set CGO_ENABLED=0, or CC to a cross-compiler, or build with xx-go';
const ARM64 = 'cannot compile for linux/arm64 here, and CC names no other compiler';
const CROSS = `CGO_ENABLED=1 hands this to gcc, which ${ARM64}: main.go:3 has import "net": ${ADVICE}`;
const MAYBE = `CGO_ENABLED=1 hands a program with C code, net or os/user to gcc, which ${ARM64}: ${ADVICE}`;
const PINNED = '--platform=$BUILDPLATFORM golang:1.26';

function file(rest: string, from = PINNED): string {
  return `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\nARG TARGETARCH TARGETPLATFORM\n${rest}\nFROM debian:trixie-slim\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
}

const BUILD = 'RUN GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /web .';

function rejected(
  name: string,
  text: string,
  column: number,
  message = CROSS,
  files: Files = SOURCES.net,
  line = 5,
): Rejected {
  return { name, text, line, column, message, files, severity: message === MAYBE ? 'warning' : 'error' };
}

function quiet(name: string, text: string, files: Files = SOURCES.net) {
  return { name, text, files };
}

checkRule('go-cross-cgo', {
  reject: [
    rejected('pinned to BUILDPLATFORM', file(BUILD), 38),
    rejected('by ENV', file('ENV GOARCH=$TARGETARCH CGO_ENABLED=1\nRUN go build -o /web .'), 5, CROSS, SOURCES.net, 6),
    rejected('pinned to a literal platform', file(BUILD, '--platform=linux/amd64 golang:1.26'), 38),
    rejected(
      'C code',
      file(BUILD),
      38,
      CROSS.replace('main.go:3 has import "net"', 'main.go:5 has import "C"'),
      SOURCES.c,
    ),
    rejected('imports that cannot be known', file(BUILD), 38, MAYBE, SOURCES.unknown),
    rejected(
      'GOARCH written down',
      file('RUN GOARCH=arm64 CGO_ENABLED=1 go build -o /web .', '--platform=linux/amd64 golang:1.26'),
      32,
      CROSS.replace('for linux/arm64', 'for linux/amd64'),
    ),
    rejected(
      'two builds of a stage are one cause',
      file(`${BUILD}\nRUN GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /two .`),
      38,
    ),
    {
      ...rejected('one platform planned, on a builder of another', file(BUILD), 38),
      platforms: [parsePlatform('linux/arm64')],
      nativePlatforms: [parsePlatform('linux/amd64')],
    },
  ],
  accept: [
    quiet('CC by ENV', file(`ENV CC=aarch64-linux-gnu-gcc\n${BUILD}`)),
    quiet('CC as a prefix', file('RUN CC=aarch64-linux-gnu-gcc GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /web .')),
    quiet('CC by export', file(`RUN export CC=$(target-cc); GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /web .`)),
    quiet(
      'CC in a branch',
      file(
        'RUN if [ "$TARGETARCH" = arm64 ]; then export CC=aarch64-linux-gnu-gcc; fi; GOARCH=$TARGETARCH CGO_ENABLED=1 go build -o /web .',
      ),
    ),
    quiet('CC by go env -w', file(`RUN go env -w CC=aarch64-linux-gnu-gcc\n${BUILD}`)),
    quiet('CC by an ARG', file(`ARG CC\n${BUILD}`)),
    quiet('xx-go', file('RUN CGO_ENABLED=1 xx-go build -o /web .')),
    quiet('xx-go --wrap', file('RUN xx-go --wrap\nRUN CGO_ENABLED=1 go build -o /web .')),
    quiet('zig', file(`RUN apk add zig\n${BUILD}`)),
    quiet('CGO_ENABLED=0', file('RUN GOARCH=$TARGETARCH CGO_ENABLED=0 go build -o /web .')),
    quiet('CGO_ENABLED not set: cgo is off when cross-compiling', file('RUN GOARCH=$TARGETARCH go build -o /web .')),
    quiet('CGO_ENABLED from an ARG', file('ARG CGO_ENABLED\nRUN GOARCH=$TARGETARCH go build -o /web .')),
    quiet('not pinned', file(BUILD, 'golang:1.26')),
    quiet('GOARCH not set: the build is native', file('RUN CGO_ENABLED=1 go build -o /web .')),
    quiet('a program without net, os/user, plugin and C', file(BUILD), SOURCES.plain),
    quiet(
      'pure tags, and imports that cannot be known',
      file('RUN GOARCH=$TARGETARCH CGO_ENABLED=1 go build -tags netgo,osusergo -o /web .'),
      SOURCES.unknown,
    ),
    { ...quiet('one platform planned', file(BUILD)), platforms: [parsePlatform('linux/arm64')] },
    {
      ...quiet('the builder has machines for all', file(BUILD)),
      nativePlatforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')],
    },
    quiet('make', file('RUN CGO_ENABLED=1 GOARCH=$TARGETARCH make web')),
  ],
});
