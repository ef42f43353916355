import { type ImageFacts, unknownImage } from './facts.ts';
import { ALPINE_PROGRAMS, BUSYBOX_PROGRAMS } from './programs.ts';

/** musl by branch of Alpine: https://pkgs.alpinelinux.org/packages?name=musl */
const MUSL: ReadonlyMap<string, string> = new Map([
  ['3.12', '1.1.24'],
  ['3.13', '1.2.2'],
  ['3.14', '1.2.2'],
  ['3.15', '1.2.2'],
  ['3.16', '1.2.3'],
  ['3.17', '1.2.3'],
  ['3.18', '1.2.4'],
  ['3.19', '1.2.4'],
  ['3.20', '1.2.5'],
  ['3.21', '1.2.5'],
  ['3.22', '1.2.5'],
  ['3.23', '1.2.5'],
]);

/** /etc/passwd of main/alpine-baselayout, those that all branches share. */
const ALPINE_USERS: readonly string[] =
  'root bin daemon lp sync shutdown halt mail news uucp cron ftp sshd games ntp guest nobody'.split(' ');

/** The root file system of https://github.com/alpinelinux/docker-alpine: the bundle comes with apk-tools since 3.7 or so. */
export function alpineFacts(branch: string | undefined): ImageFacts {
  return {
    ...unknownImage('alpine'),
    release: branch,
    libc: { name: 'musl', version: branch === undefined ? undefined : MUSL.get(branch) },
    shell: '/bin/sh',
    packageManager: 'apk',
    user: 'root',
    users: new Set(ALPINE_USERS),
    programs: ALPINE_PROGRAMS,
    lacks: 'watched',
    certificates: true,
    zoneData: false,
    compiler: false,
    tmp: true,
  };
}

/** `3.22`, `3.22.1`, `latest`, `edge`, a date; https://hub.docker.com/_/alpine */
export function alpineByTag(tag: string | undefined): ImageFacts {
  return alpineFacts(/^(3\.\d+)(?:\.\d+)?(?:_rc\d+)?$/.exec(tag ?? '')?.[1]);
}

/** https://github.com/docker-library/busybox; a tag without the library's name is another build on each platform. */
export function busyboxByTag(tag: string | undefined): ImageFacts {
  const name = /(?:^|-)(glibc|musl|uclibc)$/.exec(tag ?? '')?.[1];
  const libc = name === 'glibc' || name === 'musl' || name === 'uclibc' ? name : undefined;
  return {
    ...unknownImage('busybox'),
    // What the others bring beside a program that is linked statically differs by release.
    libc: libc === 'glibc' ? { name: libc, version: undefined } : undefined,
    shell: '/bin/sh',
    packageManager: null,
    user: 'root',
    users: new Set('root daemon bin sys sync mail www-data operator nobody'.split(' ')),
    programs: BUSYBOX_PROGRAMS,
    lacks: 'watched',
    certificates: false,
    zoneData: false,
    compiler: false,
    tmp: true,
  };
}
