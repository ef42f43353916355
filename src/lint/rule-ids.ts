import { nearest } from '../model/suggest.ts';

/** What a wrong rule id was meant to be: the nearest, those that it is a part of, or where all are listed. */
export function ruleSuggestion(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  const wanted = given.toLowerCase();
  const alike = wanted.length < 3 ? [] : known.filter((id) => id.includes(wanted)).slice(0, 5);
  return alike.length > 0
    ? `did you mean ${alike.map((id) => `"${id}"`).join(' or ')}?`
    : '"plimsoll explain" lists the rules';
}
