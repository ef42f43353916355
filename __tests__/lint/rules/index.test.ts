import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACK } from '../../../scripts/planned-rules.ts';
import { lintExample, rulePage, rulesIndex } from '../../../scripts/rule-docs.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { RULE_PAGES } from '../../../src/lint/rule-pages.ts';
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

test('every rule whose findings are errors is proven on the engine', () => {
  const folder = join(ROOT, '__tests__/e2e/rules');
  const proofs = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  // A file of its own, or one of a group of rules; it names the rule that it asks for.
  const isProven = (id: string): boolean =>
    proofs.get(`${id}.e2e.ts`)?.includes(`'${id}'`) ?? [...proofs.values()].some((text) => text.includes(`'${id}'`));
  const errors = RULES.filter(({ severity }) => severity === 'error').map(({ id }) => id);
  expect(errors.filter((id) => !isProven(id))).toEqual([]);
});

test('there is a page for each rule and none besides', () => {
  expect(readdirSync(join(ROOT, 'docs/rules')).toSorted()).toEqual(['README.md', ...RULES.map(({ id }) => `${id}.md`)]);
});

test('the list of rules is up to date, links to each page and names what is planned', () => {
  const list = readFileSync(join(ROOT, 'docs/rules/README.md'), 'utf8');
  expect(list).toBe(rulesIndex());
  for (const { id } of RULES) expect(list).toContain(`| [\`${id}\`](${id}.md) |`);
  const ids = RULES.map(({ id }) => id);
  for (const id of PACK) expect(list.includes(`\n- \`${id}\`\n`), id).toBe(!ids.includes(id));
});

test('every rule belongs to the pack, which names no rule twice', () => {
  expect(RULES.map(({ id }) => id).filter((id) => !PACK.includes(id))).toEqual([]);
  expect(new Set(PACK).size).toBe(PACK.length);
});

test.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  expect(rule.summary).not.toMatch(/\.$|\n/);
  // The page is what the linter prints today, and stands where the findings say it does.
  expect(readFileSync(join(ROOT, 'docs/rules', `${id}.md`), 'utf8')).toBe(rulePage(rule));
  expect(ruleUrl(id)).toMatch(new RegExp(`/docs/rules/${id}\\.md$`));
  const tiers = new Set<Rule['fix']>();
  for (const example of RULE_PAGES[id]?.examples ?? []) {
    const found = lintExample(example.bad, example, rule).filter((finding) => finding.rule === id);
    expect(found).not.toEqual([]);
    for (const { fix } of found) tiers.add(fix === undefined ? 'none' : fix.safe ? 'safe' : 'suggested');
    // Advice on other things may be left in a short example; what does not work may not.
    const good = lintExample(example.good, example, rule);
    expect(good.filter((finding) => finding.rule === id || finding.severity === 'error')).toEqual([]);
  }
  // What is promised is shown: an example is mended in the way that the page says.
  expect([...tiers]).toContain(rule.fix);
});
