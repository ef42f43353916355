import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { createRuleContext } from '../../src/lint/context.ts';
import { contextFolderOf } from '../../src/lint/go-sources.ts';
import type { RuleContext } from '../../src/lint/rule.ts';
import { contextOf, type Files, goSourceOf } from '../support/context.ts';

const SOURCE: Files = {
  'go.mod': 'module example.org/web\n\ngo 1.26\n',
  'go.sum': '',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("https://x.example") }\n',
  'cmd/tool/main.go': 'package main\n\nfunc main() {}\n',
  'svc/go.mod': 'module example.org/svc\n\ngo 1.25\n',
  'svc/main.go': 'package main\n\nfunc main() {}\n',
};

function judged(text: string, files = SOURCE): RuleContext {
  const dockerfile = parseDockerfile(`FROM golang:1.26\n${text}\n`, 'Dockerfile');
  return createRuleContext({ dockerfile, files: contextOf(files), readGoSource: goSourceOf(files) });
}

test.each([
  ['COPY . .', 'WORKDIR /src\nCOPY . .\nRUN go build', '.'],
  ['to a folder', 'COPY . /app\nWORKDIR /app\nRUN go build ./cmd/tool', '.'],
  ['a part', 'WORKDIR /src\nCOPY svc svc\nWORKDIR svc\nRUN go build', 'svc'],
  ['a part as the whole', 'WORKDIR /src\nCOPY svc/ .\nRUN go build', 'svc'],
  ['files alone', 'WORKDIR /src\nCOPY go.mod go.sum *.go ./\nRUN go build', '.'],
  ['files, then folders', 'WORKDIR /src\nCOPY go.mod ./\nCOPY cmd/ cmd/\nRUN go build ./cmd/tool', '.'],
  ['files, then a file into a folder', 'WORKDIR /src\nCOPY go.mod ./\nCOPY cmd/tool/main.go bin/\nRUN go build', '.'],
  ['files, then a file as or into bin', 'WORKDIR /src\nCOPY go.mod ./\nCOPY cmd/tool/main.go bin\nRUN go build', '.'],
  ['a file by its name', 'WORKDIR /src\nCOPY svc/go.mod go.mod\nRUN go build', 'svc'],
  ['cd', 'WORKDIR /src\nCOPY . .\nRUN cd svc && go build', 'svc'],
  ['-C', 'WORKDIR /src\nCOPY . .\nRUN go build -C svc', 'svc'],
  ['a mount', 'WORKDIR /src\nRUN --mount=target=. go build', '.'],
  ['a mount of a part', 'WORKDIR /src\nRUN --mount=type=bind,source=svc,target=/src go build', 'svc'],
  ['a mount of another RUN', 'WORKDIR /src\nRUN --mount=target=. true\nRUN go build', undefined],
  ['copied afterwards', 'WORKDIR /src\nRUN go build\nCOPY . .', undefined],
  ['of another stage', 'WORKDIR /src\nCOPY --from=x . .\nRUN go build', undefined],
  ['an unknown folder', 'ARG D\nWORKDIR $D\nCOPY . .\nRUN go build', undefined],
  ['in the stage below', 'WORKDIR /src\nCOPY . .\nFROM golang AS x', undefined],
])('the folder of the context: %s', (_, text, expected) => {
  const { goBuilds, files, takings } = judged(text);
  const build = goBuilds[0];
  if (files === undefined) throw new Error('no files');
  const found =
    build === undefined
      ? undefined
      : contextFolderOf({ files, takings }, build.run.stage, build.run.instruction.index, build.invocation.folder);
  expect(found).toBe(expected);
});

test('a file by its full path, wherever go is started', () => {
  const { goBuilds, goSourceOf: sourceOf } = judged('COPY main.go /\nRUN go build -o /web /main.go');
  const [build] = goBuilds;
  if (build === undefined) throw new Error('no build');
  const source = sourceOf(build, { os: 'linux', architecture: 'amd64' });
  expect(source?.programs.map(({ folder }) => folder)).toEqual(['.']);
  expect(source?.programs[0]?.facts.map(({ use }) => use)).toContain('net');
});

test('a build and what its source says', () => {
  const { goBuilds, goSourceOf: sourceOf } = judged('WORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /web .');
  const [build] = goBuilds;
  if (build === undefined) throw new Error('no build');
  const source = sourceOf(build, { os: 'linux', architecture: 'arm64' });
  expect(source?.programs.map(({ name, folder }) => [name, folder])).toEqual([['web', '.']]);
  expect(source?.programs[0]?.facts.map(({ use }) => use)).toContain('http-client');
  // Read once.
  expect(sourceOf(build, { os: 'linux', architecture: 'arm64' })).toBe(source);
});

test.each([
  ["somebody else's tool", 'WORKDIR /src\nCOPY . .\nRUN go install example.org/x@v1'],
  ['a module made in the build', 'WORKDIR /src\nCOPY . .\nRUN cd cmd/tool && go mod init x.example/tool && go build'],
  ['a module made before', 'WORKDIR /src/cmd/tool\nCOPY . /src\nRUN go mod init x.example/tool\nRUN go build'],
  ['packages that are not known', 'ARG P\nWORKDIR /src\nCOPY . .\nRUN go build $P'],
  ['an architecture that is not known', 'ARG A\nWORKDIR /src\nCOPY . .\nRUN GOARCH=$A go build'],
])('no source: %s', (_, text) => {
  const { goBuilds, goSourceOf: sourceOf } = judged(text);
  expect(goBuilds.map((build) => sourceOf(build, { os: 'linux', architecture: 'amd64' }))).toEqual([undefined]);
});

test('what the context is asked for', () => {
  const { takings } = judged(
    'WORKDIR /src\nCOPY --exclude=*.md . .\nADD https://x.example/a b /c\nRUN --mount=type=cache,target=/x --mount=target=. true\nCOPY <<EOF /y\nz\nEOF\nCOPY --parents a/*/b ../c .',
  );
  expect(
    takings().map(({ kind, sources, destination, excludes, parents }) => [
      kind,
      sources,
      destination,
      excludes,
      parents,
    ]),
  ).toEqual([
    ['copy', ['.'], '/src', ['*.md'], false],
    ['add', ['b'], '/c', [], false],
    ['mount', ['.'], '/src', [], false],
    ['copy', ['a/*/b', 'c'], '/src', [], true],
  ]);
});
