/**
 * Writes what is generated: action.yml, the tables of the README and the published schema. With --check nothing is
 * written, and what is stale is named.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { markdownTable } from 'markdown-table';
import * as v from 'valibot';
import { OUTPUTS } from '../src/action/output-names.ts';
import { optionSpecs } from '../src/config/options.ts';
import { RULES } from '../src/lint/rules/index.ts';
import { ComparisonSchema } from '../src/model/comparison.ts';
import { REPOSITORY_URL } from '../src/model/project.ts';
import { WeighReportSchema } from '../src/model/report.ts';
import { VerdictSchema } from '../src/model/verdict.ts';
import { between } from './between.ts';

const inputs = optionSpecs().filter((spec) => spec.commandLineOnly !== true);

function actionYml(): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const lines = [
    '# Generated from src/config/options.ts and src/action/output-names.ts by `npm run docs`.',
    'name: Plimsoll',
    "description: 'The load line for container images: lint, build, weigh, compare and gate the images of Go services'",
    'author: The Plimsoll authors',
    'branding:',
    '  icon: anchor',
    '  color: blue',
    'inputs:',
    ...inputs.flatMap((spec) => [
      `  ${spec.name}:`,
      `    description: ${quoted(spec.help)}`,
      ...(spec.default === undefined ? [] : [`    default: ${quoted(spec.default)}`]),
    ]),
    'outputs:',
    ...Object.entries(OUTPUTS).flatMap(([name, help]) => [`  ${name}:`, `    description: ${quoted(help)}`]),
    'runs:',
    '  using: node24',
    '  main: dist/main.cjs',
  ];
  return `${lines.join('\n')}\n`;
}

function inputTable(): string {
  const rows = inputs.map((spec) => [
    `\`${spec.name}\``,
    spec.help.replaceAll('|', '\\|'),
    spec.default === undefined ? '' : `\`${spec.default}\``,
  ]);
  return markdownTable([['input', 'what it does', 'default'], ...rows], { alignDelimiters: false });
}

function outputTable(): string {
  const rows = Object.entries(OUTPUTS).map(([name, help]) => [`\`${name}\``, help]);
  return markdownTable([['output', 'what it holds'], ...rows], { alignDelimiters: false });
}

function ruleTable(): string {
  const rows = RULES.map((rule) => [`[\`${rule.id}\`](docs/rules/${rule.id}.md)`, rule.severity, rule.summary]);
  return markdownTable([['rule', 'severity', 'finds'], ...rows], { alignDelimiters: false });
}

/** What is printed: the report, and where one was made the comparison and the verdict beside it. */
const PrintedSchema = v.object({
  ...WeighReportSchema.entries,
  comparison: v.exactOptional(ComparisonSchema),
  verdict: v.exactOptional(VerdictSchema),
});

function schema(): string {
  const { $schema, ...rest } = toJsonSchema(PrintedSchema, { target: 'draft-2020-12', errorMode: 'ignore' });
  const about = {
    $schema,
    $id: `${REPOSITORY_URL}/blob/main/schema/report.v1.json`,
    title: 'Plimsoll report',
    description:
      'What `plimsoll weigh --json` writes. Every size is a whole number of bytes. Further keys may be added.',
  };
  return `${JSON.stringify({ ...about, ...rest }, null, 2)}\n`;
}

const readme = await readFile('README.md', 'utf8');
const wanted: Readonly<Record<string, string>> = {
  'action.yml': actionYml(),
  'schema/report.v1.json': schema(),
  'README.md': [
    ['rules', ruleTable()],
    ['inputs', inputTable()],
    ['outputs', outputTable()],
  ].reduce((text, [name = '', content = '']) => between(text, name, content), readme),
};

for (const [path, text] of Object.entries(wanted)) {
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run npm run docs`);
    process.exitCode = 1;
  } else {
    await writeFile(path, text);
    console.log(`wrote ${path}`);
  }
}
