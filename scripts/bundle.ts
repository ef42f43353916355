/** Builds the bundles in dist/; with --check, proves that the ones checked in are what the source gives. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type InputOptions, type OutputChunk, type OutputOptions, type Plugin, rolldown } from 'rolldown';

/** What is kept in dist/, and the most bytes that it may have together. */
const LIMITS: readonly (readonly [files: readonly string[], most: number])[] = [
  [['main.cjs'], 1_400_000],
  [['cli.cjs', 'plimsoll.cjs', 'lint.cjs', 'rest.cjs', 'rolldown-runtime.cjs'], 900_000],
];

/** Commander could start commands that are programs of their own; ours are not, and the module takes sockets along. */
const withoutProcesses: Plugin = {
  name: 'without-processes',
  resolveId: (id, importer) =>
    id === 'node:child_process' && /\/commander\//.test(importer ?? '') ? '\0nothing' : null,
  load: (id) => (id === '\0nothing' ? 'export default {};' : null),
};

/**
 * YAML is read and never written, by the core schema of 1.2 alone, and nobody walks its tokens: what is for all else cannot be
 * seen to be without use.
 */
const UNUSED_YAML =
  /\/yaml\/browser\/dist\/(?:stringify\/\w+|parse\/cst-(?:visit|stringify)|schema\/(?:json\/\w+|yaml-1\.1\/(?!merge)\w+))\.js$/;

const readOnlyYaml: Plugin = {
  name: 'read-only-yaml',
  load: async (id) => {
    if (!UNUSED_YAML.test(id)) return null;
    const names = /export \{ (.*) \}/.exec(await readFile(id, 'utf8'))?.[1]?.split(', ') ?? [];
    return { code: names.map((name) => `export const ${name} = undefined;`).join('\n') };
  },
};

const PAGE = '?page';

/** A rule's page is printed by `explain` alone: as a module of its own it is not made for every lint. */
const pagesApart: Plugin = {
  name: 'pages-apart',
  resolveId: (id, importer) =>
    id.startsWith('./rules/') && importer?.endsWith('/rule-pages.ts') ? `${resolve('src/lint', id)}${PAGE}` : null,
  load: async (id) =>
    id.endsWith(PAGE) ? { code: await readFile(id.slice(0, -PAGE.length), 'utf8'), moduleType: 'ts' } : null,
};

const INPUT: InputOptions = {
  platform: 'node',
  plugins: [withoutProcesses, readOnlyYaml, pagesApart],
  // Its form for browsers is made of modules, of which what nobody calls is left out.
  resolve: { alias: { yaml: resolve('node_modules/yaml/browser/index.js') } },
  transform: { target: 'node22.15' },
  checks: { ineffectiveDynamicImport: false },
  logLevel: 'warn',
};

const OUTPUT: OutputOptions = { format: 'cjs', minify: true, comments: false, strict: true, codeSplitting: false };

async function bundle(input: InputOptions, output: OutputOptions): Promise<readonly OutputChunk[]> {
  await using built = await rolldown({ ...INPUT, ...input });
  const { output: files } = await built.generate({ ...OUTPUT, ...output });
  return files.map((file) => {
    if (file.type !== 'chunk') throw new Error(`${file.fileName} is no code`);
    return file;
  });
}

/** The command line in two: what a lint loads, and the rest, which other commands load on top of it. */
function program(): Promise<readonly OutputChunk[]> {
  const entry = resolve('src/cli/run.ts');
  const first = new Set<string>();
  const follow = (id: string, importsOf: (id: string) => readonly string[]): void => {
    if (first.has(id)) return;
    first.add(id);
    for (const each of importsOf(id)) follow(each, importsOf);
  };
  return bundle(
    { input: { plimsoll: entry } },
    {
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      codeSplitting: {
        groups: [
          {
            debugName: 'first or rest',
            name: (id, modules) => {
              follow(entry, (each) => modules.getModuleInfo(each)?.importedIds ?? []);
              return first.has(id) || id.startsWith('\0') ? 'lint' : 'rest';
            },
          },
        ],
      },
    },
  );
}

/** Code is read a byte a character, which is the fastest way. */
function ascii(code: string): string {
  return code.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function bundles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map((await program()).map(({ fileName, code }) => [fileName, ascii(code)]));
  const id = createHash('sha256')
    .update([...files.values()].join())
    .digest('hex')
    .slice(0, 16);
  const [main] = await bundle({ input: 'src/main.ts' }, {});
  const [cli] = await bundle(
    { input: 'src/cli.ts', transform: { ...INPUT.transform, define: { PROGRAM_ID: JSON.stringify(id) } } },
    { banner: '#!/usr/bin/env node' },
  );
  return files.set('main.cjs', ascii(main?.code ?? '')).set('cli.cjs', ascii(cli?.code ?? ''));
}

async function check(): Promise<readonly string[]> {
  const fresh = await bundles();
  const problems: string[] = [];
  for (const file of await readdir('dist')) if (!fresh.has(file)) problems.push(`dist/${file} is left over`);
  for (const [file, code] of fresh) {
    const kept = await readFile(join('dist', file), 'utf8').catch(() => undefined);
    if (kept !== code) problems.push(`dist/${file} is stale: run npm run build`);
  }
  for (const [files, most] of LIMITS) {
    const bytes = files.reduce((sum, file) => sum + (fresh.get(file)?.length ?? 0), 0);
    if (bytes > most) problems.push(`${files.join(' + ')} have ${bytes} bytes, over their limit of ${most}`);
  }
  return problems;
}

if (process.argv.includes('--check')) {
  const problems = await check();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} else {
  const fresh = await bundles();
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist');
  for (const [file, code] of fresh) {
    await writeFile(join('dist', file), code, { mode: file === 'cli.cjs' ? 0o755 : 0o644 });
    console.log(`dist/${file} ${code.length} bytes`);
  }
}
