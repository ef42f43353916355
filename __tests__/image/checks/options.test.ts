import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { IMAGE_CHECKS } from '../../../src/image/checks/index.ts';
import { IMAGE_CHECK_OPTIONS } from '../../../src/model/image-check-ids.ts';
import type { RuleOptionName, RuleOptions } from '../../../src/model/rule-setting.ts';
import { goBuild, writeGoModule } from '../../support/go-build.ts';
import { type Described, file, readOne } from '../../support/read-one.ts';
import { scratchFolder } from '../../support/tools.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';
const APP = file('app', 'not an executable, and nobody knows', 0o755);

const on = (...layers: Described['layers']): Described => ({
  layers: [[APP, ...(layers[0] ?? [])], ...layers.slice(1)],
  config: { User: '65532', Cmd: ['/app'] },
});

/** A real program with its symbols and the paths that it was built at; some hundred kilobytes of debug information. */
let program: Buffer;
beforeAll(() => {
  using folder = scratchFolder();
  writeGoModule(folder.path);
  program = readFileSync(goBuild(folder.path, join(folder.path, 'out'), 'linux/amd64', '-trimpath=false'));
}, 120_000);
const withProgram = (): Described => on([file('bin/web', program, 0o755)]);

const MODULES = 'go/pkg/mod/example.com/dep@v1.2.3/dep.go';
const CACHE = 'root/.cache/go-build/0a/0a1b-d';
const APT = 'var/lib/apt/lists/x_Packages';

/** The bytes that the finding is about; undefined: nothing is told. */
type Row = readonly [string, RuleOptionName, string, () => Described, RuleOptions, number | undefined];

const sized = (id: string, bytes: number, image: () => Described): readonly Row[] => [
  [id, 'min-bytes', 'lowered to what it is', image, { minBytes: bytes }, bytes],
  [id, 'min-bytes', 'a byte more', image, { minBytes: bytes + 1 }, undefined],
];

const TABLE: readonly Row[] = [
  ...sized('image-toolchain', 2_000_000, () => on([file('usr/local/go/x', 2_000_000)])),
  ...sized('image-toolchain', 20, () => on([file('usr/local/go/x', 20)])),
  ...sized('image-go-source', 200_000, () => on([file('src/main.go', 200_000)])),
  ...sized('image-go-source', 20, () => on([file('src/main.go', 20)])),
  ...sized('image-module-cache', 200_000, () => on([file(MODULES, 200_000)])),
  ...sized('image-module-cache', 20, () => on([file(MODULES, 20)])),
  ...sized('image-build-cache', 200_000, () => on([file(CACHE, 200_000)])),
  ...sized('image-build-cache', 20, () => on([file(CACHE, 20)])),
  ...sized('image-package-cache', 200_000, () => on([file(APT, 200_000)])),
  ...sized('image-package-cache', 20, () => on([file(APT, 20)])),
  // Below and above 100 kB; and less than 1 % of the image.
  ...sized('image-wasted', 20, () => on([file('a', 20)], [file('.wh.a', 0)])),
  ...sized('image-wasted', 200_000, () => on([file('a', 200_000)], [file('.wh.a', 0)])),
  ...sized('image-wasted', 200_000, () => on([file('a', 200_000), file('b', 30_000_000)], [file('.wh.a', 0)])),
  ...sized('image-duplicates', 5_000, () => on([file('a', 5_000), file('b', 5_000)])),
  ...sized('image-duplicates', 1_500_000, () => on([file('a', 1_500_000), file('b', 1_500_000)])),
  [
    'image-wasted',
    'min-bytes',
    'the share of the image counts without it',
    () => on([file('a', 200_000), file('b', 30_000_000)], [file('.wh.a', 0)]),
    {},
    undefined,
  ],
  ['image-debug-info', 'min-bytes', 'higher than what it is', withProgram, { minBytes: 100_000_000 }, undefined],
  [
    'image-go-source',
    'except',
    'one of two folders',
    () => on([file('src/main.go', 150_000), file('gen/gen.go', 120_000)]),
    { except: ['/gen'] },
    150_000,
  ],
  [
    'image-go-source',
    'except',
    'both',
    () => on([file('src/main.go', 150_000), file('gen/gen.go', 120_000)]),
    { except: ['gen', '**/main.go'] },
    undefined,
  ],
  ['image-git-directory', 'except', 'none', () => on([file('src/.git/HEAD', 21)]), {}, 21],
  ['image-git-directory', 'except', 'all', () => on([file('src/.git/HEAD', 21)]), { except: ['src/.git'] }, undefined],
  [
    'image-git-directory',
    'except',
    'another',
    () => on([file('src/.git/HEAD', 21), file('lib/.git/HEAD', 20)]),
    { except: ['src'] },
    20,
  ],
  ['image-secret-file', 'except', 'none', () => on([file('keys/a.pem', KEY)]), {}, KEY.length],
  ['image-secret-file', 'except', 'all', () => on([file('keys/a.pem', KEY)]), { except: ['keys/*.pem'] }, undefined],
  [
    'image-secret-file',
    'except',
    'another',
    () => on([file('keys/a.pem', KEY)]),
    { except: ['keys/b.pem'] },
    KEY.length,
  ],
  [
    'image-duplicates',
    'except',
    'one of two copies',
    () => on([file('a', 2_000_000), file('b', 2_000_000)]),
    { except: ['b'] },
    undefined,
  ],
  [
    'image-duplicates',
    'except',
    'one of three copies',
    () => on([file('a', 2_000_000), file('b', 2_000_000), file('c', 2_000_000)]),
    { except: ['b'] },
    2_000_000,
  ],
];

const found = async (image: Described, rule: string, options: RuleOptions) => {
  const { findings } = await readOne(image, { rules: new Map([[rule, { options }]]) });
  return findings.filter((finding) => finding.rule === rule);
};

test.each(TABLE)('%s, %s: %s', async (rule, _, __, image, options, bytes) => {
  const findings = await found(image(), rule, options);
  expect(findings.map(({ evidenceBytes }) => evidenceBytes)).toEqual(bytes === undefined ? [] : [bytes]);
});

test('image-debug-info from what a program has, and not from a byte more', async () => {
  const [told] = await found(withProgram(), 'image-debug-info', {});
  const bytes = told?.evidenceBytes ?? 0;
  expect(bytes).toBeGreaterThan(65_536);
  expect(await found(withProgram(), 'image-debug-info', { minBytes: bytes })).toHaveLength(1);
  expect(await found(withProgram(), 'image-debug-info', { minBytes: bytes + 1 })).toEqual([]);
});

test('image-path-leak leaves out a program by its path', async () => {
  const at = async (except: readonly string[]) =>
    (await found(withProgram(), 'image-path-leak', { except })).map(({ path }) => path);
  expect(await at([])).toEqual(['/bin/web']);
  expect(await at(['bin/api'])).toEqual(['/bin/web']);
  expect(await at(['bin'])).toEqual([]);
});

test('the options of the checks are those that settings are held against, and each has been tried', () => {
  const declared = IMAGE_CHECKS.filter(({ options }) => options !== undefined).map(({ id, options }) => [id, options]);
  expect(declared).toEqual(Object.entries(IMAGE_CHECK_OPTIONS));
  const tried = new Set([...TABLE.map(([id, option]) => `${id} ${option}`), 'image-path-leak except']);
  const all = IMAGE_CHECKS.flatMap(({ id, options = [] }) => options.map((option) => `${id} ${option}`));
  expect([...tried].sort()).toEqual(all.sort());
});
