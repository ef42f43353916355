import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The rows of docs/architecture.md: a folder imports only from rows above it. */
const ROWS = [
  'model',
  'system',
  'config',
  'dockerfile',
  'gosource',
  'lint',
  'build',
  'gobinary',
  'image',
  'compare',
  'budget',
  'report',
  'github',
  'trim',
  'way',
  'weigh.ts',
  'action',
  'cli',
  'main.ts',
  'cli.ts',
];

/** What only some folders may reach out with. */
const RESTRICTED: readonly { readonly modules: RegExp; readonly allowed: readonly string[] }[] = [
  { modules: /^node:child_process$/, allowed: ['system'] },
  { modules: /^node:(?:http|https|net|tls|dgram)$/, allowed: [] },
  { modules: /^@actions\/github$/, allowed: ['github'] },
  { modules: /^@actions\/core$/, allowed: ['main.ts', 'action'] },
  {
    modules: /^node:fs(?:\/promises)?$/,
    allowed: ['system', 'config', 'dockerfile', 'gosource', 'build', 'image', 'way', 'action'],
  },
];

interface Import {
  readonly file: string;
  readonly row: string;
  readonly target: string;
}

function rowOf(path: string): string {
  return path.split('/')[1] ?? '';
}

const imports: readonly Import[] = globSync('src/**/*.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => {
    const target = match[1] ?? '';
    return { file, row: rowOf(file), target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target };
  }),
);

test('every folder has its row', () => {
  const rows = new Set(globSync('src/*').map(rowOf));
  expect([...rows].filter((row) => !ROWS.includes(row))).toEqual([]);
  expect(imports.length).toBeGreaterThan(100);
});

test('imports point up the rows only', () => {
  const wrong = imports
    .filter(({ target }) => target.startsWith('src/'))
    .filter(({ row, target }) => row !== rowOf(target) && ROWS.indexOf(rowOf(target)) >= ROWS.indexOf(row))
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('processes, files and the network are reached from their folders only', () => {
  const wrong = RESTRICTED.flatMap(({ modules, allowed }) =>
    imports
      .filter(({ target, row }) => modules.test(target) && !allowed.includes(row))
      .map(({ file, target }) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});
