import { type Range, rangeOf, type Source } from './source.ts';

/** Something that BuildKit would refuse: what is wrong, the way out, and where. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
  readonly range: Range;
}

export function problemAt(source: Source, start: number, end: number, message: string, hint: string): Problem {
  return { message, hint, range: rangeOf(source, start, end) };
}
