import { checkRule } from '../check-rule.ts';

const FILES = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'go.sum': '',
  'main.go': 'package main\n',
  'vendor/modules.txt': '# x\n',
};

function build(...lines: readonly string[]): string {
  return `FROM golang:1.26 AS build\nWORKDIR /src\n${lines.join('\n')}\nFROM scratch\nCOPY --from=build /web /\nCMD ["/web"]\n`;
}

function rejected(name: string, lines: readonly string[], line: number, column = 5) {
  return {
    name,
    text: build(...lines),
    files: FILES,
    line,
    column,
    message:
      'go mod download fetches what nobody reads, as go takes modules from vendor: drop it, or leave vendor out of the context',
  };
}

function quiet(name: string, lines: readonly string[], files: Readonly<Record<string, string>> = FILES) {
  return { name, text: build(...lines), files };
}

const FIRST = 'COPY go.mod go.sum ./';
const DOWNLOAD = 'RUN go mod download';
const BUILD = 'RUN go build -o /web .';

checkRule('vendor-and-download', {
  reject: [
    rejected('downloaded before the copy', [FIRST, DOWNLOAD, 'COPY . .', BUILD], 4),
    rejected('downloaded after the copy', ['COPY . .', DOWNLOAD, BUILD], 4),
    rejected('copied by its name', [FIRST, DOWNLOAD, 'COPY vendor ./vendor', BUILD], 4),
    rejected('with a cache', ['COPY . .', 'RUN --mount=type=cache,target=/go/pkg/mod go mod download', BUILD], 4, 43),
    rejected('-mod=vendor', ['COPY . .', DOWNLOAD, 'RUN go build -mod=vendor -o /web .'], 4),
  ],
  accept: [
    quiet('not vendored', ['COPY . .', DOWNLOAD, BUILD], { 'go.mod': FILES['go.mod'], 'main.go': '' }),
    quiet('a vendor folder of something else', ['COPY . .', DOWNLOAD, BUILD], {
      'go.mod': FILES['go.mod'],
      'vendor/jquery.js': '',
    }),
    quiet('ignored', ['COPY . .', DOWNLOAD, BUILD], { ...FILES, '.dockerignore': 'vendor\n' }),
    quiet('not copied', [FIRST, DOWNLOAD, 'COPY main.go ./', BUILD]),
    quiet('-mod=mod', ['COPY . .', DOWNLOAD, 'RUN go build -mod=mod -o /web .']),
    quiet('-mod=mod in GOFLAGS', ['ENV GOFLAGS=-mod=mod', 'COPY . .', DOWNLOAD, BUILD]),
    quiet('no download', ['COPY . .', BUILD]),
    quiet('a download of something else', ['COPY . .', 'RUN go mod download example.org/tool@v1', BUILD]),
    quiet('not visible', ['COPY . .', 'RUN make', DOWNLOAD, BUILD]),
    { name: 'a context that was not looked at', text: build('COPY . .', DOWNLOAD, BUILD) },
  ],
});
