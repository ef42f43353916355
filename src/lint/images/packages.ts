/** What rules ask of an image beside programs. */
export type Provision = 'certificates' | 'zoneData' | 'compiler' | 'glibcCompat';

/** What a package brings of all that rules ask about, the packages that it needs included. */
export interface PackageContents {
  readonly programs?: readonly string[];
  readonly provides?: readonly Provision[];
  /** What apt-get installs with it unless told not to (its Recommends). */
  readonly recommends?: readonly Provision[];
}

const COMPILER: PackageContents = { programs: ['cc', 'gcc', 'strip'], provides: ['compiler'] };
const TOOLCHAIN: PackageContents = { programs: ['c++', 'cc', 'g++', 'gcc', 'make', 'strip'], provides: ['compiler'] };
const NETCAT: PackageContents = { programs: ['nc', 'netcat'] };

/**
 * Packages by the names that apk, apt and dnf know them by. Of one that is not here it is not known what comes with it.
 * https://pkgs.alpinelinux.org, https://packages.debian.org, https://packages.fedoraproject.org
 */
const PACKAGES: ReadonlyMap<string, PackageContents> = new Map<string, PackageContents>([
  ['apt-transport-https', {}],
  ['bash', { programs: ['bash'] }],
  ['build-base', TOOLCHAIN],
  ['build-essential', TOOLCHAIN],
  ['busybox', {}],
  ['busybox-extras', {}],
  ['bzip2', {}],
  ['ca-certificates', { provides: ['certificates'] }],
  ['ca-certificates-bundle', { provides: ['certificates'] }],
  // By itself go looks for gcc.
  ['clang', { programs: ['clang'] }],
  ['coreutils', {}],
  ['curl', { programs: ['curl'], recommends: ['certificates'] }],
  ['dumb-init', { programs: ['dumb-init'] }],
  ['file', {}],
  ['findutils', {}],
  ['g++', TOOLCHAIN],
  ['gcc', COMPILER],
  ['gcc-c++', TOOLCHAIN],
  ['gcompat', { provides: ['glibcCompat'] }],
  ['git', { programs: ['git'], recommends: ['certificates'] }],
  ['gosu', { programs: ['gosu'] }],
  ['gzip', {}],
  ['iproute2', {}],
  ['iptables', {}],
  ['iputils', {}],
  ['iputils-ping', {}],
  ['jq', { programs: ['jq'] }],
  ['less', {}],
  ['libc-dev', {}],
  ['libc6-compat', { provides: ['glibcCompat'] }],
  ['libc6-dev', {}],
  ['libcap', {}],
  ['libcap2-bin', {}],
  ['linux-headers', {}],
  ['make', { programs: ['make'] }],
  ['mercurial', { programs: ['hg', 'python3'] }],
  ['musl-dev', {}],
  ['netbase', {}],
  ['netcat', NETCAT],
  ['netcat-openbsd', NETCAT],
  ['netcat-traditional', NETCAT],
  ['nmap-ncat', NETCAT],
  ['openssh', {}],
  ['openssh-client', {}],
  ['openssl', { programs: ['openssl'], recommends: ['certificates'] }],
  ['procps', {}],
  ['procps-ng', {}],
  ['shadow', {}],
  ['shadow-utils', {}],
  ['socat', { programs: ['socat'] }],
  ['su-exec', { programs: ['su-exec'] }],
  ['sudo', {}],
  ['tar', {}],
  ['tini', { programs: ['tini'] }],
  ['tzdata', { provides: ['zoneData'] }],
  ['unzip', {}],
  ['upx', { programs: ['upx'] }],
  ['wget', { programs: ['wget'], recommends: ['certificates'] }],
  ['xz', {}],
  ['xz-utils', {}],
  ['zip', {}],
  ['zlib', {}],
]);

/** Undefined where it is not known what the package brings. */
export function packageContents(name: string): PackageContents | undefined {
  return PACKAGES.get(name);
}
