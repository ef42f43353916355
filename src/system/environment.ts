/** A process environment as read once by an entry. */
export type Environment = Readonly<Record<string, string | undefined>>;

const NAMES: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SSH_AUTH_SOCK',
  'KUBECONFIG',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'SOURCE_DATE_EPOCH',
  'EXPERIMENTAL_BUILDKIT_SOURCE_POLICY',
]);

const PREFIXES: readonly string[] = ['DOCKER_', 'BUILDX_', 'BUILDKIT_', 'XDG_', 'KUBERNETES_'];

const PROXIES = /^(?:http|https|ftp|no|all)_proxy$/i;

/** The runner's cache service; without them buildx drops a `type=gha` cache in silence. */
const GHA_CACHE: readonly string[] = [
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_CACHE_URL',
  'ACTIONS_CACHE_SERVICE_V2',
];

const CLOUD_PREFIXES: readonly string[] = ['AWS_', 'AZURE_', 'GOOGLE_'];

export interface EnvironmentNeeds {
  /** The values of `cache-from` and `cache-to`, which decide about the credentials that caches need. */
  readonly caches?: readonly string[];
  /** Names of variables that the user hands to build secrets. */
  readonly names?: readonly string[];
  /** Variables that we set ourselves. */
  readonly extra?: Readonly<Record<string, string>>;
}

/**
 * The environment that a child process gets: an allow-list, so that the job's token, its OIDC variables and action
 * inputs never reach code that a pull request brings.
 */
export function childEnvironment(env: Environment, needs: EnvironmentNeeds = {}): Record<string, string> {
  const caches = needs.caches ?? [];
  const gha = caches.some((cache) => /(?:^|,)type=gha(?:,|$)/.test(cache));
  const cloud = caches.some((cache) => /(?:^|,)type=(?:s3|azblob)(?:,|$)/.test(cache));
  const allowed = (name: string): boolean =>
    NAMES.has(name) ||
    PROXIES.test(name) ||
    PREFIXES.some((prefix) => name.startsWith(prefix)) ||
    (gha && GHA_CACHE.includes(name)) ||
    (cloud && CLOUD_PREFIXES.some((prefix) => name.startsWith(prefix))) ||
    (needs.names?.includes(name) ?? false);
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && allowed(name)) child[name] = value;
  }
  return { ...child, ...needs.extra };
}
