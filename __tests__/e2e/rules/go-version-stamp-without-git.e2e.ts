import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintFile } from '../../../src/lint/lint-file.ts';
import { build, buildImage, type Files, writeFiles } from '../../support/engine.ts';
import { scratchFolder } from '../../support/tools.ts';

const RULE = 'go-version-stamp-without-git';

/** An empty repository, as git knows one by its files. */
const REPOSITORY: Files = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.git/config': '[core]\n\trepositoryformatversion = 0\n',
  '.git/objects/keep': '',
  '.git/refs/keep': '',
};

const PROGRAM: Files = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'main.go':
    'package main\n\nimport "fmt"\n\nvar version = "unset"\n\nfunc main() { fmt.Printf("version <%s>\\n", version) }\n',
};

function files(image: string, ignore: string, ...lines: readonly string[]): Files {
  const end = 'FROM scratch\nCOPY --from=build /web /web\nCMD ["/web"]\n';
  const text = `FROM ${image} AS build\nENV CGO_ENABLED=0\nWORKDIR /src\nCOPY . .\n${lines.join('\n')}\n${end}`;
  return { ...REPOSITORY, ...PROGRAM, '.dockerignore': ignore, Dockerfile: text };
}

function findings(context: Files): readonly string[] {
  using folder = scratchFolder();
  writeFiles(folder.path, context);
  return lintFile({ path: join(folder.path, 'Dockerfile') })
    .filter(({ rule }) => rule === RULE)
    .map(({ severity, line }) => `${severity} ${line}`);
}

const stamp = (version: string): string => `RUN go build -ldflags "-X main.version=${version}" -o /web .`;

test('without .git the program says that its version is nothing; with a fallback it has one', () => {
  const bad = files('golang:1.26', '.git\n', stamp('$(git describe --always)'));
  const good = files('golang:1.26', '.git\n', stamp('$(git describe --always || echo dev)'));
  expect(findings(bad)).toEqual(['error 5']);
  expect(findings(good)).toEqual([]);
  using empty = buildImage(bad);
  expect(empty.run().output).toContain('version <>');
  using named = buildImage(good);
  expect(named.run().output).toContain('version <dev>');
});

test('where the version is asked first, the build fails', () => {
  const bad = files('golang:1.26', '.git\n', 'RUN V=$(git rev-parse HEAD) && go build -o /web .');
  expect(findings(bad)).toEqual(['error 5']);
  const ended = build(bad);
  expect(ended.code).not.toBe(0);
  expect(ended.output).toMatch(/not a git repository/);
});

test('in an image without git there is nothing to ask', () => {
  const bad = files('golang:1.26-alpine', 'x\n', stamp('$(git describe --always)'));
  const good = files('golang:1.26-alpine', 'x\n', 'ARG VERSION=dev', stamp('$VERSION'));
  expect(findings(bad)).toEqual(['error 5']);
  expect(findings(good)).toEqual([]);
  using empty = buildImage(bad);
  expect(empty.run().output).toContain('version <>');
  using named = buildImage(good);
  expect(named.run().output).toContain('version <dev>');
});

test("another user's build over a repository of root fails, unless go does not ask", () => {
  const user = ['RUN mkdir -m 777 /out /cache', 'USER 1000', 'ENV GOCACHE=/cache'];
  const go = (flag: string): string => `RUN go build ${flag}-o /out/web .`;
  const copied = (context: Files): Files => ({
    ...context,
    Dockerfile: String(context.Dockerfile).replace('COPY --from=build /web', 'COPY --from=build /out/web'),
  });
  const bad = copied(files('golang:1.26', 'x\n', ...user, go('')));
  const good = copied(files('golang:1.26', 'x\n', ...user, go('-buildvcs=false ')));
  expect(findings(bad)).toEqual(['error 8']);
  expect(findings(good)).toEqual([]);
  const ended = build(bad);
  expect(ended.code).not.toBe(0);
  expect(ended.output).toMatch(/error obtaining VCS status: exit status 128/);
  using image = buildImage(good);
  expect(image.run().output).toContain('version <unset>');
});
