/** Text that is some kilobytes at most, by the ending of its name: scripts, lists, configuration, keys. */
const SMALL =
  /\.(?:asc|cfg|conf|crt|env|gpg|ini|json|key|list|patch|pem|properties|py|repo|sh|sql|sum|toml|txt|xml|ya?ml)$/;

export function isSmallByName(path: string): boolean {
  return SMALL.test(path);
}

/** Below this, bytes stored for nothing are no more than a note. */
const SMALL_BYTES = 100_000;

/** Is it small, by its size where that is known, else by its name? */
export function isSmall(path: string, bytes: number | undefined): boolean {
  return bytes === undefined ? SMALL.test(path) : bytes < SMALL_BYTES;
}
