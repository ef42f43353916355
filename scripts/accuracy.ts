/**
 * Holds the linter against Dockerfiles of well-known projects that people have judged by hand (docs/lint-accuracy.yml).
 *
 *   node scripts/accuracy.ts                 writes docs/lint-accuracy.md from the judgements
 *   node scripts/accuracy.ts --check         the same, and writes nothing: a stale page is an error
 *   node scripts/accuracy.ts --run FOLDER    lints the checkouts in FOLDER/owner/name, and names what no one has judged
 *                                            yet and what is judged but no longer found
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { markdownTable } from 'markdown-table';
import * as v from 'valibot';
import { parse } from 'yaml';
import { lintFile } from '../src/lint/lint-file.ts';
import { RULES } from '../src/lint/rules/index.ts';

const DATA = join(import.meta.dirname, '..', 'docs', 'lint-accuracy.yml');
const PAGE = join(import.meta.dirname, '..', 'docs', 'lint-accuracy.md');

const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const verdict = v.picklist(['right', 'arguable', 'wrong']);

const DataSchema = v.strictObject({
  /** Day on which the findings were judged. */
  date: v.string(),
  files: v.array(
    v.strictObject({
      repo: v.string(),
      commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
      path: v.string(),
      /** Folder of the build context below the repository; the Dockerfile's own where it is left out. */
      context: v.optional(v.string()),
      findings: v.array(
        v.strictObject({
          rule: v.string(),
          line,
          severity: v.picklist(['error', 'warning', 'note']),
          verdict,
          reason: v.string(),
        }),
      ),
      /** What a reader found wrong before the linter had seen the file; absent where no one read it so. */
      faults: v.optional(
        v.array(v.strictObject({ line, fault: v.string(), rule: v.nullable(v.string()), found: v.boolean() })),
      ),
    }),
  ),
});

type Data = v.InferOutput<typeof DataSchema>;
type Judged = Data['files'][number]['findings'][number];

function readData(): Data {
  return v.parse(DataSchema, parse(readFileSync(DATA, 'utf8')));
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

function count(findings: readonly Judged[], wanted: Judged['verdict']): number {
  return findings.filter((finding) => finding.verdict === wanted).length;
}

function page({ date, files }: Data): string {
  const all = files.flatMap(({ findings }) => findings);
  const grave = all.filter(({ severity }) => severity !== 'note');
  const read = files.filter(({ faults }) => faults !== undefined);
  const faults = read.flatMap((file) => file.faults ?? []);
  const covered = faults.filter(({ rule }) => rule !== null);
  const projects = new Set(files.map(({ repo }) => repo)).size;
  return `${[
    '<!-- Generated from lint-accuracy.yml by scripts/accuracy.ts. -->',
    '# How often the linter is right',
    `${files.length} Dockerfiles of ${projects} projects, each at a fixed commit and linted with its tree, were gone through by hand on ${date}: every finding is judged *right*, *arguable* (true, and a maintainer may well decline) or *wrong*. The judgements are data: [lint-accuracy.yml](lint-accuracy.yml).`,
    'What was found wrong on the way was mended, in these same files: the figures say how the linter does on what it has been held to, not on files that it has never seen. The lists of faults were written before the linter had seen the files; whether it finds them is counted as it is today.',
    table(
      ['findings', 'all', 'right', 'arguable', 'wrong', 'wrong, of all'],
      [
        row(
          'errors',
          grave.filter(({ severity }) => severity === 'error'),
        ),
        row(
          'warnings',
          grave.filter(({ severity }) => severity === 'warning'),
        ),
        row('errors and warnings', grave),
        row(
          'notes',
          all.filter(({ severity }) => severity === 'note'),
        ),
      ],
    ),
    targets(grave),
    '## By rule',
    table(
      ['rule', 'found', 'right', 'arguable', 'wrong', 'wrong, of all', 'faults that readers listed', 'of them found'],
      RULES.map((rule) => {
        const mine = all.filter((finding) => finding.rule === rule.id);
        const listed = covered.filter((fault) => fault.rule === rule.id);
        const found = listed.filter((fault) => fault.found).length;
        const cells = row(`[\`${rule.id}\`](rules/${rule.id}.md)`, mine);
        const recall = [String(listed.length), listed.length === 0 ? '–' : `${found} (${share(found, listed.length)})`];
        return mine.length === 0
          ? [cells[0] ?? '', 'never seen firing', '', '', '', '', ...recall]
          : [...cells, ...recall];
      }),
    ),
    '## What readers listed beforehand',
    `${read.length} of the files were read, and their faults listed, before the linter had seen them: ${faults.length} faults, ${covered.length} of a kind that a rule is for. The linter found ${covered.filter(({ found }) => found).length} of these (${share(covered.filter(({ found }) => found).length, covered.length)}).`,
    missed(read),
    '## Findings that are wrong',
    wrong(files),
    '## The files',
    table(
      ['repository', 'file', 'commit', 'findings'],
      files.map(({ repo, path, commit, findings }) => [
        repo,
        `\`${path}\``,
        commit.slice(0, 12),
        String(findings.length),
      ]),
    ),
  ].join('\n\n')}\n`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([header, ...rows], { alignDelimiters: false });
}

function row(name: string, findings: readonly Judged[]): readonly string[] {
  const wrong = count(findings, 'wrong');
  return [
    name,
    String(findings.length),
    String(count(findings, 'right')),
    String(count(findings, 'arguable')),
    String(wrong),
    share(wrong, findings.length),
  ];
}

function targets(grave: readonly Judged[]): string {
  const byRule = [...Map.groupBy(grave, ({ rule }) => rule)].filter(([, findings]) => findings.length >= 10);
  const bad = byRule.filter(([, findings]) => count(findings, 'wrong') / findings.length > 0.1).map(([rule]) => rule);
  const errors = grave.filter(({ severity }) => severity === 'error');
  const verdictOf = (pass: boolean): string => (pass ? 'pass' : '**missed**');
  return table(
    ['target', 'result'],
    [
      ['of errors and warnings at most 2 % wrong', verdictOf(count(grave, 'wrong') <= grave.length * 0.02)],
      ['no error wrong', verdictOf(count(errors, 'wrong') === 0)],
      [
        `no rule above 10 % wrong, from 10 findings on${bad.length > 0 ? `: ${bad.join(', ')}` : ''}`,
        verdictOf(bad.length === 0),
      ],
    ],
  );
}

function missed(read: Data['files']): string {
  const rows = read.flatMap(({ repo, path, faults }) =>
    (faults ?? [])
      .filter(({ found }) => !found)
      .map((fault) => [
        repo,
        `\`${path}:${fault.line}\``,
        fault.rule === null ? 'none' : `\`${fault.rule}\``,
        fault.fault,
      ]),
  );
  if (rows.length === 0) return 'None was missed.';
  return `Missed:\n\n${table(['repository', 'where', 'rule', 'fault'], rows)}`;
}

function wrong(files: Data['files']): string {
  const rows = files.flatMap(({ repo, path, findings }) =>
    findings
      .filter((finding) => finding.verdict === 'wrong')
      .map(({ rule, line: at, reason }) => [repo, `\`${path}:${at}\``, `\`${rule}\``, reason]),
  );
  return rows.length === 0 ? 'None.' : table(['repository', 'where', 'rule', 'why'], rows);
}

/** Lints every file as a user would, and prints what differs from the judgements, as data to be judged. */
function run(folder: string): void {
  let differences = 0;
  const home = resolve(folder);
  for (const file of readData().files) {
    // As a user would: from the root of the repository, whose folders say what a file is for.
    process.chdir(join(home, file.repo));
    const key = ({ rule, line: at, severity }: { rule: string; line?: number; severity: string }): string =>
      `${rule} ${at ?? 1} ${severity}`;
    const found = lintFile({ path: file.path, contextDir: file.context });
    const judged = file.findings.map(key);
    const unjudged = found.filter((finding) => !judged.includes(key(finding)));
    const gone = file.findings.filter((finding) => !found.map(key).includes(key(finding)));
    if (unjudged.length + gone.length === 0) continue;
    differences += unjudged.length + gone.length;
    console.log(`# ${file.repo} ${file.path}`);
    for (const { rule, line: at, severity, message } of unjudged) {
      console.log(
        `      - { rule: ${rule}, line: ${at ?? 1}, severity: ${severity}, verdict: , reason: '' } # ${message}`,
      );
    }
    for (const { rule, line: at, severity } of gone) console.log(`      # no longer found: ${rule} ${at} ${severity}`);
  }
  console.log(`${differences} differences`);
  if (differences > 0) process.exitCode = 1;
}

const at = process.argv.indexOf('--run');
if (at !== -1) run(process.argv[at + 1] ?? '.');
else {
  const text = page(readData());
  if (!process.argv.includes('--check')) writeFileSync(PAGE, text);
  else if (readFileSync(PAGE, 'utf8') !== text) {
    console.error('docs/lint-accuracy.md is stale: run node scripts/accuracy.ts');
    process.exitCode = 1;
  }
}
