import { parsePlatform } from '../../../src/model/platform.ts';
import type { Files } from '../../support/context.ts';
import { SOURCES } from '../../support/libc-cases.ts';
import { checkRule, type Rejected } from '../check-rule.ts';

const STUB = 'without cgo it builds as a stub that fails when it is used';
const ADVICE = 'build with CGO_ENABLED=1 and a C compiler for the platform';
const SET = 'CGO_ENABLED=0 is set';
const INSTALL = 'set CGO_ENABLED=0, or install gcc and the headers of libc';
const PINNED = '--platform=$BUILDPLATFORM golang:1.26';

function file(rest: string, from = 'golang:1.26'): string {
  return `FROM ${from} AS build\nWORKDIR /src\nCOPY . .\nARG TARGETARCH\n${rest}\nFROM debian:trixie-slim\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
}

function stub(reason: string, place = 'main.go:7'): string {
  return `cgo is off (${reason}), and ${place} imports github.com/mattn/go-sqlite3: ${STUB}: ${ADVICE}`;
}

function rejected(
  name: string,
  text: string,
  column: number,
  message: string,
  files: Files = SOURCES.sqlite,
  severity: 'error' | 'warning' | 'note' = 'error',
): Rejected {
  return { name, text, line: 5, column, message, files, severity };
}

function quiet(name: string, text: string, files: Files = SOURCES.sqlite) {
  return { name, text, files };
}

const MOD = 'module example.com/web\n\ngo 1.24\n';
const OFF = file('RUN CGO_ENABLED=0 go build -o /web .');
const PLAIN = file('RUN go build -o /web .');

/** A program whose database package may take the module in, as one of several. */
function indirect(main: string): Files {
  return {
    'go.mod': `${MOD}\nrequire (\n\tgorm.io/driver/sqlite v1.5.7\n\tgithub.com/mattn/go-sqlite3 v1.14.22 // indirect\n)\n`,
    'main.go': main,
  };
}

const KAFKA: Files = {
  'go.mod': `${MOD}\nrequire github.com/confluentinc/confluent-kafka-go/v2 v2.11.1\n`,
  'main.go':
    'package main\n\nimport "github.com/confluentinc/confluent-kafka-go/v2/kafka"\n\nfunc main() { kafka.LibraryVersion() }\n',
};

checkRule('go-cgo-required', {
  reject: [
    rejected('cgo off: set', OFF, 19, stub(SET)),
    rejected(
      'cgo off: cross',
      file('RUN GOARCH=arm64 go build -o /web .', '--platform=linux/amd64 golang:1.26'),
      18,
      stub('linux/amd64 is cross-compiled, and CGO_ENABLED is not set'),
    ),
    rejected(
      'cgo off: cross for all but one',
      file('RUN GOARCH=$TARGETARCH go build -o /web .', PINNED),
      24,
      stub('where the image is for another platform than the machine that builds, and CGO_ENABLED is not set'),
    ),
    rejected(
      'cgo off: no compiler',
      file('RUN go build -o /web .', 'golang:1.26-alpine'),
      5,
      stub('there is no C compiler, and CGO_ENABLED is not set'),
    ),
    rejected(
      'a module that does not build without',
      OFF,
      19,
      `cgo is off (${SET}), and main.go:3 imports github.com/confluentinc/confluent-kafka-go/v2/kafka: without cgo the names that programs use of it are not there, and the build fails: ${ADVICE}`,
      KAFKA,
    ),
    rejected(
      "the program's own package is C",
      OFF,
      19,
      `cgo is off (${SET}), and every Go file of native needs it, so the build fails: ${ADVICE}`,
      {
        'go.mod': MOD,
        'main.go': 'package main\n\nimport "example.com/web/native"\n\nfunc main() { native.Run() }\n',
        'native/native.go': 'package native\n\nimport "C"\n\nfunc Run() {}\n',
      },
    ),
    rejected(
      'indirect',
      OFF,
      19,
      `cgo is off (${SET}), and go.mod requires github.com/mattn/go-sqlite3 for another module: if the program uses it, ${STUB}`,
      indirect('package main\n\nimport "gorm.io/driver/sqlite"\n\nfunc main() { sqlite.Open("x") }\n'),
      'note',
    ),
    rejected(
      'CGO_ENABLED=1 with no compiler in the stage',
      file('RUN CGO_ENABLED=1 go build -o /web .', 'golang:1.26-alpine'),
      19,
      `CGO_ENABLED=1 needs a C compiler, and golang has none for linux/amd64: main.go:7 has import "github.com/mattn/go-sqlite3": ${INSTALL}`,
    ),
    rejected(
      'CGO_ENABLED=1 with no compiler, and net',
      file('RUN CGO_ENABLED=1 go build -o /web .', 'golang:1.26-alpine'),
      19,
      `CGO_ENABLED=1 needs a C compiler, and golang has none for linux/amd64: main.go:3 has import "net": ${INSTALL}`,
      SOURCES.net,
    ),
    rejected(
      'CGO_ENABLED=1 with no compiler, and imports that cannot be known',
      file('RUN CGO_ENABLED=1 go build -o /web .', 'golang:1.26-alpine'),
      19,
      `CGO_ENABLED=1 needs a C compiler, and golang has none for linux/amd64: a program with C code, net or os/user: ${INSTALL}`,
      SOURCES.unknown,
      'warning',
    ),
  ],
  accept: [
    quiet('cgo on', PLAIN),
    quiet('pure-Go driver', OFF, {
      'go.mod': `${MOD}\nrequire modernc.org/sqlite v1.61.1\n`,
      'main.go': 'package main\n\nimport _ "modernc.org/sqlite"\n\nfunc main() {}\n',
    }),
    quiet('required, and imported by nothing that is built', OFF, {
      ...SOURCES.sqlite,
      'main.go': 'package main\n\nfunc main() {}\n',
      'cmd/other/main.go': 'package main\n\nimport _ "github.com/mattn/go-sqlite3"\n\nfunc main() {}\n',
    }),
    quiet('imported by a test alone', OFF, {
      ...SOURCES.sqlite,
      'main.go': 'package main\n\nfunc main() {}\n',
      'main_test.go': 'package main\n\nimport _ "github.com/mattn/go-sqlite3"\n',
    }),
    quiet('imported only where cgo is on', OFF, {
      ...SOURCES.sqlite,
      'main.go': 'package main\n\nfunc main() {}\n',
      'db.go': '//go:build cgo\n\npackage main\n\nimport _ "github.com/mattn/go-sqlite3"\n',
    }),
    quiet(
      'indirect, and every import known',
      OFF,
      indirect('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n'),
    ),
    quiet('no context to look at', OFF, {}),
    quiet(
      'gcc is installed',
      file('RUN apk add gcc musl-dev && CGO_ENABLED=1 go build -o /web .', 'golang:1.26-alpine'),
    ),
    quiet('CC is set', file('RUN CC=/opt/cc CGO_ENABLED=1 go build -o /web .', 'golang:1.26-alpine')),
    quiet(
      'no compiler, and nothing to compile',
      file('RUN CGO_ENABLED=1 go build -o /web .', 'golang:1.26-alpine'),
      SOURCES.plain,
    ),
    quiet('CGO_ENABLED from an ARG', file('ARG CGO_ENABLED\nRUN go build -o /web .')),
    quiet('xx-go, which chooses the compiler', file('RUN xx-go build -o /web .', PINNED)),
    {
      ...quiet('one platform planned, which may be native', file('RUN GOARCH=$TARGETARCH go build -o /web .', PINNED)),
      platforms: [parsePlatform('linux/arm64')],
    },
    quiet('make', file('RUN CGO_ENABLED=0 make /web')),
  ],
});
