import type { Config } from '../schemas.ts';

/** What the image's config says of the container that is made of it, with defaults as the engines fill them in. */
export interface ImageConfig {
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Absolute. */
  readonly workingFolder: string;
  /** Of PATH and the few variables that the checks ask for; all others are left out: they may be secrets. */
  readonly env: ReadonlyMap<string, string>;
  /** Paths that are mounted when the container runs: what is missing there may come with it. */
  readonly volumes: readonly string[];
  readonly healthcheck: readonly string[];
  /** What a HEALTHCHECK in shell form is handed to. */
  readonly shell: readonly string[];
}

const ASKED: ReadonlySet<string> = new Set([
  'PATH',
  'LD_LIBRARY_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'TZ',
  'ZONEINFO',
]);

/** What Docker and containerd put where an image sets none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function imageConfig(config: Config): ImageConfig {
  const { User, Entrypoint, Cmd, Env, WorkingDir, Volumes, Healthcheck, Shell = [] } = config.config ?? {};
  const env = new Map([['PATH', DEFAULT_PATH]]);
  for (const word of Env ?? []) {
    const equals = word.indexOf('=');
    const name = word.slice(0, equals);
    if (ASKED.has(name)) env.set(name, word.slice(equals + 1));
  }
  return {
    user: User ?? '',
    entrypoint: Entrypoint ?? [],
    cmd: Cmd ?? [],
    workingFolder: WorkingDir?.startsWith('/') ? WorkingDir : `/${WorkingDir ?? ''}`,
    env,
    volumes: Object.keys(Volumes ?? {}),
    healthcheck: Healthcheck?.Test ?? [],
    shell: Shell.length > 0 ? Shell : ['/bin/sh', '-c'],
  };
}
