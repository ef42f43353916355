/** Builds the bundles in dist/; with --check, proves that the ones checked in are what the source gives. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Entry, bundle and the most bytes that it may have. */
const BUNDLES = [
  { entry: 'src/main.ts', file: 'main.cjs', most: 1_400_000 },
  { entry: 'src/cli.ts', file: 'cli.cjs', most: 1_500 },
  { entry: 'src/cli/run.ts', file: 'plimsoll.cjs', most: 899_000 },
] as const;

/** What the command line's entry loads stays a file of its own: only such a one can come from the compile cache. */
const programApart: Plugin = {
  name: 'program-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/cli\/run\.ts$/ }, () => ({ path: './plimsoll.cjs', external: true }));
  },
};

async function bundle(folder: string): Promise<void> {
  for (const { entry, file } of BUNDLES) {
    await build({
      entryPoints: [entry],
      outfile: join(folder, file),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22.15',
      // As require: through import() Node looks through a whole file for the names that it exports.
      supported: { 'dynamic-import': false },
      legalComments: 'none',
      logLevel: 'warning',
      plugins: [programApart],
      // Its form for browsers is made of modules, of which what nobody calls is left out.
      alias: { yaml: './node_modules/yaml/browser/index.js' },
      ...(file === 'cli.cjs' ? { banner: { js: '#!/usr/bin/env node' } } : {}),
    });
  }
}

async function check(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-bundle-'));
  try {
    await bundle(folder);
    const problems: string[] = [];
    for (const { file, most } of BUNDLES) {
      const fresh = await readFile(join(folder, file));
      const kept = await readFile(join('dist', file)).catch(() => Buffer.alloc(0));
      if (!fresh.equals(kept)) problems.push(`dist/${file} is stale: run npm run build`);
      if (fresh.length > most) problems.push(`dist/${file} has ${fresh.length} bytes, over its limit of ${most}`);
    }
    return problems;
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv.includes('--check')) {
  const problems = await check();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} else {
  await bundle('dist');
  for (const { file } of BUNDLES) console.log(`dist/${file} ${(await stat(join('dist', file))).size} bytes`);
}
