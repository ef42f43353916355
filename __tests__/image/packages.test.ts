import { expect, test } from 'vitest';
import { packageDatabase, readPackages } from '../../src/image/packages.ts';

test.each([
  ['var/lib/dpkg/status', 'dpkg-status'],
  ['var/lib/dpkg/status.d/base', 'dpkg-status-d'],
  ['var/lib/dpkg/status.d/base.md5sums', 'dpkg-md5sums'],
  ['var/lib/dpkg/info/libc6:amd64.list', 'dpkg-list'],
  ['var/lib/dpkg/info/libc6:amd64.md5sums', 'dpkg-md5sums'],
  ['lib/apk/db/installed', 'apk'],
  ['usr/lib/apk/db/installed', 'apk'],
  ['var/lib/rpm/rpmdb.sqlite', 'rpm-sqlite'],
  ['usr/lib/sysimage/rpm/rpmdb.sqlite', 'rpm-sqlite'],
  ['usr/lib/sysimage/rpm/Packages.db', 'rpm-ndb'],
  ['var/lib/rpm/Packages', 'rpm-bdb'],
  ['var/lib/rpm/rpmdb.sqlite-wal', null],
  ['srv/var/lib/rpm/rpmdb.sqlite', null],
  ['var/lib/dpkg/status-old', null],
  ['home/var/lib/dpkg/status', null],
  ['lib/apk/db/scripts.tar', null],
])('%s is %s', (path, kind) => {
  expect(packageDatabase(path)).toBe(kind);
});

test('dpkg: a package whose configuration is left behind is not installed', () => {
  const status = [
    'Package: libc6\nStatus: install ok installed\nDescription: library\n more\n',
    'Package: gone\nStatus: deinstall ok config-files\n',
    'Package: base-files\nEssential: yes\nStatus: install ok installed\n',
  ].join('\n');
  expect(readPackages('dpkg-status', status)).toEqual({ count: 2, owned: [] });
});

test('dpkg: lists and sums name what a package owns', () => {
  expect(readPackages('dpkg-list', '/.\n/usr\n/usr/bin/x\n')).toEqual({ count: 0, owned: ['/usr', '/usr/bin/x'] });
  expect(readPackages('dpkg-md5sums', `${'0'.repeat(32)}  usr/share/a b\nnonsense\n`)).toEqual({
    count: 0,
    owned: ['/usr/share/a b'],
  });
  expect(readPackages('dpkg-status-d', 'Package: tzdata\nVersion: 1\n').count).toBe(1);
});

// The form of `man 5 apk-installed`.
test('apk: packages, folders and the files in them', () => {
  const installed =
    'C:Q1x=\nP:musl\nV:1.2\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nF:usr/lib\nR:libc.so\n\nP:busybox\nF:\nR:init\n';
  expect(readPackages('apk', installed)).toEqual({
    count: 2,
    owned: ['/lib/ld-musl-x86_64.so.1', '/usr/lib/libc.so', '/init'],
  });
});
