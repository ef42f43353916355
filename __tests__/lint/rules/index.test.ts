import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintExample, rulePage } from '../../../scripts/rule-docs.ts';
import { RULES } from '../../../src/lint/rules/index.ts';
import { ruleUrl } from '../../../src/model/project.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('every rule file is in the index, and the other way round', () => {
  const files = readdirSync(join(ROOT, 'src/lint/rules')).filter((name) => name !== 'index.ts');
  expect(RULES.map(({ id }) => `${id}.ts`)).toEqual(files.toSorted());
});

test('every rule has its table of cases', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name !== 'index.test.ts');
  expect(files.toSorted()).toEqual(RULES.map(({ id }) => `${id}.test.ts`));
});

test('there is a page for each rule and none besides', () => {
  expect(readdirSync(join(ROOT, 'docs/rules')).toSorted()).toEqual(RULES.map(({ id }) => `${id}.md`));
});

test.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  expect(rule.summary).not.toMatch(/\.$|\n/);
  // The page is what the linter prints today, and stands where the findings say it does.
  expect(readFileSync(join(ROOT, 'docs/rules', `${id}.md`), 'utf8')).toBe(rulePage(rule));
  expect(ruleUrl(id)).toMatch(new RegExp(`/docs/rules/${id}\\.md$`));
  for (const example of rule.examples) {
    expect(lintExample(example.bad, example).map((finding) => finding.rule)).toContain(id);
    expect(lintExample(example.good, example)).toEqual([]);
  }
});
