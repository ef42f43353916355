import { expect, test } from 'vitest';
import { checkRule, findingsOf } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'go-trimpath';
const MESSAGE = 'go build leaves the paths of its build folders in a binary that is shipped: add -trimpath';

/** A build stage with one RUN on line 3, its binary shipped from /out. */
function built(run: string, before = 'WORKDIR /src', tag = '1.26'): string {
  return `FROM golang:${tag} AS build\n${before}\nRUN ${run}\nFROM scratch\nCOPY --from=build /out/web /web\nENTRYPOINT ["/web"]\n`;
}

function rejected(name: string, text: string, column = 5, message = MESSAGE) {
  return { name, text, line: 3, column, message, severity: 'note' as const };
}

checkRule(RULE, {
  reject: [
    rejected('no flag', built('go build -o /out/web .')),
    rejected('behind assignments', built('CGO_ENABLED=0 go build -o /out/web .'), 19),
    rejected(
      'go install',
      built('go install ./cmd/web && mv /go/bin/web /out/web'),
      5,
      MESSAGE.replace('go build', 'go install'),
    ),
    rejected('xx-go', built('xx-go build -o /out/web .', 'ARG TARGETPLATFORM')),
    rejected('GOFLAGS without it', built('go build -o /out/web .', 'ENV GOFLAGS=-mod=mod')),
    rejected("a program's own flag", built('go build -o /out/web . -trimpath')),
    rejected('unknown values of other flags', built('go build -ldflags="-X main.v=$V" -o /out/web .', 'ARG V')),
    rejected('Go 1.13', built('go build -o /out/web .', 'WORKDIR /src', '1.13')),
  ],
  accept: [
    { name: 'the flag', text: built('go build -trimpath -o /out/web .') },
    {
      name: 'copied into an image with Go, found by GOROOT',
      text: built('go build -o /out/web .').replace('FROM scratch', 'FROM golang:1.26-alpine'),
    },
    { name: 'two dashes', text: built('go build --trimpath -o /out/web .') },
    { name: 'said to be off', text: built('go build -trimpath=false -o /out/web .') },
    { name: 'effective GOFLAGS has it', text: built('go build -o /out/web .', 'ENV GOFLAGS=-trimpath') },
    { name: 'GOFLAGS of the command', text: built('GOFLAGS="-mod=mod -trimpath" go build -o /out/web .') },
    { name: 'GOFLAGS by go env -w', text: built('go env -w GOFLAGS=-trimpath && go build -o /out/web .') },
    { name: 'GOFLAGS that cannot be known', text: built('go build -o /out/web .', 'ARG GOFLAGS') },
    { name: 'an unresolved ARG among the words', text: built('go build ${FLAGS} -o /out/web .', 'ARG FLAGS') },
    { name: 'an unresolved ARG after other flags', text: built('go build -v $FLAGS -o /out/web .', 'ARG FLAGS') },
    { name: 'not visible: make', text: built('make build') },
    {
      name: 'not visible: mage, goreleaser, ko, a script',
      text: built('mage b && goreleaser build && ko build && ./b.sh'),
    },
    { name: 'not visible: a build program', text: built('go run build.go') },
    { name: 'a build for a debugger', text: built('go build -gcflags="all=-N -l" -o /out/web .') },
    {
      name: 'a build that an argument may make one for a debugger',
      text: built('go build -gcflags="$G" -o /out/web .', 'ARG G'),
    },
    { name: 'a build for coverage', text: built('go build -cover -covermode=atomic -o /out/web .') },
    { name: 'delve', text: `${built('go build -o /out/web .')}ENTRYPOINT ["dlv", "exec", "/web"]\n` },
    { name: 'plugins', text: built('go build -buildmode=plugin -o /out/p.so ./p && go build -o /out/web .') },
    { name: 'before Go 1.13', text: built('go build -o /out/web .', 'WORKDIR /src', '1.12') },
    { name: 'not shipped', text: built('go build -o /tmp/gen ./gen && /tmp/gen && make') },
    { name: 'a file to develop with', file: 'Dockerfile.dev', text: built('go build -o /out/web .') },
  ],
});

test.each([
  ['after the verb', 'go build -o /out/web .', 'go build -trimpath -o /out/web .'],
  ['after -C', 'go build -C=/src -o /out/web .', 'go build -C=/src -trimpath -o /out/web .'],
  [
    'for each build',
    'go build -o /out/a ./a && go build -o /out/web .',
    'go build -o /out/a ./a && go build -trimpath -o /out/web .',
  ],
  ['over lines', 'go build \\\n    -o /out/web .', 'go build -trimpath \\\n    -o /out/web .'],
])('fix %s', (name, run, expected) => {
  expect(fixed(RULE, { name, text: built(run) }, 'safe')).toBe(built(expected));
});

test('no fix in an exec form', () => {
  const text = built('["go", "build", "-o", "/out/web", "."]');
  expect(() => fixed(RULE, { name: '', text })).toThrow('has a fix for this');
});

test.each([
  ['in a layer above', 'COPY go.mod ./\nRUN go install example.org/a\nCOPY . .'],
  ['by a script', 'COPY bin/deps bin/\nRUN ./bin/deps\nCOPY . .'],
])('packages compiled ahead, %s: the fix is a suggestion', (_, before) => {
  const each = { name: '', text: built('go build -o /out/web .', before) };
  expect(fixed(RULE, each)).toBe(built('go build -trimpath -o /out/web .', before));
  expect(() => fixed(RULE, each, 'safe')).toThrow('has a fix for this');
});

test('packages compiled ahead, where all is compiled again: the fix is safe', () => {
  const each = { name: '', text: built('go build -o /out/web .', 'COPY . .\nRUN go vet ./...') };
  expect(fixed(RULE, each, 'safe')).toContain('go build -trimpath');
});

test.each([
  ['scratch', built('go build -o /out/web .'), true],
  ['an image with Go, found by GOROOT', 'FROM golang:1.26-alpine\nRUN go build -o /web .\nCMD ["/web"]\n', false],
])('is the fix safe: %s', (_, text, safe) => {
  expect(findingsOf(RULE, { name: '', text }).map(({ fix }) => fix?.safe)).toEqual([safe]);
});
