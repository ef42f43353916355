/** The names of `N=P`: what the build takes from another context instead of an image or a stage. */
export function contextNames(buildContexts: readonly string[]): readonly string[] {
  return buildContexts.map((entry) => entry.split('=', 1)[0] ?? '');
}

/**
 * `K=V` build arguments by name. One without a value comes from the environment of the build and is left out: what
 * cannot be known is unknown, never empty.
 */
export function knownBuildArgs(entries: readonly string[]): ReadonlyMap<string, string> {
  const pairs = entries.map((entry) => [entry.indexOf('='), entry] as const).filter(([at]) => at > 0);
  return new Map(pairs.map(([at, entry]) => [entry.slice(0, at), entry.slice(at + 1)]));
}
