import { createSource, lastAtOrBelow, type Source } from '../../dockerfile/source.ts';
import type { Finding } from '../../model/finding.ts';
import type { Edit } from './apply-edits.ts';
import type { Texts } from './fix-texts.ts';

interface Applied {
  readonly before: Texts;
  readonly after: Texts;
  /** What was applied, by file. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

/** Is one of the findings told again, in the same words, at the place that its own place has become? Then its fix is none. */
export function stillThere(fixed: readonly Finding[], found: readonly Finding[], applied: Applied): boolean {
  const [before, after] = [offsetReader(applied.before), offsetReader(applied.after)];
  const places = new Set(found.map((finding) => keyOf(finding, after(finding))));
  const moves = new Map([...applied.edits].map(([file, edits]) => [file, moveBy(edits)]));
  return fixed.some((finding) => {
    const at = before(finding);
    const move = moves.get(finding.file ?? '');
    const now = at === undefined || move === undefined ? at : move(at);
    return now !== 'gone' && places.has(keyOf(finding, now));
  });
}

function keyOf({ rule, message, file }: Finding, offset: number | undefined): string {
  return JSON.stringify([rule, message, file, offset]);
}

/** Where a finding stands in its file; only ever compared, so that a byte order mark need not be counted. */
function offsetReader(texts: Texts): (finding: Finding) => number | undefined {
  const sources = new Map<string, Source>();
  return ({ file, line, column }) => {
    if (file === undefined || line === undefined) return undefined;
    const source = sources.get(file) ?? createSource(texts.get(file) ?? '');
    sources.set(file, source);
    return (source.lineStarts[line - 1] ?? 0) + (column ?? 1) - 1;
  };
}

function moveBy(edits: readonly Edit[]): (offset: number) => number | 'gone' {
  const sorted = edits.toSorted((a, b) => a.start - b.start);
  const starts = sorted.map(({ start }) => start);
  let sum = 0;
  /** What all edits before this one add to an offset. */
  const added = sorted.map(({ start, end, text }) => {
    const before = sum;
    sum += text.length - (end - start);
    return before;
  });
  return (offset) => {
    const index = lastAtOrBelow(starts, offset);
    const edit = sorted[index];
    if (edit === undefined || edit.start > offset) return offset;
    const { start, end, text } = edit;
    const before = added[index] ?? 0;
    if (offset < end) return text === '' ? 'gone' : start + before;
    return offset + before + text.length - (end - start);
  };
}
