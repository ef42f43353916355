interface SecretForm {
  /** Of the path, without the leading slash. */
  readonly name: RegExp;
  /** What the text has to hold for it to be one. */
  readonly text: RegExp;
  readonly kind: string;
}

const PRIVATE_KEY = 'a private key';

const KEY_HEAD = '-----BEGIN ';
const KEY_START = KEY_HEAD.charCodeAt(0);
const KEY_BLOCK = /^-----BEGIN (?:[A-Z0-9]{1,16} )?PRIVATE KEY(?: BLOCK)?-----\r?$/m;

/**
 * Credential files by the names that their programs read, each with what shows that it is more than a template.
 * Every pattern takes linear time: spaces are only skipped behind a word. A value that begins with `$`, `<` or `{` is
 * one that somebody, or the program, is to fill in.
 */
const FORMS: readonly SecretForm[] = [
  {
    name: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg)$/,
    text: /"(?:auth|identitytoken|password)"\s*:\s*"[^"\s]/,
    kind: 'registry credentials',
  },
  { name: /(?:^|\/)[._]netrc$/, text: /\bpassword\s+(?![$<{])\S/, kind: 'a netrc with a password' },
  { name: /(?:^|\/)\.git-credentials$/, text: /^[a-z]{1,16}:\/\/[^\s:/@]*:[^\s@]+@/m, kind: 'git credentials' },
  {
    name: /(?:^|\/)\.npmrc$/,
    text: /(?:^|:)_(?:authToken|password|auth)\s*=\s*(?!["']?[$<{])[^\s]/m,
    kind: 'npm credentials',
  },
  { name: /(?:^|\/)\.pypirc$/, text: /^password[ \t]*[:=][ \t]*(?!["']?(?:[$<{]|%\())\S/m, kind: 'PyPI credentials' },
  {
    name: /(?:^|\/)\.aws\/credentials$/,
    text: /aws_secret_access_key\s*=\s*(?!["']?[$<{])\S/,
    kind: 'AWS credentials',
  },
  { name: /(?:^|\/)\.kube\/config$/, text: /\b(?:token|client-key-data|password):[ \t]*\S/, kind: 'a kubeconfig' },
  {
    name: /(?:^|\/)\.pgpass$/,
    text: /^[^#\s:][^:\n]*:[^:\n]*:[^:\n]*:[^:\n]*:[^\s]/m,
    kind: 'PostgreSQL passwords',
  },
  { name: /\.json$/, text: /"private_key"\s*:\s*"-----BEGIN/, kind: 'the key of a Google service account' },
];

/** As `ssh-keygen` names them. */
const KEY_NAMES: ReadonlySet<string> = new Set(['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519']);

/** The last parts of the names of `FORMS`, so that the many other files are passed over at once. */
const LAST_PARTS: ReadonlySet<string> = new Set([
  'config.json',
  '.dockercfg',
  '.netrc',
  '_netrc',
  '.git-credentials',
  '.npmrc',
  '.pypirc',
  'credentials',
  'config',
  '.pgpass',
]);

/** How the names end of files that may be secret, a character each: nearly all others need no look at their names. */
const LAST_CHARACTERS: ReadonlySet<number> = new Set(
  [...LAST_PARTS, '.json', '.pem', '.key', ...KEY_NAMES].map((name) => name.charCodeAt(name.length - 1)),
);

/** Is a file worth reading for what `secretKind` looks for? By its name and its first bytes, from `start` to `end`. */
export function mayBeSecret(path: string, head: Buffer, start = 0, end = head.length): boolean {
  if (
    head[start] === KEY_START &&
    head.toString('latin1', start, Math.min(end, start + KEY_HEAD.length)) === KEY_HEAD
  ) {
    return true;
  }
  if (!LAST_CHARACTERS.has(path.charCodeAt(path.length - 1))) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  // Of all JSON files only those that say early what they are.
  if (name.endsWith('.json') && !name.endsWith('config.json')) {
    return head.toString('latin1', start, end).includes('"service_account"');
  }
  // What `openssl pkcs12 -nodes` writes begins with names and numbers of the key.
  if (name.endsWith('.pem') || name.endsWith('.key') || KEY_NAMES.has(name)) return true;
  return (LAST_PARTS.has(name) || name.endsWith('.json')) && FORMS.some((form) => form.name.test(path));
}

/** The kind of secret that a file is, in words that repeat nothing of it; undefined where it is none. */
export function secretKind(path: string, text: string): string | undefined {
  if (KEY_BLOCK.test(text)) return PRIVATE_KEY;
  return FORMS.find((form) => form.name.test(path) && form.text.test(text))?.kind;
}
