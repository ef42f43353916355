import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintFile } from '../../src/lint/lint-file.ts';

/** What is left to mend in each of the web example's files, which go one step at a time, in the order of its lines. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'Dockerfile.1-golang': [
    'final-stage-toolchain',
    'user-root',
    'dockerignore-missing',
    'go-strip-debug',
    'go-trimpath',
    'modules-before-source',
  ],
  'Dockerfile.2-dockerignore': [
    'final-stage-toolchain',
    'user-root',
    'go-strip-debug',
    'go-trimpath',
    'modules-before-source',
  ],
  'Dockerfile.3-alpine': [
    'final-stage-toolchain',
    'user-root',
    'go-strip-debug',
    'go-trimpath',
    'modules-before-source',
  ],
  'Dockerfile.4-multistage': [
    'go-strip-debug',
    'go-trimpath',
    'modules-before-source',
    'user-root',
    'final-base-oversized',
  ],
  'Dockerfile.5-stripped': ['modules-before-source', 'user-root', 'final-base-oversized'],
  'Dockerfile.6-scratch': ['modules-before-source'],
  'Dockerfile.distroless': ['modules-before-source'],
  'Dockerfile.goarch': ['modules-before-source'],
  // Only the cache of compiled packages is missing.
  'Dockerfile.module-layer': ['modules-before-source'],
};

const files = globSync('examples/web/Dockerfile*').filter((file) => !file.endsWith('.dockerignore'));

test('the files that show something are there', () => {
  expect(files.map((file) => file.replace('examples/web/', ''))).toEqual(
    expect.arrayContaining([...Object.keys(EXPECTED), 'Dockerfile']),
  );
});

test.each(files.map((file) => file.replace('examples/web/', '')).map((name) => [name] as const))('%s', (name) => {
  const found = lintFile({ path: `examples/web/${name}` });
  expect(found.map(({ rule }) => rule)).toEqual(EXPECTED[name] ?? []);
  for (const { file } of found) expect(file).toBe(`examples/web/${name}`);
});

test('the context is measured where a rule asks for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-lint-'));
  try {
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git/pack'), Buffer.alloc(5000));
    writeFileSync(join(folder, 'Dockerfile'), 'FROM a:1\nCOPY . .\n');
    const [finding] = lintFile({ path: folder });
    expect(finding).toMatchObject({
      rule: 'dockerignore-missing',
      file: join(folder, 'Dockerfile'),
      evidenceBytes: 5018,
    });
    writeFileSync(join(folder, '.dockerignore'), '.git\n');
    expect(lintFile({ path: folder })).toEqual([]);
    // Another context, another ignore file.
    mkdirSync(join(folder, 'sub/.git'), { recursive: true });
    writeFileSync(join(folder, 'sub/.git/x'), 'abc');
    expect(lintFile({ path: folder, contextDir: join(folder, 'sub') })[0]?.evidenceBytes).toBe(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
