import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'go-obsolete-flags';
const MODE = 'GO111MODULE=on is what Go takes anyhow since 1.16: take it out';
const GET = 'go get installs no programs since Go 1.18, and fails outside a module: use go install PACKAGE@VERSION';

/** A RUN on line 3. */
function built(run: string, before = 'ENV CGO_ENABLED=0', tag = '1.26'): string {
  return `FROM golang:${tag}\n${before}\nRUN ${run}\n`;
}

function rejected(name: string, text: string, column: number, message: string, line = 3) {
  return { name, text, line, column, message, severity: 'note' as const };
}

const nothing = (what: string): string => `${what} does nothing for this build: take it out`;

checkRule(RULE, {
  reject: [
    rejected('-a', built('go build -a -o /x .'), 14, nothing('-a')),
    rejected(
      '-a with cgo off by a prefix',
      built('CGO_ENABLED=0 go build -a .', 'ARG CGO_ENABLED=1'),
      28,
      nothing('-a'),
    ),
    rejected('-installsuffix', built('go build -installsuffix cgo .'), 14, nothing('-installsuffix')),
    rejected('-installsuffix=', built('go build -v -installsuffix=cgo .'), 17, nothing('-installsuffix')),
    rejected(
      'the old line',
      built('go build -a -installsuffix cgo -ldflags \'-extldflags "-static"\' .'),
      14,
      '-a, -installsuffix and -extldflags -static do nothing for this build: take them out',
    ),
    rejected(
      '-extldflags -static',
      built('go build -ldflags="-s -extldflags=-static" .'),
      14,
      nothing('-extldflags -static'),
    ),
    rejected(
      'beside a version',
      built('go build -ldflags="-X a.b=$V -extldflags -static" .', 'ENV CGO_ENABLED=0\nARG V'),
      14,
      nothing('-extldflags -static'),
      4,
    ),
    rejected('-i while it was there', built('go build -i .', 'WORKDIR /src', '1.17'), 14, nothing('-i')),
    rejected('GO111MODULE in ENV', 'FROM golang:1.26\nENV GO111MODULE=on\n', 5, MODE, 2),
    rejected('in the old form', 'FROM golang:1.26\nENV GO111MODULE on\n', 5, MODE, 2),
    rejected('among others', 'FROM golang:1\nENV A=b \\\n    GO111MODULE="on"\n', 5, MODE, 3),
    rejected('before a command', built('GO111MODULE=on go build .', 'WORKDIR /src'), 5, MODE),
    rejected('exported', built('export GO111MODULE=on && make', 'WORKDIR /src'), 12, MODE),
    rejected('by go env -w', built('go env -w GO111MODULE=on', 'WORKDIR /src'), 15, MODE),
    {
      ...rejected(
        'auto with a go.mod',
        'FROM golang:1.26\nENV GO111MODULE=auto\n',
        5,
        'GO111MODULE=auto is of the time of GOPATH, and there is a go.mod: take it out',
        2,
      ),
      files: { 'go.mod': 'module a\n' },
    },
    rejected('go get of a program', built('go get github.com/a/b', 'WORKDIR /src'), 5, GET),
    rejected('go get -u of a version', built('go get -u github.com/a/b@v1.2.3', 'WORKDIR /src'), 5, GET),
  ],
  accept: [
    {
      name: 'CGO_ENABLED from an ARG',
      text: built('go build -a -installsuffix cgo -ldflags="-extldflags -static" .', 'ARG CGO_ENABLED=0'),
    },
    { name: 'CGO_ENABLED from another ARG', text: built('go build -a .', 'ARG CGO=0\nENV CGO_ENABLED=$CGO') },
    {
      name: 'CGO_ENABLED from an ARG before the command',
      text: built('CGO_ENABLED=${CGO} go build -a .', 'ARG CGO=0'),
    },
    { name: 'cgo on', text: built('go build -a -ldflags="-extldflags -static" .', 'ENV CGO_ENABLED=1') },
    { name: 'cgo not said', text: built('go build -a -ldflags="-extldflags -static" .', 'WORKDIR /src') },
    { name: 'external link mode', text: built('go build -ldflags="-linkmode=external -extldflags -static" .') },
    {
      name: 'external link mode as two words',
      text: built('go build -ldflags="-linkmode external -extldflags -static" .'),
    },
    {
      name: 'linker flags that cannot be known',
      text: built('go build -ldflags="$F -extldflags -static" .', 'ENV CGO_ENABLED=0\nARG F'),
    },
    { name: 'a build mode', text: built('go build -buildmode=pie -ldflags="-extldflags -static-pie" .') },
    { name: 'other flags for the linker', text: built('go build -ldflags="-extldflags \'-static -lm\'" .') },
    { name: '-a off', text: built('go build -a=false .') },
    { name: '-a of the program', text: built('go build . -a') },
    { name: 'before the build cache', text: built('go build -a -installsuffix cgo .', 'ENV CGO_ENABLED=0', '1.9') },
    { name: '-i where it did something', text: built('go build -i .', 'WORKDIR /src', '1.15') },
    { name: '-i where it is refused, which is an error of its own', text: built('go build -i .') },
    { name: 'not visible: make', text: built('make -a') },
    { name: 'GO111MODULE=off', text: 'FROM golang:1.26\nENV GO111MODULE=off\n' },
    { name: 'set back after off', text: 'FROM golang:1.26\nENV GO111MODULE=off\nRUN GO111MODULE=on go build .\n' },
    { name: 'GO111MODULE from an ARG', text: 'FROM golang:1.26\nARG GO111MODULE=on\n' },
    {
      name: 'auto where no go.mod is',
      text: 'FROM golang:1.26\nENV GO111MODULE=auto\n',
      files: { 'main.go': 'package main\n' },
    },
    { name: 'auto where the context is not known', text: 'FROM golang:1.26\nENV GO111MODULE=auto\n' },
    { name: 'an old Go', text: 'FROM golang:1.15\nENV GO111MODULE=on\n' },
    { name: 'a Go that is not known', text: 'FROM alpine\nENV GO111MODULE=on\n' },
    { name: 'a stage that is not built', text: 'FROM golang:1.26\nENV GO111MODULE=on\nFROM scratch\n' },
    { name: 'in a comment', text: 'FROM golang:1.26\n# GO111MODULE=on\nWORKDIR /src\n' },
    { name: 'printed', text: built('echo GO111MODULE=on', 'WORKDIR /src') },
    { name: 'go get in a module', text: built('go get github.com/a/b', 'COPY . .') },
    { name: 'go get in a module made there', text: built('go mod init x && go get github.com/a/b', 'WORKDIR /src') },
    {
      name: 'go get in a clone',
      text: built('git clone https://github.com/a/b . && go get github.com/a/b', 'WORKDIR /src'),
    },
    { name: 'go get with GOPATH', text: built('GO111MODULE=off go get github.com/a/b', 'WORKDIR /src') },
    { name: 'go get of an old Go', text: built('go get github.com/a/b', 'WORKDIR /src', '1.15') },
    { name: 'go get that only downloads', text: built('go get -d github.com/a/b', 'WORKDIR /src') },
    { name: 'go get of the folder', text: built('go get .', 'WORKDIR /src') },
  ],
});

test.each([
  ['-a', built('go build -a -o /x .'), built('go build -o /x .')],
  ['two side by side', built('go build -a -installsuffix cgo .'), built('go build .')],
  ['apart', built('go build -a -v -installsuffix=cgo .'), built('go build -v .')],
  [
    'lines of their own',
    built('go build \\\n    -a \\\n    -installsuffix cgo \\\n    -o /x .'),
    built('go build \\\n    -o /x .'),
  ],
  ['the last line', built('go build -o /x \\\n    -a'), built('go build -o /x')],
  ['with the flag that is left empty', built('go build -ldflags \'-extldflags "-static"\' .'), built('go build .')],
  [
    'the last of the linker flags',
    built('go build -ldflags="-s -w -extldflags \'-static\'" .'),
    built('go build -ldflags="-s -w" .'),
  ],
  [
    'the first of the linker flags',
    built('go build -ldflags="-extldflags=-static -s" .'),
    built('go build -ldflags="-s" .'),
  ],
  ['escaped quotes', built('go build -ldflags "-s -extldflags \\"-static\\"" .'), built('go build -ldflags "-s" .')],
  ['an ENV of its own', 'FROM golang:1.26\nENV GO111MODULE=on\nWORKDIR /src\n', 'FROM golang:1.26\nWORKDIR /src\n'],
  ['first of an ENV', 'FROM golang:1.26\nENV GO111MODULE=on \\\n    A=b\n', 'FROM golang:1.26\nENV \\\n    A=b\n'],
  [
    'in the middle of an ENV',
    'FROM golang:1.26\nENV A=b \\\n    GO111MODULE=on \\\n    C=d\n',
    'FROM golang:1.26\nENV A=b \\\n    C=d\n',
  ],
  ['last of an ENV', 'FROM golang:1.26\nENV A=b \\\n    GO111MODULE=on\n', 'FROM golang:1.26\nENV A=b\n'],
  ['before a command', built('A=b GO111MODULE=on go build .'), built('A=b go build .')],
  ['exported with others', built('export A=b GO111MODULE=on && make'), built('export A=b && make')],
  ['go get', built('go get -u -v github.com/a/b'), built('go install -v github.com/a/b@latest')],
  ['go get of a version', built('go get github.com/a/b@v1'), built('go install github.com/a/b@v1')],
])('fix %s', (name, text, expected) => {
  expect(fixed(RULE, { name, text }, 'safe')).toBe(expected);
});

test.each([
  ['flags of a variable', built('go build $F .', 'ENV CGO_ENABLED=0 F="-a -v"')],
  [
    'an empty flag that replaces GOFLAGS',
    built('go build -ldflags="-extldflags -static" .', 'ENV CGO_ENABLED=0 GOFLAGS=-ldflags=-s'),
  ],
  ['an export of nothing else', built('export GO111MODULE=on && make')],
])('no fix: %s', (name, text) => {
  expect(() => fixed(RULE, { name, text })).toThrow('has a fix for this');
});
