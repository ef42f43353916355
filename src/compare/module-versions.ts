import { once } from '../model/once.ts';
import type { GoBinaryReport } from '../model/report.ts';
import { byText } from '../model/text-order.ts';

/** By numbers within the text, so that v1.9.0 comes before v1.10.0. To make it takes milliseconds. */
const byNumber = once(() => new Intl.Collator('en', { numeric: true }));

/**
 * The versions of a module in an image, as one text. Two binaries may hold two of them, so that a version is a property of
 * the set and not of whichever binary is read first: the text is the same whatever the order of the binaries.
 * @returns null where there are none
 */
export function versionsText(versions: ReadonlySet<string>): string | null {
  if (versions.size === 0) return null;
  return [...versions].sort((a, b) => byNumber().compare(a, b) || byText(a, b)).join(', ');
}

/** The versions of every module in all of the binaries, by path. */
export function versionsByModule(binaries: readonly GoBinaryReport[]): ReadonlyMap<string, string | null> {
  const versions = new Map<string, Set<string>>();
  for (const { path, version } of binaries.flatMap(({ modules }) => modules)) {
    const known = versions.get(path) ?? new Set();
    versions.set(path, known.add(version));
  }
  return new Map([...versions].map(([path, set]) => [path, versionsText(set)]));
}
