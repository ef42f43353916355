import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const BOTH = 'leaves debug information and the symbol table in a binary that is shipped: add -ldflags="-s -w"';

/** A build stage with one RUN on line 3, its binary shipped from /out. */
function built(run: string, before = 'WORKDIR /src'): string {
  return `FROM golang:1.26 AS build\n${before}\nRUN ${run}\nFROM scratch\nCOPY --from=build /out/web /web\nENTRYPOINT ["/web"]\n`;
}

function rejected(name: string, text: string, column = 5, message = `go build ${BOTH}`) {
  return { name, text, line: 3, column, message };
}

function accepted(name: string, text: string) {
  return { name, text };
}

checkRule('go-strip-debug', {
  reject: [
    rejected('no linker flags', built('go build -o /out/web .')),
    rejected('only -X', built('go build -ldflags="-X main.v=1" -o /out/web .')),
    rejected(
      'only -w',
      built('go build -ldflags=-w -o /out/web .'),
      5,
      'go build leaves the symbol table in a binary that is shipped: add -ldflags="-s -w"',
    ),
    rejected(
      '-s with -w=0',
      built('go build -ldflags="-s -w=0" -o /out/web .'),
      5,
      'go build leaves debug information in: -w=0 keeps what -s would drop, so take it out of -ldflags',
    ),
    rejected('the last -ldflags wins', built('go build -ldflags="-s -w" -ldflags="-X a=b" -o /out/web .')),
    rejected(
      'the command line replaces GOFLAGS',
      built('go build -ldflags="-X a=b" -o /out/web .', `ENV GOFLAGS="'-ldflags=-s -w'"`),
    ),
    rejected('-s taken back', built('go build -ldflags="-s -s=false" -o /out/web .')),
    rejected('behind assignments and env', built('CGO_ENABLED=0 env GOOS=linux go build -o /out/web .'), 34),
    rejected('xx-go', built('xx-go build -o /out/web .', 'ARG TARGETPLATFORM')),
    rejected('after cd', built('cd cmd && go build -o ../../out/web .', 'WORKDIR /src'), 15),
    rejected('a relative output', built('go build -o web .', 'WORKDIR /out')),
    rejected('an output folder', built('go build -o /out/ ./cmd/web')),
    rejected('go install, and mv', built('go install ./cmd/web && mv /go/bin/web /out/web'), 5, `go install ${BOTH}`),
    rejected('in a branch', built('if true; then go build -o /out/web .; fi'), 19),
    rejected(
      'in a here-document',
      built('<<EOF\ngo build -o /out/web .\nEOF').replace('RUN <<EOF\n', 'RUN <<EOF\n'),
      1,
      `go build ${BOTH}`,
    ),
    {
      name: 'through a stage between',
      text: 'FROM golang AS a\nWORKDIR /src\nRUN go build -o /x .\nFROM alpine AS b\nCOPY --from=a /x /y/x\nFROM scratch\nCOPY --from=b /y /\nCMD ["/x"]\n',
      line: 3,
      column: 5,
      message: `go build ${BOTH}`,
    },
    {
      name: 'in the shipped layers themselves',
      text: 'FROM golang\nWORKDIR /src\nRUN go build -o /usr/bin/web .\nCMD ["web"]\n',
      line: 3,
      column: 5,
      message: `go build ${BOTH}`,
    },
    {
      name: 'in a stage that the last one is built on',
      text: 'FROM golang AS b\nWORKDIR /src\nRUN go build -o /usr/bin/web .\nFROM b\nCMD ["web"]\n',
      line: 3,
      column: 5,
      message: `go build ${BOTH}`,
    },
    {
      name: 'the stage asked for',
      text: 'FROM golang AS web\nWORKDIR /src\nRUN go build -o /web .\nCMD ["/web"]\nFROM scratch\n',
      target: 'web',
      line: 3,
      column: 5,
      message: `go build ${BOTH}`,
    },
  ].map((each) => (each.name === 'in a here-document' ? { ...each, line: 4 } : each)),
  accept: [
    accepted('-s -w', built('go build -ldflags="-s -w" -o /out/web .')),
    accepted('-s alone, which implies -w', built('go build -ldflags=-s -o /out/web .')),
    accepted('as two words', built("go build -ldflags '-w -s -X main.v=1' -o /out/web .")),
    accepted('two dashes', built('go build --ldflags="-s -w" -o /out/web .')),
    accepted('for all packages', built('go build -ldflags="all=-s -w" -o /out/web .')),
    accepted('by GOFLAGS of the stage', built('go build -o /out/web .', `ENV GOFLAGS="'-ldflags=-s -w' -trimpath"`)),
    accepted('by GOFLAGS of the command', built(`GOFLAGS=-ldflags=-s go build -o /out/web .`)),
    accepted('by an exported GOFLAGS', built(`export GOFLAGS=-ldflags=-s && go build -o /out/web .`)),
    accepted('GOFLAGS that cannot be known', built('go build -o /out/web .', 'ARG GOFLAGS')),
    accepted(
      'by an argument with a default',
      built('go build -ldflags="$LDFLAGS" -o /out/web .', 'ARG LDFLAGS="-s -w"'),
    ),
    accepted('by an argument without one', built('go build -ldflags="$LDFLAGS" -o /out/web .', 'ARG LDFLAGS')),
    accepted('by a variable of the script', built('F="-s -w"; go build -ldflags="$F" -o /out/web .')),
    accepted('by what a command prints', built('go build -ldflags "$(cat flags)" -o /out/web .')),
    accepted('-s beside what a command prints', built('go build -ldflags "-s -w -X a=$(git describe)" -o /out/web .')),
    accepted('from a file', built('go build -ldflags=@flags -o /out/web .')),
    accepted('flags that cannot be known', built('go build $FLAGS -o /out/web .', 'ARG FLAGS')),
    accepted('make', built('make build')),
    accepted('mage, goreleaser, ko and a script', built('mage build && goreleaser build && ko build && ./build.sh')),
    accepted('a build program', built('go run build.go')),
    accepted('go test -c', built('go test -c -o /out/web .')),
    accepted('a build for a debugger', built('go build -gcflags="all=-N -l" -o /out/web .')),
    accepted(
      'a build that an argument may make one for a debugger',
      built('go build -gcflags="$G" -o /out/web .', 'ARG G'),
    ),
    accepted('delve in the image', `${built('go build -o /out/web .')}ENTRYPOINT ["/dlv", "exec", "/web"]\n`),
    accepted('delve installed', built('go install github.com/go-delve/delve/cmd/dlv@latest && go build -o /out/web .')),
    accepted('stripped later', built('go build -o /out/web . && strip /out/web')),
    accepted(
      'one of two branches',
      built('if [ "$D" ]; then go build -o /out/web .; else go build -ldflags=-s -o /out/web .; fi'),
    ),
    accepted('only compiled', built('go build ./... && go build -o /dev/null . && go build std')),
    accepted('a helper that is not copied', built('go build -o /tmp/gen ./gen && /tmp/gen && make')),
    accepted(
      'a tool that is only mounted',
      'FROM golang AS t\nRUN GOBIN=/out go install example.org/x@v1\nFROM alpine\nRUN --mount=from=t,source=/out/x,target=/x /x lint\nCMD ["a"]\n',
    ),
    accepted(
      'a tool of a stage between',
      'FROM golang AS t\nRUN go install example.org/hugo@v1\nFROM alpine AS docs\nCOPY --from=t /go/bin/hugo /bin/hugo\nRUN hugo -d /site\nFROM scratch\nCOPY --from=docs /site /\n',
    ),
    accepted(
      'packages compiled ahead',
      'FROM golang AS b\nRUN go install example.org/lib/a example.org/lib/b\nCOPY . .\nRUN go install -ldflags=-s ./cmd/web\nFROM scratch\nCOPY --from=b /go/bin/* /\nCMD ["/web"]\n',
    ),
    accepted('a stage that is not built', 'FROM golang AS b\nRUN go build -o /x .\nFROM alpine\nCMD ["a"]\n'),
    accepted('an image that starts nothing of its own', 'FROM golang\nRUN go build\nRUN go test ./...\n'),
    {
      name: 'a policy on stripping, which go-binary-policy judges',
      policy: { strip: 'forbid' },
      text: built('go build -o /out/web .'),
    },
    { name: 'a file to develop with', file: 'Dockerfile.dev', text: built('go build -o /out/web .') },
    { name: 'a folder of tools', file: 'hack/Dockerfile', text: built('go build -o /out/web .') },
    { name: 'a stage to test with', target: 'test', text: 'FROM golang AS test\nRUN go build -o /x .\nCMD ["/x"]\n' },
  ],
});

test.each([
  ['after the verb', 'go build -o /out/web .', 'go build -ldflags="-s -w" -o /out/web .'],
  [
    'after -C, which has to come first',
    'go build -C /src -o /out/web .',
    'go build -C /src -ldflags="-s -w" -o /out/web .',
  ],
  [
    'into double quotes',
    'go build -ldflags="-X a.b=c" -o /out/web .',
    'go build -ldflags="-s -w -X a.b=c" -o /out/web .',
  ],
  [
    'into single quotes',
    "go build -ldflags '-X a.b=c' -o /out/web .",
    "go build -ldflags '-s -w -X a.b=c' -o /out/web .",
  ],
  [
    'into a word that is quoted whole',
    'go build "-ldflags=-X a.b=c" -o /out/web .',
    'go build "-ldflags=-s -w -X a.b=c" -o /out/web .',
  ],
  [
    'behind a pattern',
    'go build -ldflags="all=-X a.b=c" -o /out/web .',
    'go build -ldflags="all=-s -w -X a.b=c" -o /out/web .',
  ],
  ['beside -w', 'go build -ldflags=-w -o /out/web .', 'go build -ldflags="-s -w" -o /out/web .'],
  ['into empty quotes', 'go build -ldflags="" -o /out/web .', 'go build -ldflags="-s -w" -o /out/web .'],
  [
    'the last of two',
    'go build -ldflags=-s -ldflags="-X a.b=c" -o /out/web .',
    'go build -ldflags=-s -ldflags="-s -w -X a.b=c" -o /out/web .',
  ],
  ['-w=0 taken out', 'go build -ldflags="-s -w=0" -o /out/web .', 'go build -ldflags="-s -w" -o /out/web .'],
  [
    'go install',
    'go install ./cmd/web && mv /go/bin/web /out/web',
    'go install -ldflags="-s -w" ./cmd/web && mv /go/bin/web /out/web',
  ],
  [
    'over lines',
    'CGO_ENABLED=0 go build \\\n    -ldflags="-X a.b=c" \\\n    -o /out/web .',
    'CGO_ENABLED=0 go build \\\n    -ldflags="-s -w -X a.b=c" \\\n    -o /out/web .',
  ],
  ['in a here-document', '<<EOF\ngo build -o /out/web .\nEOF', '<<EOF\ngo build -ldflags="-s -w" -o /out/web .\nEOF'],
])('fix %s', (name, run, expected) => {
  expect(fixed('go-strip-debug', { name, text: built(run) })).toBe(built(expected));
  // Who wants the debug information decides; --fix leaves it.
  expect(() => fixed('go-strip-debug', { name, text: built(run) }, 'safe')).toThrow('has a fix for this');
});

test.each([
  [
    'flags of GOFLAGS, which those of the command would replace',
    built('go build -o /out/web .', 'ENV GOFLAGS=-ldflags=-w'),
  ],
  ['-s taken back on purpose', built('go build -ldflags="-s=false" -o /out/web .')],
  ['flags of a variable outside quotes', built('go build -ldflags=$F -o /out/web .', 'ENV F=-w')],
  ['an exec form', built('["go", "build", "-o", "/out/web", "."]')],
])('no fix: %s', (name, text) => {
  expect(() => fixed('go-strip-debug', { name, text })).toThrow('has a fix for this');
});
