import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixed } from '../../lint/fixed.ts';
import { buildImage, type Files } from '../../support/engine.ts';

const EXAMPLE = new URL('../../../examples/web/', import.meta.url).pathname;

function files(text: string, word: string): Files {
  return {
    Dockerfile: text,
    'go.mod': readFileSync(join(EXAMPLE, 'go.mod'), 'utf8'),
    'go.sum': readFileSync(join(EXAMPLE, 'go.sum'), 'utf8'),
    'main.go': `package main\n\nimport "github.com/go-chi/chi/v5"\n\nfunc main() {\n\tchi.NewRouter()\n\tprintln("${word}")\n}\n`,
  };
}

function dockerfile(...lines: readonly string[]): string {
  const head = 'FROM golang:1.26 AS build\nENV CGO_ENABLED=0\nWORKDIR /src\n';
  return `${head}${lines.join('\n')}\nFROM scratch\nCOPY --from=build /web /web\nCMD ["/web"]\n`;
}

test.each([
  ['as root', dockerfile('COPY . .', 'RUN go mod download', 'RUN go build -o /web .')],
  [
    'as another user, whose the caches must be',
    dockerfile(
      'ENV GOCACHE=/cache GOPATH=/modules',
      'RUN mkdir -m 777 /out',
      'COPY . .',
      'USER 1000:1000',
      'RUN go build -o /out/web .',
    ).replace('--from=build /web', '--from=build /out/web'),
  ],
])('caches are mounted where the commands look: %s', (_, text) => {
  const after = fixed('modules-before-source', { name: '', text });
  expect(after).toContain('--mount=type=cache,target=');
  using first = buildImage(files(after, 'first'));
  expect(first.run().output).toContain('first');
  // A second time over the caches that the first left, with another source.
  using second = buildImage(files(after, 'second'));
  expect(second.run().output).toContain('second');
});
