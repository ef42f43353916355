import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintFile } from '../../../src/lint/lint-file.ts';
import { build, type Files, writeFiles } from '../../support/engine.ts';
import { scratchFolder } from '../../support/tools.ts';

/** A go line that no image there is yet can be of. */
const FILES = { 'go.mod': 'module example.org/web\n\ngo 1.99.0\n', 'main.go': 'package main\n\nfunc main() {}\n' };

function findings(files: Files): readonly string[] {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  return lintFile({ path: join(folder.path, 'Dockerfile') })
    .filter(({ rule }) => rule === 'go-version-behind-mod')
    .map(({ severity, line }) => `${severity} ${line}`);
}

const dockerfile = (before = ''): string =>
  `FROM golang:1.26\nWORKDIR /src\nCOPY . .\n${before}RUN go build -o /web .\n`;

test('the image keeps to its own toolchain', () => {
  const bad = { ...FILES, Dockerfile: dockerfile() };
  expect(findings(bad)).toEqual(['error 1']);
  const failed = build(bad);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/go\.mod requires go >= 1\.99\.0 \(running go 1\.26\.\d+; GOTOOLCHAIN=local\)/);
});

test('go.work asks as well', () => {
  const bad = {
    ...FILES,
    'go.mod': 'module example.org/web\n\ngo 1.24\n',
    'go.work': 'go 1.99.0\n\nuse .\n',
    Dockerfile: dockerfile(),
  };
  expect(findings(bad)).toEqual(['error 1']);
  expect(build(bad).output).toMatch(/go\.work requires go >= 1\.99\.0/);
});

test('a go line of the series is fine', () => {
  const good = { ...FILES, 'go.mod': 'module example.org/web\n\ngo 1.26\n', Dockerfile: dockerfile() };
  expect(findings(good)).toEqual([]);
  expect(build(good)).toMatchObject({ code: 0 });
});
