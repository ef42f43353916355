import { styleText } from 'node:util';
import { markdownTable } from 'markdown-table';
import { formatSize } from '../model/bytes.ts';
import type { Finding, Severity } from '../model/finding.ts';
import { oneLine, withoutCommands } from '../model/text.ts';
import type { Cell, Table, View } from './view.ts';

type Style = Parameters<typeof styleText>[0];

/** Puts a style on text, or leaves it: the entry decides by NO_COLOR and whether a person reads. */
export type Paint = (style: Style, text: string) => string;

/** @param coloured whether escape codes may be written. */
export function painter(coloured: boolean): Paint {
  return (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
}

const SEVERITY_STYLES = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

const STATUS_STYLES = { pass: 'green', fail: 'red', neutral: 'yellow' } as const;

/** The report for a terminal. */
export function text(view: View, status: keyof typeof STATUS_STYLES, paint: Paint): string {
  const parts = [
    `${paint(['bold', STATUS_STYLES[status]], `Plimsoll: ${view.headline}`)}`,
    view.reasons.map((reason) => `  ${oneLine(reason, 400)}`).join('\n'),
    view.why.map(({ title, sentence }) => `${paint('bold', oneLine(title))} ${cells(sentence)}`).join('\n'),
    table(view.sizes),
    ...view.platforms.map((platform) =>
      [
        `${paint('bold', oneLine(platform.title))}: ${oneLine(platform.summary, 400)}`,
        ...platform.notes.map((note) => `  ${oneLine(note, 400)}`),
        ...platform.moves.map((line) => `  ${cells(line)}`),
        ...platform.tables.map((each) => `  ${each.title}\n${indent(table(each))}`),
      ].join('\n'),
    ),
    findingsText(view.findings, paint),
    oneLine(view.base, 600),
  ];
  return withoutCommands(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

/** Findings one below the other, `file:line:column severity message [rule]`. */
export function findingsText(findings: readonly Finding[], paint: Paint): string {
  return withoutCommands(findings.map((finding) => findingText(finding, paint)).join('\n'));
}

/** `3 findings: 1 error, 2 warnings`. */
export function countText(findings: readonly Finding[]): string {
  const count = (severity: Severity): number => findings.filter((f) => f.severity === severity).length;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  const kinds = (['error', 'warning', 'note'] as const).filter((severity) => count(severity) > 0);
  if (kinds.length === 0) return 'no findings';
  return `${plural(findings.length, 'finding')}: ${kinds.map((kind) => plural(count(kind), kind)).join(', ')}`;
}

function findingText(finding: Finding, paint: Paint): string {
  const { file, line, column, path, severity, message, rule, evidenceBytes } = finding;
  const position = [file ?? path ?? '', line, column].filter((part) => part !== undefined);
  const bytes = evidenceBytes === undefined ? '' : ` (${formatSize(evidenceBytes)})`;
  const style = SEVERITY_STYLES[severity];
  const place = position[0] === '' ? '' : `${paint('bold', oneLine(position.join(':')))}: `;
  return `${place}${paint(style, severity)}: ${oneLine(message, 500)}${bytes} ${paint('dim', `[${oneLine(rule)}]`)}`;
}

function cells(sentence: readonly Cell[]): string {
  return oneLine(sentence.map((part) => (typeof part === 'string' ? part : oneLine(part.code, 120))).join(''), 600);
}

function table({ header, rows, more }: Table): string {
  if (rows.length === 0) return '';
  const cell = (value: Cell): string => oneLine(typeof value === 'string' ? value : value.code, 80);
  const lines = markdownTable([header, ...rows.map((row) => row.map(cell))], {
    align: header.map((name) => (['base', 'head', 'change', 'headroom', 'size'].includes(name) ? 'r' : 'l')),
    delimiterStart: false,
    delimiterEnd: false,
  });
  return more > 0 ? `${lines}\n… and ${more} more` : lines;
}

function indent(block: string): string {
  return block.replace(/^/gm, '  ');
}
