import { expect, test } from 'vitest';
import { parseModuleInfo } from '../../src/gobinary/module-info.ts';
import { moduleFinder } from '../../src/gobinary/module-of.ts';

const INFO = parseModuleInfo(
  [
    'path\texample.com/app/cmd/tool',
    'mod\texample.com/app\tv1.0.0',
    'dep\texample.com/app/plugins\tv0.3.0\th1:a=',
    'dep\tgithub.com/a/b\tv1.2.3\th1:b=',
    'dep\tgithub.com/a/b/v2\tv2.0.0\th1:c=',
    'dep\tgopkg.in/yaml.v2\tv2.4.0\th1:d=',
    'dep\tforked.example/x\tv1.0.0',
    '=>\tmine.example/x\tv1.0.9\th1:e=',
    'dep\tlocal.example/y\tv1.1.0',
    '=>\t./y\t',
    '',
  ].join('\n'),
);

test.each([
  ['main', 'main', 'example.com/app', 'v1.0.0'],
  ['example.com/app/cmd/tool', 'main', 'example.com/app', 'v1.0.0'],
  ['example.com/app', 'main', 'example.com/app', 'v1.0.0'],
  ['example.com/app/internal/x', 'main', 'example.com/app', 'v1.0.0'],
  // The longest path that ends at a slash.
  ['example.com/app/plugins/one', 'dependency', 'example.com/app/plugins', 'v0.3.0'],
  ['github.com/a/b/c', 'dependency', 'github.com/a/b', 'v1.2.3'],
  ['github.com/a/b/v2', 'dependency', 'github.com/a/b/v2', 'v2.0.0'],
  ['github.com/a/b/v2/c', 'dependency', 'github.com/a/b/v2', 'v2.0.0'],
  ['github.com/a/bc', 'unknown', 'unknown module', ''],
  ['example.com/apple', 'unknown', 'unknown module', ''],
  ['gopkg.in/yaml.v2', 'dependency', 'gopkg.in/yaml.v2', 'v2.4.0'],
  ['forked.example/x/sub', 'dependency', 'forked.example/x', 'v1.0.9'],
  ['local.example/y', 'dependency', 'local.example/y', 'v1.1.0'],
  ['runtime', 'std', 'std', 'go1.26.8'],
  ['net/http', 'std', 'std', 'go1.26.8'],
  ['crypto/internal/fips140/v1.0.0/sha256', 'std', 'std', 'go1.26.8'],
  ['vendor/golang.org/x/net/idna', 'std-vendored', 'std/vendor', 'go1.26.8'],
  ['example.com/old/vendor/github.com/a/b/c', 'dependency', 'github.com/a/b', 'v1.2.3'],
])('%s', (packagePath, kind, path, version) => {
  expect(moduleFinder(INFO, 'go1.26.8')(packagePath)).toEqual({ kind, path, version });
});

test('a main module without a dot in its path is not the standard library', () => {
  const moduleOf = moduleFinder(parseModuleInfo('path\tshop\nmod\tshop\t(devel)\t\n'), 'go1.26.8');
  expect(moduleOf('shop/internal/cart')).toMatchObject({ kind: 'main', path: 'shop' });
  expect(moduleOf('main')).toMatchObject({ kind: 'main' });
  expect(moduleOf('net')).toMatchObject({ kind: 'std' });
});

test('without build info the standard library alone is known', () => {
  const moduleOf = moduleFinder(parseModuleInfo(''), 'unknown');
  expect(moduleOf('main')).toMatchObject({ kind: 'unknown' });
  expect(moduleOf('github.com/a/b')).toMatchObject({ kind: 'unknown' });
  expect(moduleOf('fmt')).toMatchObject({ kind: 'std' });
});
