/**
 * Writes the page of each rule, with what the linter really prints for the rule's examples. With --check nothing is
 * written, and what is stale is named.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markdownTable } from 'markdown-table';
import { contextOf, goSourceOf } from '../__tests__/support/context.ts';
import { parseDockerfile } from '../src/dockerfile/dockerfile.ts';
import { listingOf } from '../src/dockerfile/listing.ts';
import { lint } from '../src/lint/lint.ts';
import type { Example, Rule } from '../src/lint/rule.ts';
import { RULE_PAGES } from '../src/lint/rule-pages.ts';
import { RULES } from '../src/lint/rules/index.ts';
import type { Finding } from '../src/model/finding.ts';
import type { Policy } from '../src/model/policy.ts';
import { optionLines } from '../src/report/explain.ts';
import { lintText } from '../src/report/lint-text.ts';
import { painter } from '../src/report/text.ts';
import { plannedRules } from './planned-rules.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'rules');

/** What the linter says of a Dockerfile of an example; a rule that is off by default is on where it is the one shown. */
export function lintExample(text: string, example: Example, rule: Rule): readonly Finding[] {
  const files = contextOf(example.context ?? {});
  return lint({
    dockerfile: parseDockerfile(text, 'Dockerfile'),
    context: listingOf(files),
    policy: example.policy,
    ...(example.context === undefined ? {} : { files, readGoSource: goSourceOf(example.context) }),
    rules: new Map(rule.offByDefault === true ? [[rule.id, { severity: rule.severity }]] : []),
  });
}

/** The page of a rule, as Markdown. */
export function rulePage(rule: Rule): string {
  const page = RULE_PAGES[rule.id];
  if (page === undefined) throw new Error(`${rule.id} has no page: run node scripts/rule-index.ts`);
  const examples = page.examples.map((example) => {
    const found = lintExample(example.bad, example, rule).filter((finding) => finding.rule === rule.id);
    return [
      '## Found',
      ...(example.policy === undefined ? [] : [policyText(example.policy)]),
      fenced('dockerfile', example.bad),
      fenced('text', lintText(found, new Map([['Dockerfile', example.bad]]), painter(false))),
      '## Better',
      fenced('dockerfile', example.good),
    ].join('\n\n');
  });
  return `${[
    GENERATED,
    `# ${rule.id}`,
    `${capital(rule.summary)}. Severity: **${rule.severity}**${rule.offByDefault === true ? ', off unless a setting turns it on' : ''}. ${FIXES[rule.fix]}${
      rule.runtimeOnly === true
        ? ' It judges only images that are run as a service, not tools nor exports of files.'
        : ''
    }`,
    page.why,
    `**What it saves.** ${page.saves}`,
    ...(page.options === undefined ? [] : ['## Options', optionLines(page.options), OPTIONS_TOLD]),
    ...examples,
    '## Silence it',
    `In one place, with \`# plimsoll ignore=${rule.id} reason\` above the instruction; in a stage or a file, with \`ignore-stage=\` or \`ignore-file=\`; everywhere, with \`--rule ${rule.id}=off\`.`,
  ].join('\n\n')}\n`;
}

/** What `plimsoll.yml` says for an example. */
function policyText({ upx, buildId, strip }: Policy): string {
  const lines = Object.entries({ upx, 'build-id': buildId, strip })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}: ${value}`);
  return `With this in \`plimsoll.yml\`:\n\n${fenced('yaml', ['version: 1', 'policy:', ...lines].join('\n'))}`;
}

const OPTIONS_TOLD =
  'Under `rules` in `plimsoll.yml`, or with `--rule`: see [options of rules](../configuration.md#options-of-rules).';

const GENERATED = '<!-- Generated from the rule by scripts/rule-docs.ts. -->';

const FIXES: Readonly<Record<Rule['fix'], string>> = {
  none: 'It has no fix.',
  safe: 'Its fix is **safe**: `plimsoll lint --fix` writes it.',
  suggested: 'Its fix is **suggested**: `plimsoll lint --diff` shows it, as a patch.',
};

/** The list of all rules, and of those that are to come. */
export function rulesIndex(): string {
  const rows = RULES.map(({ id, severity, fix, summary }) => [
    `[\`${id}\`](${id}.md)`,
    severity,
    fix === 'none' ? '' : fix,
    summary.replaceAll('|', '\\|'),
  ]);
  const planned = plannedRules(RULES.map(({ id }) => id));
  return `${[
    GENERATED.replace('rule', 'rules'),
    '# Rules',
    '`plimsoll explain RULE` prints a page in the terminal. A *safe* fix is written by `plimsoll lint --fix`; a *suggested* one is shown, as a patch, by `plimsoll lint --diff`.',
    markdownTable([['rule', 'severity', 'fix', 'finds'], ...rows], { alignDelimiters: false }),
    ...(planned.length === 0 ? [] : ['## Planned', 'Not there yet:', planned.map((id) => `- \`${id}\``).join('\n')]),
  ].join('\n\n')}\n`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function main(check: boolean): void {
  const wanted = new Map([
    ['README.md', rulesIndex()],
    ...RULES.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const),
  ]);
  const kept = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
  const stale = [
    ...[...wanted].filter(([name, page]) => !kept.includes(name) || readFileSync(join(FOLDER, name), 'utf8') !== page),
  ].map(([name]) => name);
  const extra = kept.filter((name) => !wanted.has(name));
  for (const name of [...stale, ...extra]) {
    if (check) {
      console.error(`docs/rules/${name} is stale: run node scripts/rule-docs.ts`);
      process.exitCode = 1;
    } else if (extra.includes(name)) {
      rmSync(join(FOLDER, name));
      console.log(`removed docs/rules/${name}`);
    } else {
      writeFileSync(join(FOLDER, name), wanted.get(name) ?? '');
      console.log(`wrote docs/rules/${name}`);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.includes('--check'));
