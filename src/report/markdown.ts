import { markdownTable } from 'markdown-table';
import { formatSize } from '../model/bytes.ts';
import type { Finding } from '../model/finding.ts';
import { REPOSITORY_URL, TOOL_VERSION } from '../model/project.ts';
import { oneLine } from '../model/text.ts';
import type { Told } from './error-text.ts';
import { code, html, link, plain } from './escape.ts';
import type { Cell, PlatformView, Table, View } from './view.ts';

const MARKS = { error: '🔴 error', warning: '🟠 warning', note: '🔵 note' } as const;

/** Findings that are listed; the rest is counted. */
const MOST_FINDINGS = 25;

/** The report as GitHub-flavoured Markdown: the body of the comment (without its marker) and of the job summary. */
export function markdown(view: View): string {
  const parts = [
    `### Plimsoll: ${view.headline}`,
    view.reasons.map((reason) => `- ${plain(reason, 400)}`).join('\n'),
    view.why.map(({ title, sentence }) => `**${plain(title)}** ${cells(sentence)}`).join('\n\n'),
    table(view.sizes),
    ...view.platforms.map((platform, index) => details(platform, index === 0)),
    findings(view.findings),
    `<sub>${plain(view.base, 600)} · sizes are decimal, unpacked is what the layers hold · [Plimsoll](${REPOSITORY_URL}) ${TOOL_VERSION}</sub>`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What takes the report's place where there is none, because something outside failed. */
export function errorMarkdown({ message, hint }: Told): string {
  // An indented block shows output as it is; nothing in it is Markdown.
  const lines = (hint ?? '').split('\n').map((line) => `    ${oneLine(line, 300)}`);
  return `### Plimsoll: no verdict\n\n${plain(message, 600)}\n\n${hint === undefined ? '' : `${lines.join('\n')}\n`}`;
}

function details(platform: PlatformView, open: boolean): string {
  const tables = platform.tables.map((each) => `**${each.title}**\n\n${table(each)}`);
  const notes = platform.notes.map((note) => `> ${plain(note, 400)}`);
  const moves = platform.moves.map((line) => `> ${cells(line)}`);
  const body = [...notes, ...moves, ...(tables.length > 0 ? tables : ['Nothing changed.'])].join('\n\n');
  const summary = `<summary><b>${html(platform.title)}</b>: ${html(platform.summary, 400)}</summary>`;
  return `<details${open ? ' open' : ''}>${summary}\n\n${body}\n\n</details>`;
}

function findings(all: readonly Finding[]): string {
  if (all.length === 0) return '';
  const rows = all
    .slice(0, MOST_FINDINGS)
    .map((finding) => [
      MARKS[finding.severity],
      link(finding.rule, finding.url),
      code(place(finding)),
      plain(finding.message, 300),
      finding.evidenceBytes === undefined ? '–' : formatSize(finding.evidenceBytes),
    ]);
  const more = all.length > rows.length ? `\n\n${all.length - rows.length} more findings are in the report.` : '';
  return `**Findings**\n\n${render(['severity', 'rule', 'where', 'what', 'bytes'], rows)}${more}`;
}

function place({ file, line, path }: Finding): string {
  if (file !== undefined) return line === undefined ? file : `${file}:${line}`;
  return path ?? '';
}

function table({ header, rows, more }: Table): string {
  if (rows.length === 0) return '';
  const cell = (value: Cell): string => (typeof value === 'string' ? plain(value) : code(value.code, 120));
  const text = render(
    header,
    rows.map((row) => row.map(cell)),
  );
  return more > 0 ? `${text}\n\n… and ${more} more` : text;
}

/** A sentence of our words and names from outside. */
function cells(sentence: readonly Cell[]): string {
  return sentence.map((part) => (typeof part === 'string' ? part : code(part.code, 120))).join('');
}

function render(header: readonly string[], rows: readonly (readonly string[])[]): string {
  // Numbers line up on the right; the first column holds names.
  const align = header.map((name) =>
    ['base', 'head', 'change', 'headroom', 'size', 'bytes'].includes(name) ? 'r' : 'l',
  );
  return markdownTable([header, ...rows], { align, alignDelimiters: false });
}
