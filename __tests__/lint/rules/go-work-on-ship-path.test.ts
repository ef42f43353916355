import { checkRule } from '../check-rule.ts';

const APART = 'give it a stage of its own, or run it beside the build of the image';

function web(...lines: readonly string[]): string {
  return `FROM golang:1.26 AS b\n${lines.join('\n')}\nRUN go build -o /web .\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n`;
}

function rejected(name: string, line: string, message: string, severity: 'note' | 'warning' = 'note', column = 5) {
  return { name, text: web(line), line: 2, column, message, severity };
}

const TIDY =
  'go mod tidy may change which modules the image is built with: run it before the commit, and only "go mod download" here';
const GET = 'go get -u builds the image with other modules than those of go.mod: update them before the commit';
const LATEST = 'go install takes the latest version, another one every time: name the version';

checkRule('go-work-on-ship-path', {
  reject: [
    rejected('go test', 'RUN go test ./...', `go test runs whenever the image is built: ${APART}`),
    rejected(
      'go vet',
      'RUN go fmt && CGO_ENABLED=0 go vet ./...',
      `go vet runs whenever the image is built: ${APART}`,
      'note',
      29,
    ),
    rejected('a linter', 'RUN golangci-lint run', `golangci-lint runs whenever the image is built: ${APART}`),
    rejected(
      'a linter by its path',
      'RUN /go/bin/staticcheck ./...',
      `staticcheck runs whenever the image is built: ${APART}`,
    ),
    rejected('go mod tidy', 'RUN go mod tidy', TIDY, 'warning'),
    rejected('go get -u', 'RUN go get -u ./...', GET, 'warning'),
    rejected('go get -u=patch', 'RUN go get -u=patch ./...', GET, 'warning'),
    rejected('the latest tool', 'RUN go install example.org/tool@latest', LATEST),
    {
      name: 'in what the stage is built on',
      text: 'FROM golang AS base\nRUN go mod tidy\nFROM base AS b\nRUN go build -o /web .\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n',
      line: 2,
      column: 5,
      message: TIDY,
    },
    {
      ...rejected('in the shipped stage', '', TIDY, 'warning'),
      text: 'FROM golang\nRUN go mod tidy && go build -o /web .\nCMD ["/web"]\n',
    },
  ],
  accept: [
    {
      name: 'a stage of its own',
      text: 'FROM golang AS s\nFROM s AS check\nRUN go test ./... && go vet && golangci-lint run && go mod tidy\nFROM s AS b\nRUN go build -o /web .\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n',
    },
    {
      name: 'a stage that something else comes from',
      text: web('').replace(
        'FROM scratch',
        'FROM golang AS t\nRUN go test -o /x ./...\nFROM scratch\nCOPY --from=t /report /',
      ),
    },
    { name: 'generate', text: web('RUN go install example.org/mockgen@latest && go generate ./...') },
    {
      name: 'a generator of its own',
      text: web('RUN go install github.com/a-h/templ/cmd/templ@latest', 'RUN templ generate'),
    },
    {
      name: 'tidy of a module that is made in the build',
      text: web(
        'COPY . .',
        'RUN go mod init example.org/web && go mod edit -replace=example.org/x=../x && go mod tidy',
      ),
    },
    { name: 'a program of the tests', text: web('RUN go test -c -o /web.test') },
    { name: 'a version', text: web('RUN go install example.org/tool@v1.2.3 && go get example.org/x@v1') },
    { name: 'a program of that name is an argument', text: web('RUN echo staticcheck go vet') },
    { name: 'nothing visible', text: web('RUN make test lint') },
    { name: 'other commands', text: web('RUN go mod download && go mod verify && go version') },
    { name: 'a tool', file: 'Dockerfile.test', text: web('RUN go test ./...') },
    { name: 'no Go build that is shipped', text: 'FROM golang\nRUN go test ./...\nCMD ["/web"]\n' },
  ],
});
