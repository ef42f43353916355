import type { Files } from '../support/context.ts';

/** A build context with one Go program: `body` is what its main function does, with the packages that it imports. */
export function programFiles(imports: readonly string[], body: string, more: Files = {}): Files {
  const lines = imports.map((path) => `\t${path.startsWith('_') ? path : JSON.stringify(path)}\n`).join('');
  return {
    'go.mod': 'module example.org/web\n\ngo 1.26\n',
    'main.go': `package main\n\nimport (\n${lines})\n\nfunc main() { ${body} }\n`,
    ...more,
  };
}

/** Builds that program as /out/web, and has the lines of the last stage given. */
export function serviceText(base: string, lines: readonly string[] = [], build = BUILD): string {
  return `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY go.mod main.go ./\nRUN ${CACHE} ${build}\nFROM ${base}\nCOPY --from=build /out/web /web\n${lines
    .map((line) => `${line}\n`)
    .join('')}ENTRYPOINT ["/web"]\n`;
}

/** For the sake of proofs that are built: the standard library is compiled once. */
const CACHE = '--mount=type=cache,target=/root/.cache/go-build';
const BUILD = 'CGO_ENABLED=0 go build -o /out/web .';
