import { relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { standardUse } from '../../src/gosource/known-std.ts';
import { PackageReader } from '../../src/gosource/package.ts';
import type { BuildTarget } from '../../src/gosource/platform-tags.ts';
import { DEFAULT_LIMITS, SourceTree } from '../../src/gosource/tree.ts';
import { go, goList } from './go-list.ts';

/** The standard library, read by us and by go: which files are taken, what they import and embed. */
describe.each([
  ['amd64', true],
  ['arm64', false],
  ['s390x', true],
])('linux/%s with cgo %s', (goarch, cgo) => {
  const environment = { GOARCH: goarch, CGO_ENABLED: cgo ? '1' : '0' };
  const root = go('/', ['env', 'GOROOT']).trim();

  test('files, imports and embeds of every package are those that go lists', { timeout: 120_000 }, () => {
    const tags = go(root, ['list', '-f', '{{join context.ToolTags " "}} {{context.ReleaseTags}}', 'fmt'], environment);
    const target: BuildTarget = {
      goos: 'linux',
      goarch,
      cgo,
      tags: new Set(),
      toolTags: new Set(tags.split(/[\s[\]]+/)),
      goMinor: Math.max(...[...tags.matchAll(/go1\.(\d+)/g)].map((match) => Number(match[1]))),
      leastMinor: 0,
    };
    const listed = goList(root, ['-pgo=off', 'std', 'cmd'], environment);
    expect(listed.length).toBeGreaterThan(300);
    const reader = new PackageReader(new SourceTree(`${root}/src`, undefined, DEFAULT_LIMITS));
    const ours = listed.map(({ ImportPath, Dir }) => {
      const { name, files } = reader.read(relative(`${root}/src`, Dir), target);
      return {
        ImportPath,
        name: files.length === 0 ? undefined : name,
        files: files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).sort(),
        imports: [...new Set(files.flatMap(({ imports }) => imports.map(({ path }) => path)))].sort(),
        embeds: [...new Set(files.flatMap(({ embeds }) => embeds.map(({ pattern }) => pattern)))].sort(),
      };
    });
    // Packages of the library see each other's dependencies under `vendor/`.
    const bare = (path: string): string => path.replace(/^(?:cmd\/)?vendor\//, '');
    const theirs = listed.map(({ ImportPath, Name, GoFiles, CgoFiles, Imports, EmbedPatterns }) => ({
      ImportPath,
      name: (GoFiles ?? CgoFiles) === undefined ? undefined : Name,
      files: [...(GoFiles ?? []), ...(CgoFiles ?? [])].sort(),
      imports: [...new Set((Imports ?? []).map(bare))].sort(),
      embeds: [...new Set(EmbedPatterns ?? [])].sort(),
    }));
    expect(ours).toEqual(theirs);
  });
});

describe('what the packages of the standard library lead to', () => {
  let leads: ReadonlyMap<string, readonly string[]>;
  beforeAll(() => {
    const lines = go('/', ['list', '-f', '{{.ImportPath}} {{join .Deps " "}}', 'std']).trim().split('\n');
    leads = new Map(lines.map((line) => [line.split(' ')[0] ?? '', line.split(' ')]));
  });

  test.each([
    ['net', ['net']],
    ['os-user', ['os/user', 'net']],
    ['plugin', ['plugin']],
  ])('%s', (use, roots) => {
    const open = [...leads].filter(([path]) => !/(?:^|\/)(?:internal|vendor)\//.test(`${path}/`));
    const expected = open.filter(([, deps]) => roots.some((root) => deps.includes(root))).map(([path]) => path);
    const found = open.map(([path]) => path).filter((path) => standardUse(path) !== undefined);
    const wanted = found.filter(
      (path) => use === standardUse(path) || (use === 'os-user' && standardUse(path) === 'net'),
    );
    expect(wanted).toEqual(expected);
  });

  test('no other package is linked with cgo', () => {
    const open = [...leads].filter(([path]) => !/(?:^|\/)(?:internal|vendor)\//.test(`${path}/`));
    const linked = open.filter(([, deps]) => deps.includes('runtime/cgo')).map(([path]) => path);
    expect(linked.filter((path) => standardUse(path) === undefined && path !== 'runtime/cgo')).toEqual([]);
  });
});
