/**
 * Writes docs/image-checks.md from the checks on built images. With --check nothing is written, and staleness is named.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markdownTable } from 'markdown-table';
import type { ImageCheck } from '../src/image/checks/check.ts';
import { IMAGE_CHECKS } from '../src/image/checks/index.ts';
import { checkOptions, optionLines } from '../src/report/explain.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'image-checks.md');

const INTRODUCTION = `These checks look at the image that was built, not at what its Dockerfile promises: at the files that a container sees,
at the headers of its programs, and at what every layer ships. Each finding names the platform, the path in the image, the
layer where it is known, and the bytes that were measured. Where a rule of the Dockerfile has the same cause, the two are one
finding: the rule's, with the id of the check beside it.

A check is set off, or to another severity, as a rule is: \`--rule image-user-root=off\`, or under \`rules\` in \`plimsoll.yml\`,
and so are the options that some have: see [options of rules](configuration.md#options-of-rules).
Of one check at most twenty findings are told for an image, the last of them counting the rest.`;

/** The page, as Markdown. */
export function checksPage(checks: readonly ImageCheck[]): string {
  const rows = checks.map(({ id, severity, threshold }) => [`[\`${id}\`](#${id})`, severity, cell(threshold)]);
  const table = markdownTable([['check', 'severity', 'speaks from'], ...rows], { alignDelimiters: false });
  const sections = checks.map((check) =>
    [
      `## ${check.id}`,
      `${capital(check.summary)}. Severity: **${check.severity}**. Threshold: ${check.threshold}.`,
      check.why,
      `**What to do.** ${check.fix}`,
      ...(check.options === undefined ? [] : [`**Options.**\n\n${optionLines(checkOptions(check))}`]),
    ].join('\n\n'),
  );
  return `${[
    '<!-- Generated from src/image/checks by scripts/check-docs.ts. -->',
    '# Checks on the built image',
    INTRODUCTION,
    table,
    ...sections,
  ].join('\n\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function main(check: boolean): void {
  const page = checksPage(IMAGE_CHECKS);
  if (!check) writeFileSync(FILE, page);
  else if (readFileSync(FILE, 'utf8') !== page) {
    console.error('docs/image-checks.md is stale: run node scripts/check-docs.ts');
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.includes('--check'));
