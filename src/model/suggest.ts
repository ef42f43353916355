import { distance } from 'fastest-levenshtein';

/**
 * The known name that `given` was most likely meant to be, or `undefined` where nothing is near.
 * Near: at most a third of its letters wrong, and never fewer than two letters right.
 */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  let best: { name: string; steps: number } | undefined;
  for (const name of known) {
    const steps = slips(wanted, name.toLowerCase());
    if (best === undefined || steps < best.steps) best = { name, steps };
  }
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, best.name.length) / 3));
  return best.steps <= allowed && best.name.length - best.steps >= 2 ? best.name : undefined;
}

/** Letters that differ; two that changed places are one slip of the finger, not two. */
function slips(a: string, b: string): number {
  const steps = distance(a, b);
  const letters = (text: string): string => [...text].toSorted().join('');
  return letters(a) === letters(b) ? Math.ceil(steps / 2) : steps;
}

/** `did you mean "x"?`, or the list of what is known where nothing is near. */
export function suggestion(given: string, known: readonly string[]): string {
  const name = nearest(given, known);
  return name === undefined ? `known: ${known.join(', ')}` : `did you mean "${name}"?`;
}
