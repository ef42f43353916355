import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintFile } from '../../../src/lint/lint-file.ts';
import { build, type Files, writeFiles } from '../../support/engine.ts';
import { scratchFolder } from '../../support/tools.ts';

const RULE = 'go-modules-incomplete';
const EXAMPLE = new URL('../../../examples/web/', import.meta.url).pathname;

function findings(files: Files): readonly string[] {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  return lintFile({ path: join(folder.path, 'Dockerfile') })
    .filter(({ rule }) => rule === RULE)
    .map(({ severity, line }) => `${severity} ${line}`);
}

function check(files: Files, bad: string, good: string, line: number, said: RegExp): void {
  const wrong = { ...files, Dockerfile: bad };
  const right = { ...files, Dockerfile: good };
  expect(findings(wrong)).toEqual([`error ${line}`]);
  expect(findings(right)).toEqual([]);
  const failed = build(wrong);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(said);
  expect(build(right)).toMatchObject({ code: 0 });
}

const head = 'FROM golang:1.26\nWORKDIR /src\n';

test('a replace that leads to a folder', () => {
  const files = {
    'go.mod':
      'module example.org/web\n\ngo 1.24\n\nrequire example.org/api v0.0.0\n\nreplace example.org/api => ./api\n',
    'api/go.mod': 'module example.org/api\n\ngo 1.24\n',
  };
  const bad = `${head}COPY go.mod ./\nRUN go mod download\n`;
  const good = `${head}COPY go.mod ./\nCOPY api/go.mod ./api/\nRUN go mod download\n`;
  check(files, bad, good, 4, /api\/go\.mod: no such file or directory/);
});

test('a member of go.work', () => {
  const files = {
    'go.work': 'go 1.24\n\nuse (\n\t.\n\t./tool\n)\n',
    'go.mod': 'module example.org/web\n\ngo 1.24\n',
    'tool/go.mod': 'module example.org/tool\n\ngo 1.24\n',
  };
  const bad = `${head}COPY go.mod go.work ./\nRUN go mod download\n`;
  const good = `${head}COPY go.mod go.work ./\nCOPY tool/go.mod ./tool/\nRUN go mod download\n`;
  check(files, bad, good, 4, /tool.*no such file or directory/);
});

test('go.sum', () => {
  const files = {
    'go.mod': readFileSync(join(EXAMPLE, 'go.mod'), 'utf8'),
    'go.sum': readFileSync(join(EXAMPLE, 'go.sum'), 'utf8'),
    'main.go': 'package main\n\nimport "github.com/go-chi/chi/v5"\n\nfunc main() { chi.NewRouter() }\n',
  };
  const bad = `${head}COPY go.mod main.go ./\nRUN go build -o /web .\n`;
  const good = `${head}COPY go.mod go.sum main.go ./\nRUN go build -o /web .\n`;
  check(files, bad, good, 4, /missing go\.sum entry/);
  const after = (text: string): string => text.replace('RUN', 'RUN go mod download\nRUN');
  check(files, after(bad), after(good), 5, /missing go\.sum entry/);
});
