import { alpineFacts } from './alpine.ts';
import { buildpackFacts, debianFacts, isDebianSuite } from './debian.ts';
import { type GoToolchain, type ImageFacts, unknownImage } from './facts.ts';

/**
 * The suite of `golang:<version>` without a variant: from that patch of the series on, until the next line. Read from the
 * history of versions.json in https://github.com/docker-library/golang: its first Debian variant at each version.
 */
const DEFAULT_SUITES: readonly { readonly minor: number; readonly patch: number; readonly suite: string }[] = [
  { minor: 14, patch: 0, suite: 'buster' },
  { minor: 15, patch: 0, suite: 'buster' },
  { minor: 16, patch: 0, suite: 'buster' },
  { minor: 16, patch: 7, suite: 'bullseye' },
  { minor: 17, patch: 0, suite: 'bullseye' },
  { minor: 18, patch: 0, suite: 'bullseye' },
  { minor: 19, patch: 0, suite: 'bullseye' },
  { minor: 19, patch: 10, suite: 'bookworm' },
  { minor: 20, patch: 0, suite: 'bullseye' },
  { minor: 20, patch: 5, suite: 'bookworm' },
  { minor: 21, patch: 0, suite: 'bookworm' },
  { minor: 22, patch: 0, suite: 'bookworm' },
  { minor: 23, patch: 0, suite: 'bookworm' },
  { minor: 23, patch: 12, suite: 'trixie' },
  { minor: 24, patch: 0, suite: 'bookworm' },
  { minor: 24, patch: 6, suite: 'trixie' },
  { minor: 25, patch: 0, suite: 'trixie' },
  { minor: 26, patch: 0, suite: 'trixie' },
  { minor: 27, patch: 0, suite: 'trixie' },
];

/** Since 1.21 the image keeps to its own toolchain (https://github.com/docker-library/golang/issues/472). */
const FIRST_LOCAL = 21;

export interface GolangTag {
  /** `1.26.1`, `1.27rc1`; undefined for tags that move (`1`, `latest`, `tip`). */
  readonly version: string | undefined;
  readonly major: number | undefined;
  readonly minor: number | undefined;
  readonly patch: number | undefined;
  /** What follows the version: `alpine3.22`, `bookworm`; empty where nothing does. */
  readonly variant: string;
}

/** `[<version>-]<variant>`; https://hub.docker.com/_/golang */
export function readGolangTag(tag: string): GolangTag {
  const match = /^(?:(\d+)(?:\.(\d+)(?:\.(\d+)|((?:rc|beta)\d+))?)?|tip(?:-\d{8})?|latest)?(?:(?:^|-)([a-z].*))?$/.exec(
    tag,
  );
  const [, major, minor, patch, pre, variant] = match ?? [];
  return {
    version: minor === undefined ? undefined : `${major}.${minor}${patch === undefined ? (pre ?? '') : `.${patch}`}`,
    major: major === undefined ? undefined : Number(major),
    minor: minor === undefined ? undefined : Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
    variant: match === null ? tag : (variant ?? ''),
  };
}

/** What the official golang image of a tag has: https://github.com/docker-library/golang, Dockerfile-linux.template. */
export function golangByTag(tag: string | undefined, hasDigest: boolean): ImageFacts {
  const read = readGolangTag(tag ?? 'latest');
  const go: GoToolchain = {
    version: read.version,
    major: read.major,
    minor: read.minor,
    patch: read.patch,
    toolchain: read.minor === undefined || read.minor >= FIRST_LOCAL ? 'local' : undefined,
  };
  // A digest alone does not say what it is.
  const base = tag === undefined && hasDigest ? undefined : baseOf(read);
  const common = { family: 'golang', go: tag === undefined && hasDigest ? { ...go, toolchain: undefined } : go };
  if (base === undefined) return { ...unknownImage('golang'), ...common, path: PATH };
  return { ...base, ...common, programs: new Set([...base.programs, 'go', 'gofmt']), path: PATH };
}

const PATH: readonly string[] = ['/go/bin', '/usr/local/go/bin', ...unknownImage('').path];

function baseOf({ variant, minor, patch }: GolangTag): ImageFacts | undefined {
  const alpine = /^alpine(\d+\.\d+)?$/.exec(variant);
  if (alpine !== null) return alpineFacts(alpine[1]);
  if (variant !== '' && !isDebianSuite(variant)) return undefined;
  const suite = variant === '' ? defaultSuite(minor, patch) : variant;
  const scm = buildpackFacts(debianFacts(suite), 'scm');
  const tools = ['cc', 'c++', 'g++', 'gcc', 'make', 'pkg-config', 'strip'];
  return { ...scm, programs: new Set([...scm.programs, ...tools]), compiler: true };
}

/** A series without a patch is what its last patch was, or will be. */
function defaultSuite(minor: number | undefined, patch: number | undefined): string | undefined {
  if (minor === undefined) return undefined;
  return DEFAULT_SUITES.findLast((line) => line.minor === minor && (patch === undefined || line.patch <= patch))?.suite;
}
