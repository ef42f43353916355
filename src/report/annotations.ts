import { formatSize } from '../model/bytes.ts';
import type { Finding, Severity } from '../model/finding.ts';
import { oneLine } from '../model/text.ts';

/** A mark on a line of a file in the pull request. */
export interface Annotation {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly startColumn?: number;
}

/** GitHub shows this many of each kind a step, and drops the rest in silence. */
const MOST_OF_A_KIND = 10;

/** What GitHub keeps of a message. */
const MOST_CHARACTERS = 4_000;

/** The findings that GitHub will show, most severe first, in the order of the file. */
export function annotations(findings: readonly Finding[]): readonly Annotation[] {
  return (['error', 'warning', 'note'] as const).flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .slice(0, MOST_OF_A_KIND)
      .map(annotation),
  );
}

function annotation(finding: Finding): Annotation {
  const { file, line, endLine, column, severity, rule, message, evidenceBytes, url } = finding;
  const bytes = evidenceBytes === undefined ? '' : ` (${formatSize(evidenceBytes)})`;
  return {
    severity,
    title: rule,
    message: `${oneLine(message, MOST_CHARACTERS - 300)}${bytes} ${url}`,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { startLine: line, endLine: endLine ?? line }),
    // GitHub refuses a column where an annotation spans lines.
    ...(column === undefined || (endLine !== undefined && endLine !== line) ? {} : { startColumn: column }),
  };
}

/** The same as workflow commands, for `lint --format github`. */
export function workflowCommands(findings: readonly Finding[]): string {
  const names = { error: 'error', warning: 'warning', note: 'notice' } as const;
  return annotations(findings)
    .map((a) => {
      const properties = {
        title: a.title,
        file: a.file,
        line: a.startLine,
        endLine: a.endLine,
        col: a.startColumn,
      };
      const list = Object.entries(properties)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      return `::${names[a.severity]} ${list.join(',')}::${escapeData(a.message)}\n`;
    })
    .join('');
}

/** As the runner reads them: actions/toolkit, packages/core/src/command.ts. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
