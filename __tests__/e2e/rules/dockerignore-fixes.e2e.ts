import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixedFiles } from '../../lint/fixed.ts';
import { buildTree, type Files } from '../../support/engine.ts';

const TEXT = `FROM alpine:3.22
WORKDIR /src
COPY . .
CMD ["httpd"]
`;
const FILES: Readonly<Record<string, string>> = {
  'main.txt': 'wanted\n',
  'debug.log': 'x'.repeat(200_000),
  'node_modules/a/index.js': 'x'.repeat(200_000),
};

function arrives(files: Files, path: string): boolean {
  using tree = buildTree(files);
  return existsSync(join(tree.path, 'src', path));
}

test.each([
  ['dockerignore-missing', FILES],
  ['dockerignore-gap', { ...FILES, '.dockerignore': 'nothing\n' }],
])('%s: what the fix names is not sent any more, and all else is', (rule, files) => {
  const changed = fixedFiles(rule, { name: '', text: TEXT, files }, 'safe');
  expect([...changed.keys()]).toEqual(['.dockerignore']);
  const before = { Dockerfile: TEXT, ...files };
  const after = { ...before, ...Object.fromEntries(changed) };
  const sent = (all: Files): readonly boolean[] => Object.keys(FILES).map((path) => arrives(all, path));
  expect(sent(before)).toEqual([true, true, true]);
  expect(sent(after)).toEqual([true, false, false]);
});
