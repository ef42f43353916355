import { exceptReader } from '../dockerfile/except.ts';
import type { ImageReference } from '../dockerfile/reference.ts';

/** What the option does, for the pages of rules. */
export const IMAGE_EXCEPT =
  'Images of these names are not told, such as `golang`, `golang:1.*-slim`, `ghcr.io/acme` with all that lies below it, or `ghcr.io/acme/*`.';

/**
 * Is an image one of the option `except`? By its name, with and without its tag, short or in full: `golang`,
 * `golang:1.*`, `docker.io/library/golang`, `ghcr.io/acme/*`.
 * @throws ConfigError for a pattern that is none
 */
export function imageExceptReader(patterns: readonly string[] | undefined): (reference: ImageReference) => boolean {
  const isExcepted = exceptReader(patterns);
  return ({ domain, path, tag }) => {
    const short = domain === 'docker.io' ? [path, path.replace(/^library\//, '')] : [];
    return [`${domain}/${path}`, ...short].some(
      (name) => isExcepted(name) || (tag !== undefined && isExcepted(`${name}:${tag}`)),
    );
  };
}
