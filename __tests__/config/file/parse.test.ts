import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/file/parse.ts';
import { ConfigError } from '../../../src/model/errors.ts';

const FULL = `# What the services may weigh.
version: 1
images:
  web:
    context: services/web
    platforms: [linux/amd64, linux/arm64]
    build-args:
      - VERSION=1
    limits:
      unpacked: 12MB
limits:
  download: 5 MB
  growth: 3%
  os-packages: 0
  categories:
    debug: 0
    go-binary: 12MB
  platforms:
    linux/arm64:
      unpacked: 13MB
rules:
  go-strip-debug: error
  go-trimpath: {severity: off}
policy:
  upx: forbid
  build-id: keep
  strip: require
baseline:
  mode: none
  required: false
`;

test('every key', () => {
  expect(parseConfig(FULL, 'plimsoll.yml')).toEqual({
    version: 1,
    images: {
      web: {
        context: 'services/web',
        platforms: ['linux/amd64', 'linux/arm64'],
        'build-args': ['VERSION=1'],
        limits: { unpacked: '12MB' },
      },
    },
    limits: {
      download: '5 MB',
      growth: '3%',
      'os-packages': 0,
      categories: { debug: 0, 'go-binary': '12MB' },
      platforms: { 'linux/arm64': { unpacked: '13MB' } },
    },
    rules: { 'go-strip-debug': 'error', 'go-trimpath': { severity: 'off' } },
    policy: { upx: 'forbid', 'build-id': 'keep', strip: 'require' },
    baseline: { mode: 'none', required: false },
  });
});

describe('what is wrong is said with its line and the nearest right name', () => {
  const wrong = (text: string): { message: string; hint: string | undefined } => {
    try {
      parseConfig(text, 'plimsoll.yml');
    } catch (error) {
      if (error instanceof ConfigError) return { message: error.message, hint: error.hint };
      throw error;
    }
    return { message: 'nothing', hint: undefined };
  };

  test.each([
    ['an unknown key', 'version: 1\nlimit:\n  unpacked: 1MB\n', 'plimsoll.yml:2: unknown key "limit"', 'limits'],
    [
      'deeper',
      'version: 1\nlimits:\n  unpakced: 1MB\n',
      'plimsoll.yml:3: unknown key "unpakced" in limits',
      'unpacked',
    ],
    [
      'under a platform',
      'version: 1\nlimits:\n  platforms:\n    linux/arm64:\n      wastd: 1MB\n',
      'plimsoll.yml:5: unknown key "wastd" in limits.platforms.linux/arm64',
      'wasted',
    ],
    [
      'a category that there is not',
      'version: 1\nlimits:\n  categories:\n    go-binry: 1MB\n',
      'plimsoll.yml:4: unknown key "go-binry" in limits.categories',
      'go-binary',
    ],
    [
      'under an image',
      'version: 1\nimages:\n  web:\n    platform: x\n',
      'plimsoll.yml:4: unknown key "platform" in images.web',
      'platforms',
    ],
    ['another version', 'version: 2\n', 'plimsoll.yml:1: 2 is not a value of version', 'write version: 1'],
    ['no version', 'limits: {}\n', 'plimsoll.yml: version is missing', 'version: 1'],
    ['nothing', '', 'plimsoll.yml: there are no keys', 'version: 1'],
    [
      'a level that is none',
      'version: 1\nrules:\n  a-b: wrong\n',
      'plimsoll.yml:3: "wrong" is not a value of rules.a-b',
      'off, note',
    ],
    ['a key twice', 'version: 1\nlimits: {}\nlimits: {}\n', 'plimsoll.yml:3: Map keys must be unique', undefined],
    ['no YAML', 'version: [1\n', 'plimsoll.yml:2: ', undefined],
    [
      'a policy that is none',
      'version: 1\npolicy:\n  upx: maybe\n',
      'plimsoll.yml:3: "maybe" is not a value of policy.upx',
      'forbid or allow',
    ],
  ])('%s', (_, text, message, hint) => {
    const said = wrong(text);
    expect(said.message).toContain(message);
    if (hint !== undefined) expect(said.hint).toContain(hint);
  });

  test('an alias that holds itself', () => {
    expect(wrong('version: 1\nx: &a\n  y: *a\n').message).toContain('too many aliases');
  });

  test.each(['? [a, b]\n: 1', '? {a: b}\n: 1', '? \n: 1'])('a key that is no name: %s', (key) => {
    expect(wrong(`version: 1\n${key}\n`).message).toContain('a key is no name');
  });

  test('aliases that stand for billions', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, index) => {
        const before = 'abcdefghi'[index];
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
      }),
    ].join('\n');
    expect(wrong(`version: 1\nx:\n  ${bomb.replaceAll('\n', '\n  ')}\n`).message).toContain('too many aliases');
  });
});

test('any text gives a configuration or an error of ours', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('version: 1', 'limits:', '  unpacked: 1', '- x', '{', '&a', '*a', '\t', ': :', '!!x y', '\0'),
        { maxLength: 8 },
      ),
      (lines) => {
        try {
          parseConfig(lines.join('\n'), 'plimsoll.yml');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      },
    ),
    { seed: 20_261_121, numRuns: 500 },
  );
});
