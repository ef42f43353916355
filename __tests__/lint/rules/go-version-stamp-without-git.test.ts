import type { ContextListing } from '../../../src/dockerfile/context.ts';
import { NO_IGNORE, parseIgnore } from '../../../src/dockerfile/ignore.ts';
import { checkRule } from '../check-rule.ts';

function listing(git: { readonly files: number; readonly bytes: number } | undefined, ignore = ''): ContextListing {
  const entries = [{ name: 'main.go', bytes: 100, files: 1 }, ...(git === undefined ? [] : [{ name: '.git', ...git }])];
  return {
    ignore: ignore === '' ? NO_IGNORE : parseIgnore(ignore, '.dockerignore'),
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    files: entries.reduce((sum, { files }) => sum + files, 0),
    entries,
    complete: true,
  };
}

const IGNORED = listing(undefined, '.git\n');
const FOLDER = listing({ files: 40, bytes: 40_000 });
const FILE = listing({ files: 1, bytes: 49 });
const ABSENT = listing(undefined);

function on(image: string, ...lines: readonly string[]): string {
  return `FROM ${image} AS b\nWORKDIR /src\n${lines.join('\n')}\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n`;
}

const STAMP = 'RUN go build -ldflags "-s -w -X main.v=$(git describe --tags)" -o /web .';
const DESCRIBE = 'git describe fails here:';
const LEFT_OUT = `${DESCRIBE} the ignore file leaves .git out of the context; send it, or hand the version in as a build argument`;
const NO_GIT = `${DESCRIBE} the image has no git; install it, or hand the version in as a build argument`;

function ignored(name: string, lines: readonly string[], line: number, column: number, message = LEFT_OUT) {
  return {
    name,
    text: on('golang:1.26', ...lines),
    context: IGNORED,
    line,
    column,
    message,
    severity: 'error' as const,
  };
}

function refused(name: string, lines: readonly string[], line: number, user: string) {
  return {
    name,
    text: on('golang:1.26', ...lines),
    context: FOLDER,
    line,
    column: 5,
    message: `go build fails here: it asks git for a stamp, and git does not answer ${user} about files of root: add -buildvcs=false, or --chown=${user} to the COPY`,
  };
}

function quiet(name: string, context: ContextListing | undefined, ...lines: readonly string[]) {
  return { name, text: on('golang:1.26', ...lines), ...(context === undefined ? {} : { context }) };
}

checkRule('go-version-stamp-without-git', {
  reject: [
    ignored('.git ignored', ['COPY . .', STAMP], 4, 42),
    ignored('in a variable', ['COPY . .', 'RUN V=$(git describe) && go build -ldflags "-X main.v=$V" -o /web .'], 4, 9),
    ignored(
      'another question',
      ['COPY . .', 'RUN git rev-parse HEAD > version'],
      4,
      5,
      LEFT_OUT.replace('describe', 'rev-parse'),
    ),
    ...[
      'RUN git rev-parse HEAD && go build -o /web .',
      'RUN git rev-parse HEAD',
      'RUN git rev-parse HEAD;',
      'RUN git rev-parse HEAD | tee v; go build -o /web .',
      'RUN git rev-parse HEAD >> v 2>/dev/null; go build -o /web .',
    ].map((line) => ignored(line, ['COPY . .', line], 4, 5, LEFT_OUT.replace('describe', 'rev-parse'))),
    ignored('set -e', ['COPY . .', 'RUN set -eux; git describe; go build -o /web .'], 4, 15),
    ignored('set -o errexit', ['COPY . .', 'RUN set -o errexit; git describe; go build -o /web .'], 4, 21),
    ignored('a shell with -e', ['COPY . .', 'SHELL ["/bin/sh", "-ec"]', 'RUN git describe; go build -o /web .'], 5, 5),
    ignored(
      'bash -e, by a here-document',
      ['COPY . .', 'RUN bash -o pipefail -e <<E\ngit describe\ngo build -o /web .\nE'],
      5,
      1,
    ),
    ignored(
      'its first line says -e',
      ['COPY . .', 'RUN <<E\n#!/bin/sh -ex\ngit describe\ngo build -o /web .\nE'],
      6,
      1,
    ),
    ignored('an exec form with -e', ['COPY . .', 'RUN ["sh", "-ec", "git describe; go build -o /web ."]'], 4, 5),
    ignored(
      'a list in $(',
      ['COPY . .', 'RUN V=$(git describe; date); go build -ldflags "-X main.v=$V" -o /web .'],
      4,
      9,
    ),
    ignored('only the first of them', ['COPY . .', 'RUN A=$(git describe); B=$(git rev-parse HEAD)'], 4, 9),
    ignored('what follows it is guarded', ['COPY . .', 'RUN git describe > v; go generate || true'], 4, 5),
    ignored('the context is mounted', ['RUN --mount=target=. git describe > /v'], 3, 22),
    { ...ignored('what is in it ignored', ['COPY . .', STAMP], 4, 42), context: listing(undefined, '.git/**\n.git\n') },
    {
      ...ignored('.git is a file', ['COPY . .', STAMP], 4, 42),
      context: FILE,
      message: `${DESCRIBE} .git is the file of a worktree or submodule, and what it points to is not in the context; hand the version in as a build argument`,
    },
    {
      name: 'no git in the image',
      text: on('golang:1.26-alpine', 'COPY . .', STAMP),
      context: FOLDER,
      line: 4,
      column: 42,
      message: NO_GIT,
    },
    {
      name: 'no git, whatever the context',
      text: on('golang:1.26-alpine', 'COPY *.go .', STAMP),
      line: 4,
      column: 42,
      message: NO_GIT,
    },
    refused('as another user', ['COPY . .', 'USER 1000', 'RUN go build -o /web .'], 5, '1000'),
    refused('as another user by name', ['USER app:app', 'COPY . .', 'RUN go build -o /web .'], 5, 'app'),
    {
      name: 'a stamp that is lost',
      text: on('golang:1.26', 'COPY . .', 'RUN go build -buildvcs -o /web .'),
      context: IGNORED,
      line: 4,
      column: 5,
      message:
        'go build stamps no version, as the ignore file leaves .git out: without a repository -buildvcs=true does nothing',
      severity: 'note',
    },
  ],
  accept: [
    quiet('.git is sent', FOLDER, 'COPY . .', STAMP),
    quiet(
      'guarded by ||',
      IGNORED,
      'COPY . .',
      'RUN V=$(git describe || echo dev) && go build -ldflags "-X main.v=$V" -o /web .',
    ),
    quiet(
      'guarded by || outside',
      IGNORED,
      'COPY . .',
      'RUN V=$(git describe --tags \\',
      '  2>/dev/null) || V=dev && go build -o /web .',
    ),
    ...[
      'RUN git rev-parse HEAD 2>/dev/null; CGO_ENABLED=0 go build -o /web .',
      'RUN git rev-parse HEAD > /dev/null 2>&1; go build -o /web .',
      'RUN go version && git describe; go build -o /web .',
      'RUN <<E\ngit describe\ngo build -o /web .\nE',
      'RUN ["sh", "-c", "git describe; go build -o /web ."]',
    ].map((line) => quiet(`nobody minds: ${line}`, IGNORED, 'COPY . .', line)),
    quiet('guarded by if', IGNORED, 'COPY . .', 'RUN if git rev-parse; then go build -o /web .; fi'),
    quiet(
      'guarded by a test',
      IGNORED,
      'COPY . .',
      'RUN if [ -d .git ]; then git describe > v; fi; [ "$(git describe)" ] && a',
    ),
    quiet(
      'cloned in the stage',
      IGNORED,
      'COPY . .',
      'RUN git clone https://example.org/x /x && cd /x && git describe',
    ),
    quiet('added in the stage', IGNORED, 'ADD https://github.com/a/b.git /x', 'COPY . .', 'RUN cd /x && git describe'),
    quiet('made in the stage', IGNORED, 'COPY . .', 'RUN git init && git log'),
    quiet('mounted', IGNORED, 'COPY . .', 'RUN --mount=source=.git,target=.git git describe'),
    quiet("another folder's", IGNORED, 'COPY . .', 'RUN git -C /x describe'),
    quiet('brought back', listing(undefined, '.git\n!.git/HEAD\n'), 'COPY . .', STAMP),
    quiet('a context without a repository', ABSENT, 'COPY . .', STAMP),
    quiet('a context that was not looked at', undefined, 'COPY . .', STAMP),
    quiet('named files alone', IGNORED, 'COPY main.go .', STAMP),
    quiet('no question', IGNORED, 'COPY . .', 'RUN git config --global a b && git --version'),
    quiet('not visible', IGNORED, 'COPY . .', 'RUN make build'),
    {
      name: 'git is installed',
      text: on('golang:1.26-alpine', 'RUN apk add --no-cache git', 'COPY . .', STAMP),
      context: FOLDER,
    },
    {
      name: 'git is installed in the same RUN',
      text: on('golang:1.26-alpine', 'COPY . .', STAMP.replace('RUN', 'RUN apk add git &&')),
      context: FOLDER,
    },
    { name: 'an image that is not known', text: on('example.org/go', 'COPY . .', STAMP), context: FOLDER },
    {
      name: 'a stage that is not built',
      text: `FROM golang AS x\nCOPY . .\nRUN git describe\n${on('golang', 'COPY . .')}`,
      context: IGNORED,
    },
    quiet('root builds', FOLDER, 'COPY . .', 'RUN go build -o /web .', 'USER 1000'),
    quiet('-buildvcs=false', FOLDER, 'COPY . .', 'USER 1000', 'RUN go build -buildvcs=false -o /web .'),
    quiet(
      '-buildvcs=false in GOFLAGS',
      FOLDER,
      'ENV GOFLAGS=-buildvcs=false',
      'COPY . .',
      'USER 1000',
      'RUN go build -o /web .',
    ),
    quiet(
      'safe.directory',
      FOLDER,
      'RUN git config --system safe.directory "*"',
      'COPY . .',
      'USER 1000',
      'RUN go build -o /web .',
    ),
    quiet("the files are the user's", FOLDER, 'COPY --chown=1000 . .', 'USER 1000', 'RUN go build -o /web .'),
    quiet(
      "the files become the user's",
      FOLDER,
      'COPY . .',
      'RUN chown -R 1000 .',
      'USER 1000',
      'RUN go build -o /web .',
    ),
    quiet('.git is not sent', IGNORED, 'COPY . .', 'USER 1000', 'RUN go build -o /web .'),
    quiet('root by number', FOLDER, 'COPY . .', 'USER 0:0', 'RUN go build -o /web .'),
    {
      name: 'no git to ask',
      text: on('golang:1.26-alpine', 'COPY . .', 'USER 1000', 'RUN go build -o /web .'),
      context: FOLDER,
    },
  ],
});
