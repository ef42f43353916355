/** Words that are a secret by themselves. */
const WORDS: ReadonlySet<string> = new Set(
  'APIKEY CREDENTIAL CREDENTIALS PASS PASSPHRASE PASSWD PASSWORD PAT SECRET TOKEN'.split(' '),
);

/** What makes a KEY one: a public key, a cache key or a key id is none. */
const KEYS: ReadonlySet<string> = new Set(
  'ACCESS API AUTH DEPLOY ENCRYPTION MASTER PRIVATE SECRET SIGNING SSH'.split(' '),
);

/** Said of a secret, these name something else: where it lies, how long it is, whether there is one. */
const ABOUT: ReadonlySet<string> = new Set(
  'ALLOW DIR EMPTY ENABLE ENABLED EXPIRY FILE FOLDER ID LENGTH LIFETIME METHOD NAME PATH POLICY PUBLIC REALM SERVICE TTL TYPE URI URL USER USERNAME'.split(
    ' ',
  ),
);

/** Does the name of a variable say that it holds a secret? By whole words between `_`: `BYPASS`, `KEYRING`, `MONKEY` do not. */
export function namesSecret(name: string): boolean {
  const words = name.toUpperCase().split('_');
  if (words.some((word) => ABOUT.has(word))) return false;
  return words.some((word, at) => WORDS.has(word) || (word === 'KEY' && KEYS.has(words[at - 1] ?? '')));
}

/** Is a value nothing to hide: empty, a path, a switch, a number, or said to be replaced? */
export function isPlaceholder(value: string): boolean {
  return (
    value.length < 4 ||
    /^(?:[./~]|file:|https?:\/\/[^@]*$)/.test(value) ||
    /^(?:\d+|true|false|yes|none|null|undefined)$/i.test(value) ||
    /^[<{[*x]|change|dummy|example|fake|placeholder|replace|sample|test|todo|your/i.test(value)
  );
}
