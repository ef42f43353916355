import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'modules-before-source';
const MODULES = '--mount=type=cache,target=/go/pkg/mod';
const BUILDS = '--mount=type=cache,target=/root/.cache/go-build';
const FIRST = 'COPY go.mod go.sum ./';
const END = 'FROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n';

function web(...lines: readonly string[]): string {
  return `FROM golang:1.26 AS b\n${lines.join('\n')}\n${END}`;
}

function fetches(
  name: string,
  lines: readonly string[],
  line: number,
  column = 5,
  verb = 'go build',
  copy = 'COPY in line 2',
) {
  return {
    name,
    text: web(...lines),
    line,
    column,
    severity: 'warning' as const,
    message: `${verb} fetches all modules again whenever a source file changes, as ${copy} comes before it: copy go.mod and go.sum alone and download first, or mount a cache over GOMODCACHE`,
  };
}

function compiles(name: string, lines: readonly string[], line: number, column = 5, verb = 'go build') {
  return {
    name,
    text: web(...lines),
    line,
    column,
    severity: 'note' as const,
    message: `${verb} compiles everything again whenever a file changes: mount a cache over GOCACHE`,
  };
}

const BUILD = 'RUN go build -o /web .';

checkRule(RULE, {
  reject: [
    fetches('before the build', ['COPY . .', BUILD], 3),
    fetches('before the download', ['COPY . .', 'RUN go mod download', BUILD], 3, 5, 'go mod download'),
    fetches('by ADD', ['ADD . /src', BUILD], 3, 5, 'go build', 'ADD in line 2'),
    fetches('with go.mod beside it', ['COPY go.mod go.sum main.go ./', BUILD], 3),
    fetches(
      'by its folders',
      ['COPY go.* ./', 'COPY cmd ./cmd', 'COPY internal/ ./internal', BUILD],
      5,
      5,
      'go build',
      'COPY in line 3',
    ),
    fetches('only the build cache is mounted', ['COPY . .', `RUN ${BUILDS} go build -o /web .`], 3, 53),
    fetches(
      'another module cache',
      ['ENV GOMODCACHE=/m', 'COPY . .', `RUN ${MODULES} ${BUILDS} go build -o /web .`],
      4,
      91,
      'go build',
      'COPY in line 3',
    ),
    fetches(
      'in what the stage is built on',
      ['COPY . .', 'RUN go mod download', 'FROM b AS c', BUILD, 'FROM c AS b'],
      3,
      5,
      'go mod download',
    ),
    {
      ...fetches(
        'a folder that is a module',
        ['WORKDIR /src', 'COPY api /src/api/', 'RUN cd api && go build -o /web .'],
        4,
      ),
      column: 15,
      message: fetches('', [], 4, 5, 'go build', 'COPY in line 3').message,
      files: { 'api/go.mod': 'module x\n', 'api/go.sum': '', 'api/main.go': 'package main\n' },
    },
    {
      ...compiles('a folder whose module comes without others', ['WORKDIR /api', 'COPY api .', BUILD], 4),
      files: { 'api/go.mod': 'module x\n', 'api/main.go': 'package main\n' },
    },
    {
      ...compiles(
        'a module of its own, for one that is built elsewhere',
        ['WORKDIR /src', FIRST, 'COPY api api', 'RUN go mod download', 'COPY . .', BUILD],
        7,
      ),
      files: { 'api/go.mod': 'module x\n', 'api/go.sum': '', 'go.mod': 'module y\n', 'go.sum': '' },
    },
    compiles('a cache is missing', [FIRST, 'RUN go mod download', 'COPY . .', BUILD], 5),
    compiles('only modules are mounted', ['COPY . .', `RUN ${MODULES} go build -o /web .`], 3, 43),
    {
      ...compiles('the source comes by way of another stage', [], 0),
      text: `FROM busybox:1 AS s\nCOPY . /src\n${web('COPY --from=s /src .', BUILD)}`,
      line: 5,
    },
    compiles(
      'go.mod is made in the build',
      ['COPY . .', 'RUN go mod init example.org/web && go mod tidy && go build -o /web .'],
      3,
      51,
    ),
    compiles('no dependencies', ['COPY go.mod main.go ./', BUILD], 3),
    compiles(
      'compiled before, below the same source',
      [FIRST, 'RUN go mod download', 'COPY . .', 'RUN go vet ./...', BUILD],
      6,
    ),
    compiles(
      'only a tool installed above the source',
      [FIRST, 'RUN go mod download', 'RUN go install example.org/a@v1', 'COPY . .', BUILD],
      6,
    ),
    compiles('xx-go', [FIRST, 'RUN xx-go mod download', 'COPY . .', 'RUN xx-go build -o /web .'], 5, 5, 'xx-go build'),
    compiles(
      'modules of their own may come first',
      [FIRST, 'COPY api ./api', 'RUN go mod download', 'COPY . .', BUILD],
      6,
    ),
    {
      name: 'said once for several stages',
      text: `FROM golang:1.26 AS m\n${FIRST}\nRUN go mod download\nCOPY . .\nFROM m AS x\nRUN go build -o /x .\nFROM m AS y\nRUN go build -o /y .\nFROM scratch\nCOPY --from=x /x /\nCOPY --from=y /y /\nCMD ["/x"]\n`,
      line: 6,
      column: 5,
      message: 'go build compiles everything again whenever a file changes: mount a cache over GOCACHE',
    },
  ],
  accept: [
    {
      name: 'the source is cloned',
      text: web('RUN git clone https://example.org/web.git . && git checkout 1234567', BUILD),
    },
    { name: 'the source is added from elsewhere', text: web('ADD https://example.org/web.git#v1 /go', BUILD) },
    {
      name: 'packages compiled ahead, in a layer',
      text: web(FIRST, 'RUN go build ./pkg/...', 'COPY . .', `RUN ${MODULES} ${BUILDS} go build -o /web .`),
    },
    {
      name: 'dependencies compiled ahead, in a layer above the source',
      text: web(FIRST, 'RUN go mod download', 'RUN go install example.org/a example.org/b', 'COPY . .', BUILD),
    },
    {
      name: 'dependencies compiled ahead by a script',
      text: web(FIRST, 'COPY bin/deps bin/', 'RUN go mod download', 'RUN ./bin/deps', 'COPY pkg pkg', BUILD),
    },
    { name: 'all mounted', text: web('COPY . .', `RUN ${MODULES} ${BUILDS} go build -o /web .`) },
    {
      name: 'mounted by all keys',
      text: web(
        'COPY . .',
        'RUN --mount=target=/go/pkg/mod/,id=a,type=cache --mount=dst=/root/.cache,type=cache,sharing=locked go build -o /web .',
      ),
    },
    {
      name: 'mounted, at a home that is not known',
      text: web(
        'USER dev',
        'COPY . .',
        'RUN --mount=type=cache,target=/home/dev/go --mount=type=cache,target=/go/pkg/mod go build -o /web .',
      ),
    },
    { name: 'vendored', text: web('COPY go.mod go.sum ./', 'COPY vendor ./vendor', 'COPY . .', BUILD) },
    { name: '-mod=vendor', text: web('COPY . .', 'RUN go build -mod=vendor -o /web .') },
    { name: '-mod=vendor in GOFLAGS', text: web('ENV GOFLAGS=-mod=vendor', 'COPY . .', BUILD) },
    { name: 'bind mounts', text: web('RUN --mount=target=. go build -o /web .') },
    {
      name: 'bind mounts of files',
      text: web('RUN --mount=type=bind,source=go.mod,target=go.mod go mod download', 'COPY . .', BUILD),
    },
    { name: 'not visible', text: web('COPY . .', 'RUN make deps', 'RUN make web') },
    {
      name: 'a tool that is installed',
      text: web('COPY . .', 'RUN go install example.org/web@v1').replace('/web /', '/go/bin/web /'),
    },
    { name: 'nothing of it is shipped', text: web('COPY . .', BUILD).replace('--from=b /web', 'web') },
    { name: 'a file to develop with', file: 'dev/Dockerfile', text: web('COPY . .', BUILD) },
  ],
});

test.each([
  [
    'every go command',
    web('COPY . .', 'RUN go mod download', 'RUN CGO_ENABLED=0 \\', '    go build -o /web .', 'RUN go vet ./...'),
    web(
      'COPY . .',
      `RUN ${MODULES} go mod download`,
      `RUN ${MODULES} ${BUILDS} CGO_ENABLED=0 \\`,
      '    go build -o /web .',
      `RUN ${MODULES} ${BUILDS} go vet ./...`,
    ),
  ],
  [
    'only what is missing',
    web('COPY . .', `RUN ${BUILDS} go build -o /web . && go version`, 'RUN go version'),
    web('COPY . .', `RUN ${MODULES} ${BUILDS} go build -o /web . && go version`, 'RUN go version'),
  ],
  [
    'in all that is built on it',
    web('COPY . .', 'RUN go mod download', 'FROM b AS c', BUILD, 'FROM c AS b'),
    web(
      'COPY . .',
      `RUN ${MODULES} go mod download`,
      'FROM b AS c',
      `RUN ${MODULES} ${BUILDS} go build -o /web .`,
      'FROM c AS b',
    ),
  ],
  [
    'where the variables say',
    web('ENV GOPATH=/g XDG_CACHE_HOME=/x', 'COPY . .', BUILD),
    web(
      'ENV GOPATH=/g XDG_CACHE_HOME=/x',
      'COPY . .',
      'RUN --mount=type=cache,target=/g/pkg/mod --mount=type=cache,target=/x/go-build go build -o /web .',
    ),
  ],
  [
    'where HOME is',
    web('ENV HOME=/h', 'COPY . .', BUILD),
    web('ENV HOME=/h', 'COPY . .', `RUN ${MODULES} --mount=type=cache,target=/h/.cache/go-build go build -o /web .`),
  ],
  [
    "another user's",
    web('USER 1000:1001', 'ENV GOCACHE=/c', 'COPY . .', BUILD),
    web(
      'USER 1000:1001',
      'ENV GOCACHE=/c',
      'COPY . .',
      `RUN ${MODULES},uid=1000,gid=1001 --mount=type=cache,target=/c,uid=1000,gid=1001 go build -o /web .`,
    ),
  ],
  [
    'the note',
    web(FIRST, `RUN ${MODULES} go mod download`, 'COPY . .', `RUN ${MODULES} go build -o /web .`),
    web(FIRST, `RUN ${MODULES} go mod download`, 'COPY . .', `RUN ${BUILDS} ${MODULES} go build -o /web .`),
  ],
])('fixed: %s', (_, text, expected) => {
  expect(fixed(RULE, { name: '', text })).toBe(expected);
  expect(() => fixed(RULE, { name: '', text }, 'safe')).toThrow('has a fix for this');
});

test.each([
  ['a user whose home is not known', web('USER dev', 'COPY . .', BUILD)],
  ['a home that is not known', web('USER 1000', 'COPY . .', BUILD)],
  ['an argument without a default', web('ARG GOCACHE', 'COPY . .', BUILD)],
  ['go out of sight', web('COPY . .', 'RUN go mod download', 'RUN make generate', BUILD)],
  [
    'modules that are copied on',
    web('COPY . .', BUILD).replace('COPY --from=b', 'COPY --from=b /go/pkg/mod/a /a\nCOPY --from=b'),
  ],
  ['caches that are cleaned', web('COPY . .', 'RUN go build -o /web . && go clean -modcache -cache')],
  ['modules that a command names', web('COPY . .', 'RUN go mod download && cp -r /go/pkg/mod/a /a', BUILD)],
])('no fix: %s', (_, text) => {
  expect(() => fixed(RULE, { name: '', text })).toThrow('has a fix for this');
});
