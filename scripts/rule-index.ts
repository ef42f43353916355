/**
 * Writes the list of rules from the folder that holds them, one file a rule. With --check nothing is written, and a
 * stale list is an error.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'src', 'lint', 'rules');
const INDEX = join(FOLDER, 'index.ts');

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

const ids = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
  .map((name) => basename(name, '.ts'))
  .toSorted();
const wanted = indexText(ids);
if (readFileSync(INDEX, 'utf8') !== wanted) {
  if (process.argv.includes('--check')) {
    console.error('src/lint/rules/index.ts is stale: run node scripts/rule-index.ts');
    process.exitCode = 1;
  } else {
    writeFileSync(INDEX, wanted);
    console.log(`wrote src/lint/rules/index.ts: ${ids.length} rules`);
  }
}
