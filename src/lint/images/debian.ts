import { type ImageFacts, unknownImage } from './facts.ts';
import { DEBIAN_PROGRAMS } from './programs.ts';

/**
 * Suites of Debian by number, with their glibc.
 * https://wiki.debian.org/DebianReleases and https://tracker.debian.org/pkg/glibc
 */
const DEBIAN: ReadonlyMap<string, { readonly number: string; readonly glibc: string }> = new Map([
  ['jessie', { number: '8', glibc: '2.19' }],
  ['stretch', { number: '9', glibc: '2.24' }],
  ['buster', { number: '10', glibc: '2.28' }],
  ['bullseye', { number: '11', glibc: '2.31' }],
  ['bookworm', { number: '12', glibc: '2.36' }],
  ['trixie', { number: '13', glibc: '2.41' }],
]);

/** Suites whose glibc still moves, and names that move from one suite to the next. */
const MOVING: ReadonlySet<string> = new Set([
  'experimental',
  'forky',
  'oldoldstable',
  'oldstable',
  'rc-buggy',
  'sid',
  'stable',
  'testing',
  'unstable',
]);

/** https://wiki.ubuntu.com/Releases and https://launchpad.net/ubuntu/+source/glibc */
const UBUNTU: ReadonlyMap<string, { readonly number: string; readonly glibc: string | undefined }> = new Map([
  ['trusty', { number: '14.04', glibc: '2.19' }],
  ['xenial', { number: '16.04', glibc: '2.23' }],
  ['bionic', { number: '18.04', glibc: '2.27' }],
  ['focal', { number: '20.04', glibc: '2.31' }],
  ['jammy', { number: '22.04', glibc: '2.35' }],
  ['noble', { number: '24.04', glibc: '2.39' }],
  ['oracular', { number: '24.10', glibc: '2.40' }],
  ['plucky', { number: '25.04', glibc: '2.41' }],
  ['questing', { number: '25.10', glibc: '2.42' }],
  ['resolute', { number: '26.04', glibc: undefined }],
]);

/** /etc/passwd of base-passwd, which both have. */
const USERS: readonly string[] =
  'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc _apt nobody'.split(' ');

const DEBIAN_LIKE: Omit<ImageFacts, 'family' | 'release' | 'libc'> = {
  ...unknownImage(''),
  shell: '/bin/sh',
  packageManager: 'apt',
  user: 'root',
  users: new Set(USERS),
  programs: DEBIAN_PROGRAMS,
  lacks: 'watched',
  certificates: false,
  zoneData: true,
  compiler: false,
  tmp: true,
};

/**
 * A suite of Debian as the base of other images.
 * Contents: https://github.com/debuerreotype/docker-debian-artifacts (rootfs manifests: no ca-certificates, tzdata there).
 * @param suite undefined where the tag does not say which
 */
export function debianFacts(suite: string | undefined): ImageFacts {
  const known = suite === undefined ? undefined : DEBIAN.get(suite);
  return {
    ...DEBIAN_LIKE,
    family: 'debian',
    release: known === undefined ? undefined : suite,
    libc: { name: 'glibc', version: known?.glibc },
  };
}

/** Is it the name of a suite that Debian has or had? */
export function isDebianSuite(word: string): boolean {
  return DEBIAN.has(word) || MOVING.has(word);
}

/** `bookworm-slim`, `12.5`, `bookworm-20240311-slim`, `stable`; https://hub.docker.com/_/debian */
export function debianByTag(tag: string | undefined): ImageFacts {
  const name = /^([a-z]+|\d+(?:\.\d+)*)(?:-\d{8}(?:\.\d+)?)?(?:-slim|-backports)?$/.exec(tag ?? '')?.[1];
  const number = /^\d+/.exec(name ?? '')?.[0];
  const suite = number === undefined ? name : [...DEBIAN].find(([, each]) => each.number === number)?.[0];
  return debianFacts(suite);
}

/** `22.04`, `jammy`, `jammy-20240111`; https://hub.docker.com/_/ubuntu. No zone data: tzdata is not in its rootfs. */
export function ubuntuByTag(tag: string | undefined): ImageFacts {
  const name = /^([a-z]+|\d+\.\d+)(?:-\d{8}(?:\.\d+)?)?$/.exec(tag ?? '')?.[1];
  const found = [...UBUNTU].find(([suite, { number }]) => suite === name || number === name);
  // The user "ubuntu" came with 23.04.
  const users = found === undefined ? undefined : new Set(found[1].number >= '23' ? [...USERS, 'ubuntu'] : USERS);
  return {
    ...DEBIAN_LIKE,
    family: 'ubuntu',
    release: found?.[1].number,
    libc: { name: 'glibc', version: found?.[1].glibc },
    users,
    zoneData: false,
  };
}

/**
 * Debian or Ubuntu with what most images are built with: everything, `-scm` without compilers, `-curl` without git.
 * https://github.com/docker-library/buildpack-deps
 */
export function buildpackFacts(base: ImageFacts, kind: 'full' | 'scm' | 'curl'): ImageFacts {
  const more = ['curl', 'wget', 'openssl'];
  if (kind !== 'curl') more.push('git', 'hg', 'svn', 'ssh', 'ps');
  if (kind === 'full') more.push('cc', 'c++', 'gcc', 'g++', 'make', 'strip', 'pkg-config', 'python3');
  return {
    ...base,
    programs: new Set([...base.programs, ...more]),
    // What its packages pull in is more than is listed here.
    lacks: kind === 'full' ? 'none' : 'watched',
    certificates: true,
    zoneData: base.zoneData === true ? true : undefined,
    compiler: kind === 'full',
  };
}

/** `bookworm`, `bookworm-scm`, `22.04-curl`; https://hub.docker.com/_/buildpack-deps */
export function buildpackByTag(tag: string | undefined): ImageFacts {
  const match = /^(.*?)(?:-?(scm|curl))?$/.exec(tag ?? '');
  const suite = match?.[1];
  const kind = match?.[2] === 'scm' ? 'scm' : match?.[2] === 'curl' ? 'curl' : 'full';
  const isUbuntu = [...UBUNTU].some(([name, { number }]) => suite === name || suite === number);
  const base = isUbuntu ? ubuntuByTag(suite) : debianByTag(suite);
  return { ...buildpackFacts(base, kind), family: 'buildpack-deps' };
}
