import { debianFacts } from './debian.ts';
import { type ImageFacts, unknownImage } from './facts.ts';

const BUSYBOX: readonly string[] = ['busybox', 'cat', 'ls', 'sh', 'wget', 'nc', 'ps', 'grep', 'sed', 'awk'];

/** The suites by the name of the image: https://github.com/GoogleContainerTools/distroless, distro.bzl and its history. */
const SUITES: ReadonlyMap<string, string> = new Map([
  ['debian9', 'stretch'],
  ['debian10', 'buster'],
  ['debian11', 'bullseye'],
  ['debian12', 'bookworm'],
  ['debian13', 'trixie'],
]);

/** Images that bring the C library; `static` does not. */
const WITH_LIBC = /^(?:base|base-nossl|cc|java.*|nodejs.*|python.*)$/;

/**
 * `static-debian12:nonroot` and its like: certificates, zone data, /tmp, and the users root, nobody and nonroot (65532), no
 * shell but in `debug` (static/static.bzl, base/README.md, base/testdata).
 * @param name the last part of the path
 */
export function distrolessFacts(name: string, tag: string | undefined): ImageFacts | undefined {
  const match = /^(.*?)(?:-(debian\d+))?$/.exec(name);
  const kind = match?.[1] ?? name;
  const hasLibc = WITH_LIBC.test(kind);
  if (kind !== 'static' && !hasLibc) return undefined;
  // Names without a suite have followed the default one, which moves.
  const suite = match?.[2] === undefined ? undefined : SUITES.get(match[2]);
  const words = (tag ?? 'latest').split('-');
  const debug = words.includes('debug');
  const runtime = /^(?:java|nodejs|python)/.test(kind);
  return {
    ...unknownImage(`distroless/${kind}`),
    release: suite,
    libc: hasLibc ? debianFacts(suite).libc : { name: 'none', version: undefined },
    // A shell form runs /bin/sh, which is not there: busybox lies in /busybox.
    shell: debug ? '/busybox/sh' : null,
    packageManager: null,
    user: words.includes('nonroot') ? '65532' : tag === undefined || !isDigestLike(tag) ? 'root' : undefined,
    users: new Set(['root', 'nobody', 'nonroot']),
    programs: new Set(debug ? BUSYBOX : []),
    lacks: debug ? 'watched' : runtime ? 'watched' : 'all',
    certificates: true,
    zoneData: true,
    compiler: false,
    tmp: true,
    path: debug ? [...unknownImage('').path, '/busybox'] : unknownImage('').path,
  };
}

/** Tags by the commit or the digest do not say which variant they are. */
function isDigestLike(tag: string): boolean {
  return /^(?:sha256-)?[0-9a-f]{12,}/.test(tag);
}

/**
 * Chainguard's images of the names that Go services use.
 * https://images.chainguard.dev and https://github.com/wolfi-dev/os: wolfi-baselayout brings the certificates.
 */
export function chainguardFacts(name: string, tag: string | undefined): ImageFacts | undefined {
  const dev = tag?.endsWith('-dev') === true;
  const glibc = { name: 'glibc', version: undefined } as const;
  const base: ImageFacts = { ...unknownImage(`chainguard/${name}`), certificates: true, packageManager: null };
  const bare = { shell: null, lacks: 'watched', user: '65532', compiler: false, tmp: true } as const;
  const users = new Set(['root', 'nobody', 'nonroot']);
  const full = { shell: '/bin/sh', packageManager: 'apk', lacks: 'none' } as const;
  switch (name) {
    case 'static':
      if (dev) return { ...base, ...full };
      return { ...base, ...bare, users, libc: { name: 'none', version: undefined }, zoneData: true };
    case 'glibc-dynamic':
    case 'cc-dynamic':
      return dev ? { ...base, ...full, libc: glibc } : { ...base, ...bare, users, libc: glibc };
    case 'wolfi-base':
      return { ...base, ...full, libc: glibc, user: 'root', compiler: false, tmp: true };
    case 'go': {
      const programs = new Set(['go', 'git', 'gcc', 'cc', 'make', 'sh']);
      const go = { version: undefined, major: undefined, minor: undefined, patch: undefined, toolchain: undefined };
      return { ...base, ...full, libc: glibc, user: 'root', programs, compiler: true, tmp: true, go };
    }
    default:
      return undefined;
  }
}
