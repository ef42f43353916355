/** What is known of something: that it is there, that it is not, or neither. A rule keeps quiet about `unknown`. */
export type Answer = 'yes' | 'no' | 'unknown';

export type PackageManager = 'apt' | 'apk' | 'dnf' | 'microdnf' | 'yum';

/** The C library that programs of an image are linked against. */
export interface Libc {
  readonly name: 'glibc' | 'musl' | 'uclibc' | 'none';
  /** `2.36`; undefined where the tag does not pin it. */
  readonly version: string | undefined;
}

/**
 * What an image of a known family has. Everywhere `undefined` means that it is not known: not the tag, or not that fact
 * of it. `null` means that there is none.
 */
export interface ImageFacts {
  /** `golang`, `debian`, `distroless/static` … */
  readonly family: string;
  /** The release of the distribution below: a suite (`bookworm`), or a version (`3.22`, `22.04`, `9`). */
  readonly release: string | undefined;
  readonly libc: Libc | undefined;
  /** Path of the shell that a shell form is run with, or would be. */
  readonly shell: string | null | undefined;
  readonly packageManager: PackageManager | null | undefined;
  /** Who runs by default, as the image's config says it: `root`, or a number. */
  readonly user: string | undefined;
  /** Names in /etc/passwd. */
  readonly users: ReadonlySet<string> | undefined;
  /** Programs that it certainly has, by name. */
  readonly programs: ReadonlySet<string>;
  /** What of the others it lacks: `all` of them, those of `WATCHED_PROGRAMS`, or not known (`none`). */
  readonly lacks: 'all' | 'watched' | 'none';
  /** A bundle of root certificates where Go looks for one (crypto/x509/root_linux.go). */
  readonly certificates: boolean | undefined;
  /** /usr/share/zoneinfo. */
  readonly zoneData: boolean | undefined;
  /** A C compiler that go finds by itself: gcc on PATH. */
  readonly compiler: boolean | undefined;
  /** A folder /tmp that all may write to. */
  readonly tmp: boolean | undefined;
  /** Where programs are looked up. */
  readonly path: readonly string[];
  /** The Go toolchain of a golang image. */
  readonly go: GoToolchain | undefined;
}

export interface GoToolchain {
  /** As the tag says it: `1.26`, `1.26.1`, `1.27rc1`; undefined for `latest`, `1` and the like, which move. */
  readonly version: string | undefined;
  readonly major: number | undefined;
  readonly minor: number | undefined;
  /** Undefined where the tag follows the series. */
  readonly patch: number | undefined;
  /** GOTOOLCHAIN as the image sets it; undefined where it sets none. */
  readonly toolchain: 'local' | undefined;
}

/** The programs that rules ask about, apart from those that every distribution has. */
export const WATCHED_PROGRAMS: ReadonlySet<string> = new Set([
  'bash',
  'c++',
  'cc',
  'clang',
  'curl',
  'dumb-init',
  'g++',
  'gcc',
  'git',
  'go',
  'gosu',
  'grpc_health_probe',
  'hg',
  'http',
  'jq',
  'make',
  'mysqladmin',
  'nc',
  'netcat',
  'node',
  'npm',
  'openssl',
  'pg_isready',
  'pkg-config',
  'psql',
  'python',
  'python3',
  'redis-cli',
  'socat',
  'strip',
  'su-exec',
  'svn',
  'tini',
  'upx',
  'wget',
  'yarn',
  'zsh',
]);

const NOTHING: ReadonlySet<string> = new Set();
const LINUX_PATH: readonly string[] = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** An image of which nothing but its family is known: what a table adds to. */
export function unknownImage(family: string): ImageFacts {
  return {
    family,
    release: undefined,
    libc: undefined,
    shell: undefined,
    packageManager: undefined,
    user: undefined,
    users: undefined,
    programs: NOTHING,
    lacks: 'none',
    certificates: undefined,
    zoneData: undefined,
    compiler: undefined,
    tmp: undefined,
    path: LINUX_PATH,
    go: undefined,
  };
}

/** An image with nothing in it. */
export const SCRATCH: ImageFacts = {
  ...unknownImage('scratch'),
  libc: { name: 'none', version: undefined },
  shell: null,
  packageManager: null,
  user: 'root',
  users: NOTHING,
  lacks: 'all',
  certificates: false,
  zoneData: false,
  compiler: false,
  tmp: false,
};
