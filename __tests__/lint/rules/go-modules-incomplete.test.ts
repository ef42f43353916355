import { checkRule } from '../check-rule.ts';

const MOD = 'module example.org/web\n\ngo 1.24\n\nrequire example.org/api v0.0.0\n';
const FILES = {
  'go.mod': `${MOD}\nreplace example.org/api => ./api\n`,
  'go.sum': '',
  'main.go': 'package main\n',
  'api/go.mod': 'module example.org/api\n\ngo 1.24\n',
  'api/api.go': 'package api\n',
};
const WORK = {
  'go.work': 'go 1.24\n\nuse (\n\t.\n\t./tool\n)\n',
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'tool/go.mod': 'module example.org/tool\n\ngo 1.24\n',
};
const SUM = { 'go.mod': MOD, 'go.sum': 'example.org/api v0.0.0 h1:x\n', 'main.go': 'package main\n' };

function build(...lines: readonly string[]): string {
  return `FROM golang:1.26 AS build\nWORKDIR /src\n${lines.join('\n')}\nFROM scratch\nCOPY --from=build /web /\nCMD ["/web"]\n`;
}

function rejected(
  name: string,
  lines: readonly string[],
  line: number,
  said: string,
  files: typeof FILES | typeof WORK | typeof SUM = FILES,
) {
  return { name, text: build(...lines), files, line, column: 5, severity: 'error' as const, message: said };
}

const REPLACE =
  'go mod download fails here, as api/go.mod is not there yet: a replace line of go.mod leads there; copy it before';
const MEMBER = 'go mod download fails here, as tool/go.mod is not there yet: go.work names it; copy it before';
const sum = (verb: string): string =>
  `go ${verb} fails here, as go.sum is not there yet: what is fetched is checked against it; copy it before`;
const DOWNLOAD = 'RUN go mod download';

checkRule('go-modules-incomplete', {
  reject: [
    rejected('a replace', ['COPY go.mod go.sum ./', DOWNLOAD], 4, REPLACE),
    rejected('a replace, by patterns', ['COPY go.* ./', DOWNLOAD, 'COPY . .'], 4, REPLACE),
    rejected('the source of it is elsewhere', ['COPY go.mod go.sum ./', 'COPY api ./lib', DOWNLOAD], 5, REPLACE),
    { ...rejected('ignored', ['COPY . .', DOWNLOAD], 4, REPLACE), files: { ...FILES, '.dockerignore': 'api\n' } },
    rejected(
      'in what the stage is built on',
      ['COPY go.mod ./', 'FROM build AS c', DOWNLOAD, 'FROM c AS build'],
      5,
      REPLACE,
    ),
    rejected('a member of go.work', ['COPY go.mod go.work ./', DOWNLOAD], 4, MEMBER, WORK),
    rejected('go.sum', ['COPY go.mod main.go ./', 'RUN go build -o /web .'], 4, sum('build'), SUM),
    // Go 1.16 to 1.27, asked: `go mod download` is content, and the build after it misses the entry of the package.
    rejected(
      'go.sum, after a download',
      ['COPY go.mod main.go ./', DOWNLOAD, 'RUN go build -o /web .'],
      5,
      sum('build'),
      SUM,
    ),
    {
      ...rejected(
        'go.sum, after a download in the same RUN',
        ['COPY go.mod main.go ./', `${DOWNLOAD} -x && go build -o /web .`],
        4,
        sum('build'),
        SUM,
      ),
      column: 27,
    },
    {
      ...rejected(
        'go.sum, after a download by Go 1.16',
        ['COPY go.mod main.go ./', DOWNLOAD, 'RUN go build -o /web .'],
        5,
        sum('build'),
        SUM,
      ),
      text: build('COPY go.mod main.go ./', DOWNLOAD, 'RUN go build -o /web .').replace('1.26', '1.16'),
    },
    rejected(
      'go.sum, for another command',
      ['COPY *.go go.mod ./', 'RUN go vet ./...', 'RUN go build -o /web .'],
      4,
      sum('vet'),
      SUM,
    ),
    {
      ...rejected('go.sum is ignored', ['COPY . .', 'RUN go build -o /web .'], 4, sum('build')),
      files: { ...SUM, '.dockerignore': '*.sum\n' },
    },
  ],
  accept: [
    {
      name: 'the go.mod of it',
      text: build('COPY go.mod go.sum ./', 'COPY api/go.mod ./api/', DOWNLOAD),
      files: FILES,
    },
    { name: 'its folder', text: build('COPY go.mod go.sum ./', 'COPY api ./api', DOWNLOAD), files: FILES },
    { name: 'everything', text: build('COPY . .', DOWNLOAD), files: FILES },
    { name: 'with its folders', text: build('COPY --parents go.mod */go.mod ./', DOWNLOAD), files: FILES },
    { name: 'mounted', text: build('RUN --mount=target=. go mod download'), files: FILES },
    {
      name: 'all members of go.work',
      text: build('COPY go.mod go.work ./', 'COPY tool/go.mod tool/go.mod', DOWNLOAD),
      files: WORK,
    },
    { name: 'GOWORK=off', text: build('ENV GOWORK=off', 'COPY go.mod go.work ./', DOWNLOAD), files: WORK },
    { name: 'go.work is not there either', text: build('COPY go.mod ./', DOWNLOAD), files: WORK },
    {
      name: 'a download that is told the modules, which saves all sums',
      text: build('COPY go.mod main.go ./', `${DOWNLOAD} all`, 'RUN go build -o /web .'),
      files: SUM,
    },
    {
      name: 'such a download in the stage below',
      text: build('COPY go.mod main.go ./', `${DOWNLOAD} all`, 'FROM build AS b', 'RUN go build -o /web .'),
      files: SUM,
    },
    {
      name: 'a download by Go 1.15, where the build adds what is missing',
      text: build('COPY go.mod main.go ./', DOWNLOAD, 'RUN go build -o /web .').replace('1.26', '1.15'),
      files: SUM,
    },
    {
      name: 'Go 1.15 without a download',
      text: build('COPY go.mod main.go ./', 'RUN go build -o /web .').replace('1.26', '1.15'),
      files: SUM,
    },
    {
      name: 'a download by a Go that is not known',
      text: build('COPY go.mod main.go ./', DOWNLOAD, 'RUN go build -o /web .').replace('golang:1.26', 'golang'),
      files: SUM,
    },
    { name: 'go.sum in time', text: build('COPY go.mod go.sum main.go ./', 'RUN go build -o /web .'), files: SUM },
    {
      name: 'no go.sum at all',
      text: build('COPY go.mod main.go ./', 'RUN go build -o /web .'),
      files: { 'go.mod': MOD, 'main.go': '' },
    },
    {
      name: 'no dependencies',
      text: build('COPY go.mod main.go ./', 'RUN go build -o /web .'),
      files: { ...SUM, 'go.mod': 'module example.org/web\n' },
    },
    {
      name: 'all of them replaced',
      text: build('COPY . .', 'RUN go build -o /web .'),
      files: { ...FILES, '.dockerignore': 'go.sum\n' },
    },
    {
      name: 'vendored',
      text: build('COPY go.mod main.go ./', 'COPY vendor ./vendor', 'RUN go build -o /web .'),
      files: { ...SUM, 'vendor/modules.txt': '' },
    },
    { name: '-mod=mod', text: build('COPY go.mod main.go ./', 'RUN go build -mod=mod -o /web .'), files: SUM },
    {
      name: '-mod=mod in GOFLAGS',
      text: build('ENV GOFLAGS=-mod=mod', 'COPY go.mod main.go ./', 'RUN go build -o /web .'),
      files: SUM,
    },
    {
      name: 'tidied before',
      text: build('COPY go.mod main.go ./', 'RUN go mod tidy && go build -o /web .'),
      files: SUM,
    },
    {
      name: 'made by a step',
      text: build('COPY go.mod ./', 'RUN mkdir api && cp go.mod api/', DOWNLOAD),
      files: FILES,
    },
    { name: 'made by a script', text: build('COPY go.mod ./', 'RUN make modules', DOWNLOAD), files: FILES },
    {
      name: 'cloned',
      text: build('COPY go.mod ./', 'RUN git clone https://example.org/api api', DOWNLOAD),
      files: FILES,
    },
    {
      name: 'from another stage',
      text: `FROM alpine AS x\n${build('COPY go.mod ./', 'COPY --from=x /api ./api', DOWNLOAD)}`,
      files: FILES,
    },
    {
      name: 'a replace of what is not required',
      text: build('COPY go.mod ./', DOWNLOAD),
      files: { ...FILES, 'go.mod': 'module example.org/web\n\nreplace example.org/api => ./api\n' },
    },
    {
      name: 'a replace by another module',
      text: build('COPY go.mod ./', DOWNLOAD),
      files: { ...FILES, 'go.mod': `${MOD}\nreplace example.org/api => example.org/fork v1.0.0\n` },
    },
    {
      name: 'a replace out of the context',
      text: build('COPY go.mod ./', DOWNLOAD),
      files: { ...FILES, 'go.mod': `${MOD}\nreplace example.org/api => ../api\n` },
    },
    {
      name: 'another module',
      text: build('COPY go.mod ./', 'RUN go install example.org/tool@v1', 'RUN go mod download example.org/x@v1'),
      files: FILES,
    },
    { name: 'a folder that cannot be known', text: build('ARG D', 'COPY go.mod $D/', DOWNLOAD), files: FILES },
    {
      name: 'a stage that is not built',
      text: `FROM golang AS x\nWORKDIR /src\nCOPY go.mod ./\n${DOWNLOAD}\n${build('COPY . .', 'RUN go build -o /web .')}`,
      files: FILES,
    },
    { name: 'a context that was not looked at', text: build('COPY go.mod ./', DOWNLOAD) },
  ],
});
