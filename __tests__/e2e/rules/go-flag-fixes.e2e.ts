import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { lint } from '../../../src/lint/lint.ts';
import { fixed } from '../../lint/fixed.ts';
import { buildImage, buildTree } from '../../support/engine.ts';

const FILES = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'main.go':
    'package main\n\nimport "fmt"\n\nvar version = "none"\n\nfunc main() { fmt.Println("version", version) }\n',
};

function built(run: string): string {
  return `FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN ${run}\nFROM scratch\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;
}

/** The binary of the image, and what it prints. */
function made(Dockerfile: string): { readonly binary: Buffer; readonly output: string } {
  const files = { ...FILES, Dockerfile };
  using tree = buildTree(files);
  using image = buildImage(files);
  return { binary: readFileSync(join(tree.path, 'web')), output: image.run().output };
}

function said(text: string): readonly string[] {
  return lint({ dockerfile: parseDockerfile(text, 'Dockerfile') }).map(({ rule }) => rule);
}

test('-trimpath takes the build folder out of the binary', () => {
  const text = built('CGO_ENABLED=0 go build -ldflags="-X main.version=1" -o /web .');
  const better = fixed('go-trimpath', { name: '', text }, 'safe');
  expect(said(text)).toContain('go-trimpath');
  expect(said(better)).not.toContain('go-trimpath');
  const before = made(text);
  const after = made(better);
  expect(before.binary.includes('/src/main.go')).toBe(true);
  expect(after.binary.includes('/src/main.go')).toBe(false);
  expect([before.output, after.output]).toEqual(['version 1\n', 'version 1\n']);
});

test('-s -w, merged into what is there, takes the debug information out and keeps the rest', () => {
  const text = built('CGO_ENABLED=0 go build -ldflags="-X main.version=1" -o /web .');
  const better = fixed('go-strip-debug', { name: '', text });
  const before = made(text);
  const after = made(better);
  expect(before.binary.includes('.debug_info') || before.binary.includes('.zdebug_info')).toBe(true);
  expect(before.binary.includes('.symtab\0')).toBe(true);
  expect(after.binary.includes('debug_info')).toBe(false);
  expect(after.binary.includes('.symtab\0')).toBe(false);
  expect(after.binary.length).toBeLessThan(before.binary.length);
  expect(after.output).toBe('version 1\n');
});
