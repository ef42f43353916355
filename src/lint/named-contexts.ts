import type { ImageReference } from '../dockerfile/reference.ts';

/**
 * Which images a build takes from a named context instead: BuildKit looks an image up by its short name, without the tag
 * `latest` (`dockerui.NamedContext`).
 * @param names as `--build-context` has them
 */
export function namedContextReader(names: readonly string[]): (reference: ImageReference) => boolean {
  const given = new Set(names.map((name) => name.replace(/:latest$/, '')));
  return (reference) => given.has(shortName(reference));
}

function shortName({ domain, path, tag, digest }: ImageReference): string {
  const name = domain === 'docker.io' ? path.replace(/^library\//, '') : `${domain}/${path}`;
  const tagged = tag === undefined || tag === 'latest' ? name : `${name}:${tag}`;
  return digest === undefined ? tagged : `${tagged}@${digest}`;
}
