/** Programs of the GNU core utilities and their like that every full distribution and busybox have. */
const COMMON: readonly string[] = (
  '[ awk base64 basename cat chgrp chmod chown chroot cp cut date dd df dirname du echo egrep env expr false fgrep find ' +
  'grep gunzip gzip head hostname id install kill link ln ls md5sum mkdir mkfifo mknod mktemp mount mv nice nohup nproc ' +
  'od paste printenv printf pwd readlink realpath rm rmdir sed seq sh sha256sum sha512sum sleep sort split stat stty su ' +
  'sync tail tar tee test timeout touch tr true tty uname uniq wc who whoami xargs yes zcat'
).split(' ');

/** What Debian and Ubuntu mark essential, beyond that. */
export const DEBIAN_PROGRAMS: ReadonlySet<string> = new Set([
  ...COMMON,
  ...'apt-get bash dash diff dpkg groupadd perl useradd userdel usermod'.split(' '),
]);

/** The applets of busybox as Alpine builds it (main/busybox/busyboxconfig). */
export const ALPINE_PROGRAMS: ReadonlySet<string> = new Set([
  ...COMMON,
  ...'addgroup adduser apk ash bunzip2 bzip2 clear crond diff less nc nslookup pgrep pidof ping ps top unzip vi wget which'.split(
    ' ',
  ),
]);

/** The applets of the official busybox image (its .config is the default one). */
export const BUSYBOX_PROGRAMS: ReadonlySet<string> = new Set([
  ...COMMON,
  ...'addgroup adduser ash httpd nc nslookup pidof ping ps telnet top unzip vi wget which'.split(' '),
]);

/** What Red Hat's images and Fedora have. */
export const REDHAT_PROGRAMS: ReadonlySet<string> = new Set([...COMMON, 'bash', 'rpm']);
