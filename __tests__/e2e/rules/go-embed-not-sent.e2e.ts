import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintFile } from '../../../src/lint/lint-file.ts';
import { build, type Files, writeFiles } from '../../support/engine.ts';
import { scratchFolder } from '../../support/tools.ts';

const FILES = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'main.go': 'package main\n\nimport "embed"\n\n//go:embed dist\nvar files embed.FS\n\nfunc main() { _ = files }\n',
  'dist/index.html': '<html></html>\n',
};

function findings(files: Files): readonly string[] {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  return lintFile({ path: join(folder.path, 'Dockerfile') })
    .filter(({ rule }) => rule === 'go-embed-not-sent')
    .map(({ severity, line }) => `${severity} ${line}`);
}

const dockerfile = (copy: string): string => `FROM golang:1.26\nWORKDIR /src\n${copy}\nRUN go build -o /web .\n`;

test.each([
  ['by .dockerignore', { ...FILES, '.dockerignore': 'dist\n', Dockerfile: dockerfile('COPY . .') }],
  ['by no COPY', { ...FILES, Dockerfile: dockerfile('COPY go.mod main.go ./') }],
])('left out %s', (_, files) => {
  expect(findings(files)).toEqual(['error 4']);
  const failed = build(files);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/pattern dist: no matching files found/);
});

test('sent', () => {
  const files = { ...FILES, '.dockerignore': 'dist\n!dist/index.html\n', Dockerfile: dockerfile('COPY . .') };
  expect(findings(files)).toEqual([]);
  expect(build(files)).toMatchObject({ code: 0 });
});
