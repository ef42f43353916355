import type { Source } from '../dockerfile/source.ts';
import type { Finding } from '../model/finding.ts';
import { withoutCommands } from '../model/text.ts';
import { excerpt } from './excerpt.ts';
import { sourceReader } from './sources.ts';
import { countText, findingsText, type Paint } from './text.ts';

/** Each finding with the line that it speaks of and a caret under the place, where the file's text is known. */
export function lintText(findings: readonly Finding[], texts: ReadonlyMap<string, string>, paint: Paint): string {
  const sourceOf = sourceReader(texts);
  return findings.map((finding) => `${findingsText([finding], paint)}\n${quoted(finding, sourceOf, paint)}`).join('');
}

/** `3 findings: 1 error, 2 warnings; --fix mends 1, --diff shows 1 more`. */
export function lintCount(findings: readonly Finding[]): string {
  const safe = findings.filter(({ fix }) => fix?.safe === true).length;
  const suggested = findings.filter(({ fix }) => fix?.safe === false).length;
  const fixes = [
    safe > 0 ? `--fix mends ${safe}` : '',
    suggested > 0 ? `--diff shows ${safe > 0 ? `${suggested} more` : `how to mend ${suggested}`}` : '',
  ].filter((part) => part !== '');
  return `${[countText(findings), ...fixes].join('; ').replace(/; (?=--diff .*more$)/, ', ')}\n`;
}

const STYLES = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

function quoted(
  { file, line, column, severity }: Finding,
  sourceOf: (file: string) => Source | undefined,
  paint: Paint,
): string {
  const source = file === undefined ? undefined : sourceOf(file);
  const shown = source === undefined || line === undefined ? undefined : excerpt(source, line, column ?? 1);
  if (shown === undefined) return '';
  const number = String(line);
  const bar = paint('dim', '|');
  // A finding about a whole line, as other tools give it, has no column to point at.
  const caret =
    column === undefined
      ? ''
      : `  ${' '.repeat(number.length)} ${bar} ${' '.repeat(shown.width)}${paint(STYLES[severity], '^')}\n`;
  return `  ${paint('dim', number)} ${bar} ${withoutCommands(shown.text)}\n${caret}`;
}
