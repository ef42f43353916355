/**
 * Writes the page of each rule, with what the linter really prints for the rule's examples. With --check nothing is
 * written, and what is stale is named.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContextListing } from '../src/dockerfile/context.ts';
import { parseDockerfile } from '../src/dockerfile/dockerfile.ts';
import { NO_IGNORE } from '../src/dockerfile/ignore.ts';
import { lint } from '../src/lint/lint.ts';
import type { Example, Rule } from '../src/lint/rule.ts';
import { RULES } from '../src/lint/rules/index.ts';
import type { Finding } from '../src/model/finding.ts';
import { findingsText, painter } from '../src/report/text.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'rules');

/** What the linter says of a Dockerfile of an example. */
export function lintExample(text: string, example: Example): readonly Finding[] {
  return lint({ dockerfile: parseDockerfile(text, 'Dockerfile'), context: listingOf(example.context ?? {}) });
}

function listingOf(files: Readonly<Record<string, number>>): ContextListing {
  const sums = new Map<string, { bytes: number; files: number }>();
  for (const [path, bytes] of Object.entries(files)) {
    const top = path.split('/', 1)[0] ?? path;
    const sum = sums.get(top) ?? { bytes: 0, files: 0 };
    sums.set(top, { bytes: sum.bytes + bytes, files: sum.files + 1 });
  }
  const entries = [...sums].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.bytes - a.bytes);
  return {
    ignore: NO_IGNORE,
    bytes: entries.reduce((total, entry) => total + entry.bytes, 0),
    files: entries.reduce((total, entry) => total + entry.files, 0),
    entries,
    complete: true,
  };
}

/** The page of a rule, as Markdown. */
export function rulePage(rule: Rule): string {
  const examples = rule.examples.map((example) => {
    const found = lintExample(example.bad, example).filter((finding) => finding.rule === rule.id);
    return [
      '## Found',
      fenced('dockerfile', example.bad),
      fenced('text', findingsText(found, painter(false))),
      '## Better',
      fenced('dockerfile', example.good),
    ].join('\n\n');
  });
  const fixable = rule.examples.some((example) =>
    lintExample(example.bad, example).some((finding) => finding.rule === rule.id && finding.fix?.safe === true),
  );
  return `${[
    '<!-- Generated from the rule by scripts/rule-docs.ts. -->',
    `# ${rule.id}`,
    `${capital(rule.summary)}. Severity: **${rule.severity}**.${fixable ? ' Comes with a safe fix.' : ''}`,
    rule.why,
    `**What it saves.** ${rule.saves}`,
    ...examples,
    '## Silence it',
    `In one place, with \`# plimsoll ignore=${rule.id} reason\` above the instruction; everywhere, with \`--rule ${rule.id}=off\`.`,
  ].join('\n\n')}\n`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function main(check: boolean): void {
  const wanted = new Map(RULES.map((rule) => [`${rule.id}.md`, rulePage(rule)]));
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
