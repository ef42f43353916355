import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/index';
import { expect, test } from 'vitest';
import { OUTPUTS } from '../../src/action/output-names.ts';
import { optionSpecs } from '../../src/config/options.ts';

const trace = new NoOperationTraceWriter();
const messages = (result: { context: { errors: { getErrors(): { message: string }[] } } }): string[] =>
  result.context.errors.getErrors().map(({ message }) => message);

test('action.yml is what GitHub accepts, and names every input and output', () => {
  const content = readFileSync('action.yml', 'utf8');
  const result = parseAction({ name: 'action.yml', content }, trace);
  expect(messages(result)).toEqual([]);
  const inputs = optionSpecs().filter((spec) => spec.commandLineOnly !== true);
  for (const { name } of inputs) expect(content).toContain(`\n  ${name}:\n`);
  for (const name of Object.keys(OUTPUTS)) expect(content).toContain(`\n  ${name}:\n`);
});

test('a misspelt key is found, so that the look above can fail', () => {
  const content = readFileSync('action.yml', 'utf8').replace('  using: node24', '  usng: node24');
  expect(messages(parseAction({ name: 'action.yml', content }, trace))).not.toEqual([]);
});

test('the workflows of the project and of the README are what GitHub accepts', () => {
  const readme = readFileSync('README.md', 'utf8');
  const [, sample = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const files = globSync('.github/workflows/*.yml').map((name) => ({ name, content: readFileSync(name, 'utf8') }));
  expect(files.length).toBeGreaterThan(0);
  for (const file of [...files, { name: 'README.yml', content: sample }]) {
    expect(messages(parseWorkflow(file, trace)), file.name).toEqual([]);
  }
  // The one to copy: ten lines below its first.
  expect(sample.trim().split('\n').length).toBeLessThanOrEqual(11);
});

test('what is generated is fresh', () => {
  execFileSync(process.execPath, ['scripts/docs.ts', '--check'], { stdio: 'pipe' });
});

test.each([
  ['README.md', 'sample', 'first parent|built by the same builder'],
  ['examples/web/README.md', 'staircase', 'Dockerfile.6-scratch'],
])('%s shows what a run gave', (file, marker, content) => {
  const text = readFileSync(file, 'utf8');
  const shown = new RegExp(`<!-- ${marker}:begin -->([\\s\\S]*)<!-- ${marker}:end -->`).exec(text)?.[1];
  expect(shown).toMatch(new RegExp(content));
});
