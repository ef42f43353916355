/**
 * Writes the lists of rules and of their pages from the folder that holds them, one file a rule. With --check nothing is written, and a
 * stale list is an error.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'src', 'lint', 'rules');
const INDEX = join(FOLDER, 'index.ts');
const PAGES = join(FOLDER, '..', 'rule-pages.ts');

function camelCase(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function indexText(ids: readonly string[]): string {
  return [
    '// Generated from the files of this folder by scripts/rule-index.ts.',
    "import type { Rule } from '../rule.ts';",
    ...ids.map((id) => `import { ${camelCase(id)} } from './${id}.ts';`),
    '',
    '/** Every rule: one for each other file of this folder, by id. */',
    'export const RULES: readonly Rule[] = [',
    ...ids.map((id) => `  ${camelCase(id)},`),
    '];',
    '',
  ].join('\n');
}

function pagesText(ids: readonly string[]): string {
  return [
    '// Generated from the files of ./rules by scripts/rule-index.ts.',
    "import type { RulePage } from './rule.ts';",
    ...ids.map((id) => `import { ${camelCase(id)}Page } from './rules/${id}.ts';`),
    '',
    '/** The pages of all rules, by id. */',
    'export const RULE_PAGES: Readonly<Record<string, RulePage>> = {',
    ...ids.map((id) => `  '${id}': ${camelCase(id)}Page,`),
    '};',
    '',
  ].join('\n');
}

const ids = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
  .map((name) => basename(name, '.ts'))
  .toSorted();
const wanted = [
  [INDEX, indexText(ids)],
  [PAGES, pagesText(ids)],
] as const;
for (const [path, text] of wanted) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run node scripts/rule-index.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${path}: ${ids.length} rules`);
  }
}
