import { checkRule } from '../check-rule.ts';

function mod(line: string): string {
  return `module example.org/web\n\ngo ${line}\n`;
}

/** A build on the image of a tag, its go.mod copied, with a RUN on line 4. */
function built(tag: string, run = 'go build .', before = 'COPY . .'): string {
  return `FROM golang:${tag}\nWORKDIR /src\n${before}\nRUN ${run}\n`;
}

const files = { 'go.mod': mod('1.26.1'), 'main.go': 'package main\n' };

function said(file: string, wanted: string, has: string, series = wanted): string {
  return `${file} asks for Go ${wanted}, and the image has Go ${has}, which fetches no other (GOTOOLCHAIN is local): use golang:${series} or later`;
}

function rejected(name: string, text: string, message: string, more: object = {}) {
  return { name, text, files, line: 1, column: 6, message, severity: 'error' as const, ...more };
}

function accepted(name: string, text: string, more: object = {}) {
  return { name, text, files, ...more };
}

const MAKE = `.PHONY: build all\nGO ?= go\nall: build\n\nbuild:\n\t@echo building\n\tCGO_ENABLED=0 go build \\\n\t  -o web .\n\nhelp:\n\t@cat Makefile\n`;

/** What is in the Makefile, and the RUN if it is not `make build`. */
function made(makefile: string, run = 'make build', more: object = {}) {
  return { text: built('1.25', run), files: { ...files, Makefile: makefile, ...more } };
}

function byMake(name: string, makefile: string, run?: string, more?: object) {
  return rejected(`make: ${name}`, '', said('go.mod', '1.26.1', '1.25'), made(makefile, run, more));
}

function notByMake(name: string, makefile: string, run?: string, more?: object) {
  return accepted(`make: ${name}`, '', made(makefile, run, more));
}

checkRule('go-version-behind-mod', {
  reject: [
    byMake('the target', MAKE),
    byMake('the first target', MAKE, 'make'),
    byMake('by what a target needs', MAKE, 'make -j4 VERSION=$V all'),
    byMake('by $(GO)', MAKE.replace('=0 go', '=0 $(GO)')),
    byMake('a file that is not there yet', 'web: main.go\n\tgo build -o web .\n', 'make web'),
    byMake('below', MAKE, 'cd app && make', { 'app/Makefile': MAKE }),
    rejected('an older minor version', built('1.25'), said('go.mod', '1.26.1', '1.25')),
    rejected('an older patch', built('1.26.0-alpine3.22'), said('go.mod', '1.26.1', '1.26.0')),
    rejected('a go line without a patch', built('1.25.4'), said('go.mod', '1.26', '1.25.4'), {
      files: { ...files, 'go.mod': mod('1.26') },
    }),
    rejected('a go line of the first patch', built('1.25.4'), said('go.mod', '1.26.0', '1.25.4', '1.26'), {
      files: { ...files, 'go.mod': mod('1.26.0') },
    }),
    rejected('go.work', built('1.25'), said('go.work', '1.26.1', '1.25'), {
      files: { ...files, 'go.mod': mod('1.24'), 'go.work': 'go 1.26.1\n\nuse .\n' },
    }),
    rejected('go mod download', built('1.25', 'go mod download', 'COPY go.mod ./'), said('go.mod', '1.26.1', '1.25')),
    rejected('in a folder below', built('1.25', 'cd cmd/web && go build .'), said('go.mod', '1.26.1', '1.25'), {
      files: { ...files, 'cmd/web/main.go': 'package main\n' },
    }),
    rejected(
      'a folder of the context',
      built('1.25', 'go build .', 'COPY app ./'),
      said('app/go.mod', '1.26.1', '1.25'),
      { files: { 'app/go.mod': mod('1.26.1'), 'app/main.go': 'package main\n' } },
    ),
    rejected(
      'a mount of the context',
      built('1.25', '--mount=target=. go build -o /web .', 'ARG A'),
      said('go.mod', '1.26.1', '1.25'),
    ),
    rejected(
      'GOTOOLCHAIN=path',
      built('1.25', 'GOTOOLCHAIN=path go build .'),
      said('go.mod', '1.26.1', '1.25').replace('local', 'path'),
    ),
    rejected('a tag with a digest', built(`1.25@sha256:${'a'.repeat(64)}`), said('go.mod', '1.26.1', '1.25')),
    rejected('a tag by an argument', `ARG V=1.25\n${built('${V}')}`, said('go.mod', '1.26.1', '1.25'), { line: 2 }),
    rejected(
      'a stage on that stage',
      built('1.25').replace('WORKDIR', 'FROM a\nWORKDIR').replace('1.25', '1.25 AS a'),
      said('go.mod', '1.26.1', '1.25'),
    ),
    rejected('once for an image', built('1.25', 'go mod download && go build .'), said('go.mod', '1.26.1', '1.25')),
    rejected(
      'before Go 1.21',
      built('1.20'),
      'go.mod asks for Go 1.26.1, and the image has Go 1.20, which knows nothing of what came later, and may not compile it: use golang:1.26.1 or later',
      { severity: 'warning' },
    ),
  ],
  accept: [
    notByMake('another target', MAKE, 'make help'),
    notByMake('no Makefile is sent', MAKE, 'make build', { '.dockerignore': 'Makefile\n' }),
    notByMake('another file', MAKE, 'make -f other.mk build'),
    notByMake('GNUmakefile comes first', MAKE, 'make build', { GNUmakefile: 'build:\n\t./build.sh\n' }),
    notByMake('a container', 'build:\n\tdocker run golang:1.26 go build .\n'),
    notByMake('a failure that counts for nothing', 'build:\n\t-go build .\n\tgo vet ./... || true\n'),
    notByMake('another module', 'build:\n\tgo install example.org/x@v1\n\tgo run example.org/y@v1\n'),
    notByMake('not about the module', 'build:\n\tgo version\n\tgo env GOROOT\n'),
    notByMake('elsewhere', 'build:\n\tcd x && go build .\n\tgo -C x build .\n'),
    notByMake('GOTOOLCHAIN in it', `export GOTOOLCHAIN = auto\n${MAKE}`),
    notByMake('GOTOOLCHAIN before it', MAKE, 'GOTOOLCHAIN=auto make build'),
    notByMake('GOTOOLCHAIN behind it', MAKE, 'make build GOTOOLCHAIN=auto'),
    notByMake('GOTOOLCHAIN written', MAKE, 'go env -w GOTOOLCHAIN=auto && make build'),
    notByMake('another go', MAKE.replace('=0 go', '=0 $(GO)').replace('?= go', '?= gotip')),
    notByMake('another go by its words', MAKE.replace('=0 go', '=0 $(GO)'), 'make build GO=gotip'),
    notByMake('what is included', `include common.mk\n${MAKE}`),
    notByMake('what is chosen', `ifdef X\n${MAKE}endif\n`),
    notByMake('what may be made already', 'web: main.go\n\tgo build -o web .\n', 'make web', { web: '' }),
    notByMake('guarded', MAKE, 'make build || true'),
    accepted('make: an image that is new enough', built('1.26.1', 'make build'), {
      files: { ...files, Makefile: MAKE },
    }),
    accepted('the same version', built('1.26.1')),
    accepted('a later patch', built('1.26.2')),
    accepted('a later minor version', built('1.27')),
    accepted('a tag floating enough: a series', built('1.26')),
    accepted('a tag floating enough: 1', built('1')),
    accepted('a tag floating enough: latest', built('latest')),
    accepted('an unknown tag', `ARG V\n${built('${V}')}`),
    accepted('another image', built('1.25').replace('golang:1.25', 'example.org/go:1.25')),
    accepted('GOTOOLCHAIN=auto', built('1.25', 'go build .', 'ENV GOTOOLCHAIN=auto\nCOPY . .')),
    accepted('GOTOOLCHAIN of a version', built('1.25', 'GOTOOLCHAIN=go1.26.1 go build .')),
    accepted('GOTOOLCHAIN by go env -w', built('1.25', 'go env -w GOTOOLCHAIN=auto && go build .')),
    accepted('GOTOOLCHAIN that cannot be known', built('1.25', 'go build .', 'ARG GOTOOLCHAIN\nCOPY . .')),
    accepted('another Go on PATH', built('1.25', 'go build .', 'COPY . .\nENV PATH=/opt/go/bin:$PATH')),
    accepted(
      'another Go copied',
      built('1.25', 'go build .', 'COPY . .\nCOPY --from=golang:1.26 /usr/local/go /usr/local/go'),
    ),
    accepted(
      'another Go installed',
      built('1.25', 'go install golang.org/dl/go1.26.1@latest && go1.26.1 download && go build .'),
    ),
    accepted(
      'another Go unpacked',
      built('1.25', 'curl -L https://go.dev/dl/go1.26.1.linux-amd64.tar.gz | tar -C /usr/local -xz && go build .'),
    ),
    accepted('a go line that is changed before', built('1.25', 'go mod edit -go=1.25 && go build .')),
    accepted('a go.mod that is not that of the context', built('1.25', 'go build .', 'COPY main.go ./')),
    accepted('a go.mod that is not sent', built('1.25'), { files: { ...files, '.dockerignore': 'go.mod\n' } }),
    accepted('a module that is nearer', built('1.25', 'cd tool && go build .'), {
      files: { ...files, 'tool/go.mod': mod('1.24') },
    }),
    accepted('a workspace that is off', built('1.25', 'GOWORK=off go build .'), {
      files: { 'go.mod': mod('1.24'), 'go.work': 'go 1.26.1\n\nuse .\n' },
    }),
    accepted('only the toolchain line is newer', built('1.25'), {
      files: { 'go.mod': `${mod('1.24')}\ntoolchain go1.26.1\n` },
    }),
    accepted('a module at a version', built('1.25', 'go install a.b/c@v1')),
    accepted('a command that needs no module', built('1.25', 'go version && go env')),
    accepted('a command that may fail', built('1.25', 'go vet ./... || true')),
    accepted('not visible: make', built('1.25', 'make')),
    accepted('a stage that is not built', `${built('1.25')}FROM scratch\n`),
    accepted('a go.mod that is none', built('1.25'), { files: { 'go.mod': 'module {{ .Name }}\n\ngo {{ .Go }}\n' } }),
    { name: 'a context that was not looked at', text: built('1.25') },
  ],
});
