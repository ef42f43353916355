import type { Fix, Region } from 'sarif';
import { createSource, rangeOf, type Source } from '../dockerfile/source.ts';
import type { Finding, TextEdit } from '../model/finding.ts';

/** A fix as SARIF has it (§3.55): the edits by file, each with the region that it takes away and what comes there. */
export function sarifFix(
  fix: NonNullable<Finding['fix']>,
  sourceOf: (file: string) => Source | undefined,
  location: (file: string) => { readonly uri: string; readonly uriBaseId?: string },
): Fix {
  const byFile = Map.groupBy(fix.edits, (edit) => edit.file);
  return {
    description: {
      text: fix.safe ? 'Safe: "plimsoll lint --fix" writes it.' : 'Suggested: "plimsoll lint --diff" shows it.',
    },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: location(file),
      replacements: edits.map((edit) => ({
        deletedRegion: regionOf(sourceOf(file) ?? createSource(''), edit),
        insertedContent: { text: edit.text },
      })),
    })),
  };
}

/** Columns are in UTF-16 units, as the run says by its `columnKind`; the end is exclusive. */
function regionOf(source: Source, { start, end }: TextEdit): Region {
  const { line, column, endLine, endColumn } = rangeOf(source, start, end);
  return { startLine: line, startColumn: column, endLine, endColumn };
}
