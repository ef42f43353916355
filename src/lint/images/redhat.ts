import { type ImageFacts, type PackageManager, unknownImage } from './facts.ts';
import { REDHAT_PROGRAMS } from './programs.ts';

/** glibc by major version of Red Hat Enterprise Linux and what is built from it (its release notes). */
const RHEL_GLIBC: ReadonlyMap<string, string> = new Map([
  ['7', '2.17'],
  ['8', '2.28'],
  ['9', '2.34'],
  ['10', '2.39'],
]);

/** https://packages.fedoraproject.org/pkgs/glibc/glibc/ */
const FEDORA_GLIBC: ReadonlyMap<string, string> = new Map([
  ['38', '2.37'],
  ['39', '2.38'],
  ['40', '2.39'],
  ['41', '2.40'],
  ['42', '2.41'],
  ['43', '2.42'],
]);

/** https://docs.aws.amazon.com/linux/al2023/release-notes/ and the ones of AL2 */
const AMAZON_GLIBC: ReadonlyMap<string, string> = new Map([
  ['2', '2.26'],
  ['2023', '2.34'],
]);

const USERS: readonly string[] = 'root bin daemon adm lp sync shutdown halt mail operator games ftp nobody'.split(' ');

function redhatLike(
  family: string,
  release: string | undefined,
  glibc: string | undefined,
  packageManager: PackageManager | null,
): ImageFacts {
  return {
    ...unknownImage(family),
    release,
    libc: { name: 'glibc', version: glibc },
    shell: '/bin/sh',
    packageManager,
    user: 'root',
    users: new Set(USERS),
    programs: REDHAT_PROGRAMS,
    certificates: true,
    compiler: false,
    tmp: true,
  };
}

/**
 * Red Hat's universal base images: `ubi9/ubi-minimal`, `ubi9-minimal`, `ubi8`, `ubi9/go-toolset`. The micro one has neither
 * a package manager nor certificates. https://catalog.redhat.com/software/base-images
 */
export function ubiFacts(path: string): ImageFacts | undefined {
  const match = /(?:^|\/)ubi(\d+)(?:\/ubi)?(?:[-/](minimal|micro|init|go-toolset))?$/.exec(path);
  const version = match?.[1];
  if (version === undefined) return undefined;
  const kind = match?.[2];
  const glibc = RHEL_GLIBC.get(version);
  if (kind === 'micro') return { ...redhatLike('ubi-micro', version, glibc, null), certificates: false };
  if (kind === 'go-toolset') {
    const go = { version: undefined, major: undefined, minor: undefined, patch: undefined, toolchain: undefined };
    const facts = redhatLike('go-toolset', version, glibc, 'dnf');
    return {
      ...facts,
      user: '1001',
      programs: new Set([...facts.programs, 'go', 'gcc', 'cc', 'git']),
      compiler: true,
      go,
    };
  }
  const full = redhatLike(
    kind === 'minimal' ? 'ubi-minimal' : 'ubi',
    version,
    glibc,
    kind === 'minimal' ? 'microdnf' : 'dnf',
  );
  return { ...full, programs: new Set([...full.programs, 'curl']) };
}

/** `fedora:43`; https://hub.docker.com/_/fedora */
export function fedoraByTag(tag: string | undefined): ImageFacts {
  const release = /^\d+$/.exec(tag ?? '')?.[0];
  return redhatLike('fedora', release, release === undefined ? undefined : FEDORA_GLIBC.get(release), 'dnf');
}

/** `amazonlinux:2023`, `2`; https://hub.docker.com/_/amazonlinux */
export function amazonByTag(tag: string | undefined): ImageFacts {
  const release = /^(?:2023|2)(?=\.|$)/.exec(tag ?? '')?.[0];
  const glibc = release === undefined ? undefined : AMAZON_GLIBC.get(release);
  return redhatLike('amazonlinux', release, glibc, release === '2' ? 'yum' : 'dnf');
}

/** `rockylinux:9-minimal`, `almalinux:9`, `centos:7`, `centos:stream9`: rebuilt from Red Hat's sources. */
export function rebuildByTag(family: string, tag: string | undefined): ImageFacts {
  const release = /^(?:stream)?(\d+)/.exec(tag ?? '')?.[1];
  const manager = /minimal/.test(tag ?? '') ? 'microdnf' : release === '7' ? 'yum' : 'dnf';
  return redhatLike(family, release, release === undefined ? undefined : RHEL_GLIBC.get(release), manager);
}
