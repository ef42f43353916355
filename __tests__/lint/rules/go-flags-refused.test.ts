import { checkRule } from '../check-rule.ts';

/** A RUN on line 3. */
function built(run: string, before = 'WORKDIR /src', tag = '1.26'): string {
  return `FROM golang:${tag}\n${before}\nRUN ${run}\n`;
}

/** A pinned build stage with one RUN on line 3, and a COPY on line 5. */
function crossed(run: string, copy = '/go/bin/web /web', before = 'ARG TARGETARCH'): string {
  return `FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n${before}\nRUN ${run}\nFROM scratch\nCOPY --from=build ${copy}\n`;
}

function rejected(name: string, text: string, message: string, column = 5, line = 3) {
  return { name, text, line, column, message, severity: 'error' as const };
}

const quoting = (value: string, fault: string): string =>
  `go refuses GOFLAGS=${JSON.stringify(value)} (${fault}): quote a flag that holds a space as a whole, "'-ldflags=-s -w'"`;
const vendor = (by: string, verb = 'install'): string =>
  `${by} looks into vendor/ only, and go ${verb} is to fetch a module at a version: set GOFLAGS= before the command`;
const race = 'needs cgo, and CGO_ENABLED is 0: go refuses to build';
const gobin = 'go install refuses to compile for linux/arm64 while GOBIN is set: use go build -o /out/';
const missed =
  'for linux/arm64 go install puts the program into /go/bin/linux_arm64/, where the COPY of /go/bin/web in line 5 does not find it: use go build -o /go/bin/web';
const ARM = [{ os: 'linux', architecture: 'arm64' }];

checkRule('go-flags-refused', {
  reject: [
    rejected(
      'GOFLAGS=-mod=vendor and a version',
      built('go install a.b/c@v1', 'ENV GOFLAGS=-mod=vendor'),
      vendor('GOFLAGS=-mod=vendor'),
    ),
    rejected(
      'go run of a version',
      built('go run a.b/c@v1', 'ENV GOFLAGS=-mod=vendor'),
      vendor('GOFLAGS=-mod=vendor', 'run'),
    ),
    rejected('-mod=vendor and a version', built('go install -mod=vendor a.b/c@latest'), vendor('-mod=vendor')),
    rejected(
      'once for a stage',
      built('go install a.b/c@v1 && go install a.b/d@v1', 'ENV GOFLAGS=-mod=vendor'),
      vendor('GOFLAGS=-mod=vendor'),
    ),
    rejected('-race with cgo off', built('CGO_ENABLED=0 go build -race .'), `-race ${race}`, 19),
    rejected('go test -race with cgo off', built('go test -v -race ./...', 'ENV CGO_ENABLED=0'), `-race ${race}`),
    rejected('-race by GOFLAGS', built('go build .', 'ENV CGO_ENABLED=0 GOFLAGS=-race'), `-race ${race}`),
    rejected('-msan', built('go build -msan .', 'ENV CGO_ENABLED=0'), `-msan ${race}`),
    rejected(
      '-race without a compiler',
      built('go test -race .', 'WORKDIR /src', '1.26-alpine'),
      '-race needs cgo, and there is no C compiler, without which it is off: go refuses to build',
    ),
    rejected(
      'GOBIN and a cross install',
      crossed('GOARCH=$TARGETARCH go install .', '/out/web /web', 'ARG TARGETARCH\nENV GOBIN=/out'),
      gobin,
      24,
      4,
    ),
    rejected(
      'GOBIN before the command',
      crossed('GOBIN=/out GOARCH=$TARGETARCH go install ./cmd/web', '/out/web /web'),
      gobin,
      35,
    ),
    {
      ...rejected(
        'GOBIN and a platform that is asked for',
        built('GOBIN=/out GOARCH=amd64 go install .'),
        gobin.replace('arm64', 'amd64'),
        29,
      ),
      platforms: ARM,
    },
    rejected(
      'GOBIN and another system',
      built('GOBIN=/out GOOS=windows GOARCH=amd64 go install .').replace('FROM', 'FROM --platform=$BUILDPLATFORM'),
      gobin.replace('linux/arm64', 'windows/amd64'),
      42,
    ),
    rejected(
      'GOFLAGS with a quote inside a flag',
      built('go build .', `ENV GOFLAGS="-ldflags='-s -w'"`),
      quoting("-ldflags='-s -w'", "unknown flag -w'"),
    ),
    rejected(
      'GOFLAGS without quotes',
      built('go mod download', 'ENV GOFLAGS="-ldflags=-w -s"'),
      quoting('-ldflags=-w -s', 'unknown flag -s'),
    ),
    rejected(
      'GOFLAGS with a value apart',
      built('GOFLAGS="-tags netgo" go build .'),
      quoting('-tags netgo', 'non-flag "netgo"'),
      27,
    ),
    rejected(
      'GOFLAGS with a loose quote',
      built('go build .', `ENV GOFLAGS="'-ldflags=-s -w"`),
      quoting("'-ldflags=-s -w", 'unterminated quote'),
    ),
    rejected('a cross install, and a COPY by name', crossed('GOARCH=$TARGETARCH go install ./cmd/web'), missed, 24),
    rejected('the same by the path of a module', crossed('GOARCH=$TARGETARCH go install a.b/cmd/web@v1'), missed, 24),
    rejected(
      'through a stage on that stage',
      crossed('GOARCH=$TARGETARCH go install ./cmd/web')
        .replace('FROM scratch', 'FROM build AS b\nFROM scratch')
        .replace('--from=build', '--from=b'),
      missed.replace('line 5', 'line 6'),
      24,
    ),
    rejected('go build -i', built('go build -i .'), 'go build has no flag -i any more since Go 1.20: take it out'),
  ],
  accept: [
    { name: 'GOFLAGS reset for the command', text: built('GOFLAGS= go install a.b/c@v1', 'ENV GOFLAGS=-mod=vendor') },
    { name: 'GOFLAGS reset by ENV', text: built('go install a.b/c@v1', 'ENV GOFLAGS=-mod=vendor\nENV GOFLAGS=""') },
    {
      name: 'GOFLAGS replaced on the command line',
      text: built('go install -mod=mod a.b/c@v1', 'ENV GOFLAGS=-mod=vendor'),
    },
    { name: 'GOFLAGS that cannot be known', text: built('go install a.b/c@v1', 'ARG GOFLAGS') },
    { name: 'GOFLAGS=-mod=vendor and a folder', text: built('go install ./cmd/web', 'ENV GOFLAGS=-mod=vendor') },
    { name: 'GOFLAGS=-mod=readonly', text: built('go install a.b/c@v1', 'ENV GOFLAGS=-mod=readonly') },
    { name: '-race with cgo on', text: built('CGO_ENABLED=1 go build -race .', 'ENV CGO_ENABLED=0') },
    { name: '-race off', text: built('go build -race=false .', 'ENV CGO_ENABLED=0') },
    { name: '-race of the program', text: built('go run . -race', 'ENV CGO_ENABLED=0') },
    { name: '-race with a compiler', text: built('go test -race .') },
    {
      name: '-race with a compiler installed',
      text: built('go test -race .', 'RUN apk add gcc musl-dev', '1.26-alpine'),
    },
    {
      name: '-race with one installed in the same RUN',
      text: built('apk add build-base && go test -race .', 'WORKDIR /a', '1.26-alpine'),
    },
    { name: '-race with CC', text: built('CC=zig go test -race .', 'WORKDIR /a', '1.26-alpine') },
    { name: '-race and a cgo that cannot be known', text: built('go test -race .', 'ARG CGO_ENABLED') },
    { name: '-race in a branch', text: built('if [ "$R" ]; then go build -race .; fi', 'ENV CGO_ENABLED=0') },
    { name: '-race that may fail', text: built('go test -race . || true', 'ENV CGO_ENABLED=0') },
    { name: 'GOBIN and a native install', text: built('GOBIN=/out go install a.b/c@v1') },
    { name: 'GOBIN and a pinned native install', text: crossed('GOBIN=/out go install a.b/c@v1', '/out/c /c') },
    {
      name: 'GOBIN and one architecture',
      text: crossed('GOBIN=/out GOARCH=$TARGETARCH go install .', '/out/web /web'),
      platforms: ARM,
    },
    {
      name: 'GOBIN reset',
      text: crossed(
        'GOBIN= GOARCH=$TARGETARCH go install .',
        '/go/bin/linux_arm64/web /web',
        'ARG TARGETARCH\nENV GOBIN=/out',
      ),
    },
    { name: 'GOBIN and a literal that the target may be', text: built('GOBIN=/out GOARCH=amd64 go install .') },
    {
      name: 'GOBIN and go build',
      text: crossed('GOBIN=/out GOARCH=$TARGETARCH go build -o /out/web .', '/out/web /web'),
    },
    {
      name: 'GOBIN and xx-go',
      text: crossed('xx-go install .', '/out/web /web', 'ARG TARGETPLATFORM\nENV GOBIN=/out'),
    },
    { name: 'GOFLAGS quoted as a whole', text: built('go build .', `ENV GOFLAGS="'-ldflags=-s -w' -trimpath"`) },
    { name: 'GOFLAGS with quotes of one word', text: built('go build .', `ENV GOFLAGS="-ldflags='-s'"`) },
    { name: 'GOFLAGS that go env takes', text: built('go env GOPATH', `ENV GOFLAGS="-tags netgo"`) },
    { name: 'GOFLAGS with a flag -w, which go env has', text: built('go build .', 'ENV GOFLAGS="-ldflags=-s -w"') },
    { name: 'a COPY by wildcard', text: crossed('GOARCH=$TARGETARCH go install ./cmd/web', '/go/bin/* /bin/') },
    { name: 'a COPY of the folder', text: crossed('GOARCH=$TARGETARCH go install ./cmd/web', '/go/bin /bin') },
    { name: 'moved there', text: crossed('GOARCH=$TARGETARCH go install ./cmd/web && mv /go/bin/*/* /go/bin || true') },
    {
      name: 'moved there later',
      text: crossed('GOARCH=$TARGETARCH go install ./cmd/web\nRUN find /go/bin -type f -exec cp {} /go/bin \\;'),
    },
    {
      name: 'built on the target',
      text: crossed('GOARCH=$TARGETARCH go install ./cmd/web').replace('--platform=$BUILDPLATFORM ', ''),
    },
    { name: 'a tool of the builder', text: crossed('go install ./cmd/web') },
    { name: 'a COPY of another', text: crossed('GOARCH=$TARGETARCH go install ./cmd/web', '/go/bin/other /web') },
    { name: 'not visible: make', text: crossed('make install') },
    { name: 'go build -i of an old Go', text: built('go build -i .', 'WORKDIR /a', '1.19') },
    { name: '-i of a Go that is not known', text: 'FROM alpine\nRUN go build -i .\n' },
    {
      name: 'a stage that is not built',
      text: `${built('go install a.b/c@v1', 'ENV GOFLAGS=-mod=vendor')}FROM scratch\n`,
    },
  ],
});
