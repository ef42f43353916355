/** One replacement of text, by UTF-16 offsets; an insertion where both are the same. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Text with all edits applied.
 * @param edits of one text as it is now, none touching another: see `touches`
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Is the outcome of both a matter of which comes first? So it is for two insertions at one place. */
export function touches(a: Edit, b: Edit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.start ? b.start < a.end : a.start < b.end;
}

/** Does the edit lie within a text of that length? */
export function fits({ start, end }: Edit, length: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= length;
}
