import { expect, test } from 'vitest';
import { checkRule, findingsOf } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'arg-out-of-scope';

function empty(name = 'VERSION', line = 1): string {
  return `$${name} is empty here, as the ARG of line ${line} counts in FROM lines alone: write ARG ${name} above`;
}

function text(rest: string, base = 'golang:1.26'): string {
  return `ARG VERSION=1\nFROM ${base} AS build\n${rest}\n`;
}

function rejected(name: string, rest: string, column: number, line = 3, message = empty()) {
  return { name, text: text(rest), line, column, message, severity: 'error' as const };
}

checkRule(RULE, {
  reject: [
    rejected('in RUN', 'RUN echo $VERSION', 10),
    rejected('in quotes and braces', 'RUN go build -ldflags "-s -X main.v=${VERSION}"', 37),
    rejected('in a continued line', 'RUN a && \\\n  echo $VERSION', 8, 4),
    rejected('in a here-document', 'RUN <<EOF\necho $VERSION\nEOF', 6, 4),
    rejected('in a file written by COPY', 'COPY <<EOF /etc/v\nv=$VERSION\nEOF', 3, 4),
    rejected('in LABEL', 'LABEL version="$VERSION"', 16),
    rejected('in COPY', 'COPY app-${VERSION} /app', 10),
    rejected('in another ARG', 'ARG URL=https://example.com/$VERSION', 29),
    rejected('in an ENV of its own name', 'ENV VERSION=$VERSION', 13),
    rejected('cut by a pattern', 'RUN echo ${VERSION#v}', 10),
    rejected('declared too late', 'RUN echo $VERSION\nARG VERSION', 10),
    rejected('used twice, said once', 'RUN echo $VERSION\nRUN echo $VERSION', 10),
    rejected(
      'as the value of its own ARG',
      'ARG VERSION=$VERSION\nRUN echo $VERSION',
      13,
      3,
      '$VERSION is empty here, as the ARG of line 1 counts in FROM lines alone: write ARG VERSION without a value',
    ),
    {
      name: 'declared in another stage only',
      text: 'ARG A B=2\nFROM alpine AS x\nARG B\nFROM alpine\nRUN echo $B\n',
      line: 5,
      column: 10,
      message: empty('B'),
    },
    {
      name: 'no default at all: --build-arg does not reach the stage either',
      text: 'ARG VERSION\nFROM scratch\nLABEL v=$VERSION\n',
      line: 3,
      column: 9,
      message: empty(),
    },
    {
      name: 'of a name that Go itself reads',
      text: 'ARG GOARCH=arm64\nFROM golang:1.26\nENV GOARCH=$GOARCH\n',
      line: 3,
      column: 12,
      message: empty('GOARCH'),
    },
    {
      name: 'a base image that is not known may set it',
      text: 'ARG VERSION\nFROM registry.example.com/team/base:1\nRUN echo $VERSION\n',
      line: 3,
      column: 10,
      message:
        '$VERSION is empty here unless the base image sets it, as the ARG of line 1 counts in FROM lines alone: write ARG VERSION above',
      severity: 'note',
    },
  ],
  accept: [
    { name: 'declared again', text: text('ARG VERSION\nRUN echo $VERSION') },
    { name: 'declared again with a value', text: text('ARG VERSION=2\nRUN echo $VERSION') },
    { name: 'declared among others', text: text('ARG X VERSION Y=1\nRUN echo $VERSION') },
    {
      name: 'inherited',
      text: 'ARG VERSION\nFROM alpine AS a\nARG VERSION\nFROM a AS b\nFROM b\nRUN echo $VERSION\n',
    },
    { name: 'an ENV of that name', text: text('ENV VERSION=2\nRUN echo $VERSION') },
    { name: 'an inherited ENV', text: 'ARG V\nFROM alpine AS a\nENV V=2\nFROM a\nRUN echo $V\n' },
    { name: 'assigned by the shell', text: text('RUN VERSION=$(git describe) && echo $VERSION') },
    { name: 'exported by the shell', text: text('RUN export VERSION=1; echo $VERSION') },
    { name: 'looped over', text: text('RUN for VERSION in 1 2; do echo $VERSION; done') },
    { name: 'read', text: text('RUN while read VERSION; do echo $VERSION; done < list') },
    { name: 'from a file that is sourced', text: text('RUN . /etc/os-release && echo $VERSION') },
    { name: 'a value of its own', text: text('RUN echo ${VERSION:-2} ${VERSION-2}') },
    { name: 'a value of its own in an ARG', text: text('ARG VERSION=${VERSION:-2}\nRUN echo $VERSION') },
    { name: 'in FROM', text: 'ARG VERSION=1.26\nFROM golang:${VERSION}\n' },
    { name: 'in the global scope', text: 'ARG V=1\nARG IMAGE=alpine:$V\nFROM $IMAGE\n' },
    { name: 'no global ARG', text: 'FROM alpine\nRUN echo $VERSION\n' },
    { name: 'single quotes', text: text("RUN awk '{print $VERSION}' x") },
    { name: 'an escaped dollar', text: text('RUN echo \\$VERSION') },
    {
      name: 'a quoted here-document',
      text: text("RUN cat <<'EOF' > x\n$VERSION\nEOF\nCOPY <<'EOF' /y\n$VERSION\nEOF"),
    },
    { name: 'at run time', text: text('CMD echo $VERSION\nENTRYPOINT echo $VERSION') },
    { name: 'another name', text: text('RUN echo $VERSIONS $VERSION_2') },
    { name: 'a comment within RUN', text: text('RUN a \\\n# $VERSION\n  b') },
    {
      name: 'set by the base image',
      text: 'ARG GOLANG_VERSION=1.26.1\nFROM golang:${GOLANG_VERSION}\nRUN echo $GOLANG_VERSION $GOPATH\n',
    },
    {
      name: 'set by the base image, from a mirror, below another stage',
      text: 'ARG NODE_VERSION=22\nFROM mirror.example/library/node:$NODE_VERSION AS a\nFROM a\nRUN echo $NODE_VERSION\n',
    },
    { name: 'what every shell has', text: 'ARG HOME=/x PATH=/y\nFROM alpine\nRUN echo $HOME $PATH\n' },
    {
      name: 'the proxy arguments',
      text: 'ARG HTTP_PROXY\nARG no_proxy\nFROM alpine\nRUN echo $HTTP_PROXY $no_proxy\n',
    },
    { name: 'a platform argument is for its own rule', text: 'ARG TARGETARCH\nFROM alpine\nRUN echo $TARGETARCH\n' },
    { name: 'no shell that is known', text: text('SHELL ["pwsh", "-c"]\nRUN echo $VERSION') },
  ],
});

test.each<[string, string, string]>([
  [
    'above the first use',
    'RUN a\n# why\nRUN echo $VERSION\nRUN echo $VERSION',
    'RUN a\nARG VERSION\n# why\nRUN echo $VERSION\nRUN echo $VERSION',
  ],
  ['above an ENV of the name', 'ENV VERSION=$VERSION', 'ARG VERSION\nENV VERSION=$VERSION'],
  [
    'by taking the value away',
    'ARG A=1 VERSION="${VERSION}" B=2\nRUN echo $VERSION',
    'ARG A=1 VERSION B=2\nRUN echo $VERSION',
  ],
])('fix: %s', (name, before, after) => {
  expect(fixed(RULE, { name, text: text(before) }, 'safe')).toBe(text(after));
});

test('each name has a finding of its own', () => {
  const found = findingsOf(RULE, { name: '', text: 'ARG A\nARG B\nFROM alpine\nRUN echo $B $A $B\n' });
  expect(found.map(({ column }) => column)).toEqual([10, 13]);
});
