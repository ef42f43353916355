import { expect, test } from 'vitest';
import { categoryOf, imageContext } from '../../src/image/categories.ts';
import type { LayerFile } from '../../src/image/layer-tree.ts';
import { CATEGORIES } from '../../src/model/category.ts';
import { aGoProgram } from '../support/go-program.ts';
import { aFile as file } from '../support/layer-file.ts';

const PROGRAM: LayerFile['go'] = aGoProgram();

const owned = [
  '/usr/bin/tool',
  '/lib/x86_64-linux-gnu/libc.so.6',
  '/usr/share/doc/tool/copyright',
  '/usr/lib/libowned.so.1',
  '/init',
  '/library/data',
];
const CONTEXT = imageContext([
  file('/opt/sdk/VERSION'),
  file('/opt/sdk/pkg/tool/linux_amd64/link'),
  file('/srv/VERSION'),
  file('/src/vendor/modules.txt'),
  file('/lib/apk/db/installed', { packages: { count: 1, owned } }),
]);

// One row a rule at least, in the order of the rules, and rows in which two match: the first has it.
const ROWS: readonly (readonly [string, (typeof CATEGORIES)[number]])[] = [
  ['/usr/local/go/bin/gofmt.sh', 'go-toolchain'],
  ['/usr/local/go/src/fmt/print.go', 'go-toolchain'],
  ['/opt/sdk/src/fmt/print.go', 'go-toolchain'],
  ['/srv/data', 'other'],
  ['/root/.cache/go-build/00/00ab-d', 'go-build-cache'],
  ['/home/me/.cache/go-build/trim.txt', 'go-build-cache'],
  ['/go/pkg/mod/example.com/a@v1.0.0/a.go', 'go-module-cache'],
  ['/root/go/pkg/mod/cache/lock', 'go-module-cache'],
  ['/src/.git/objects/pack/x.pack', 'git'],
  ['/src/.git/hooks/x.go', 'git'],
  ['/src/main.go', 'go-source'],
  ['/src/go.mod', 'go-source'],
  ['/src/vendor/example.com/a/data.bin', 'go-source'],
  ['/other/vendor/data.bin', 'other'],
  ['/var/cache/apk/x.apk', 'package-cache'],
  ['/var/lib/apt/lists/x', 'package-cache'],
  ['/var/cache/apt/pkgcache.bin', 'package-cache'],
  ['/lib/apk/db/installed', 'package-database'],
  ['/var/lib/dpkg/status.d/base', 'package-database'],
  ['/etc/ssl/certs/ca-certificates.crt', 'certificates'],
  ['/etc/ssl/openssl.cnf', 'other'],
  ['/etc/ssl/cert.pem', 'certificates'],
  ['/etc/ca-certificates.conf', 'certificates'],
  ['/src/vendor/zoneinfo.zip', 'go-source'],
  ['/usr/share/doc/tool/zoneinfo.zip', 'tzdata'],
  ['/root.go', 'go-source'],
  ['/usr/share/zoneinfo/Europe/Paris', 'tzdata'],
  ['/zoneinfo.zip', 'tzdata'],
  ['/usr/share/locale/de/x.mo', 'locale'],
  ['/usr/share/doc/tool/copyright', 'documentation'],
  ['/usr/share/man/man1/x.1.gz', 'documentation'],
  ['/usr/bin/tool', 'os-package'],
  ['/usr/lib/x86_64-linux-gnu/libc.so.6', 'os-package'],
  ['/usr/lib/libowned.so.1', 'os-package'],
  ['/init', 'os-package'],
  ['/usr/init', 'other'],
  ['/usr/library/data', 'other'],
  ['/bin/tool', 'other'],
  ['/opt/lib/libfoo.so.1.2', 'library'],
  ['/lib/ld-musl-x86_64.so.1', 'library'],
  ['/app/data.json', 'other'],
];

test.each(ROWS)('%s is %s', (path, category) => {
  expect(categoryOf(file(path), CONTEXT)).toBe(category);
});

test('a Go binary is one wherever it lies', () => {
  for (const path of ['/usr/local/go/bin/go', '/usr/bin/tool', '/web']) {
    expect(categoryOf(file(path, { go: PROGRAM }), CONTEXT)).toBe('go-binary');
  }
});

test('an executable that is packed has the category of its place', () => {
  const go = { kind: 'packed', format: 'elf', bytes: 1, unpackedBytes: 2 } as const;
  expect(categoryOf(file('/app', { go }), CONTEXT)).toBe('other');
});

test('every category but those of Go binaries has a row', () => {
  const rows = new Set<string>(ROWS.map(([, category]) => category));
  expect(CATEGORIES.filter((name) => !rows.has(name))).toEqual(['go-binary', 'debug']);
});
