import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGoMod, parseGoWork } from '../../src/gosource/go-mod.ts';
import { folderOf, go } from './go-list.ts';

const MOD = `// Deprecated: words
module "example.org/app/v2" // comment

go 1.24.1
toolchain go1.25.0

require example.org/a v1.0.0
require (
	example.org/b v1.2.3 // indirect
	"example.org/c" v0.0.0-20200102030405-abcdefabcdef // indirect; why
	example.org/d/v3 v3.0.0 // not indirect
	// example.org/none v1.0.0
	example.org/e v1.1.0
)
require ()

exclude example.org/b v1.0.0
exclude (
	example.org/a v0.9.0
)
replace example.org/a => ./a // comment
replace (
	example.org/b v1.2.3 => ../b
	example.org/d/v3 => example.org/fork/v3 v3.1.0
	example.org/e v1.1.0 => "./with space"
	example.org/c => ../
)
retract [v2.0.0, v2.1.0] // bad
retract v2.2.0
tool example.org/a/cmd/x
tool (
	example.org/b/cmd/y
)
godebug default=go1.21
ignore ./node_modules
`;

interface EditedMod {
  readonly Module: { readonly Path: string };
  readonly Go: string;
  readonly Toolchain: string;
  readonly Require: readonly { readonly Path: string; readonly Version: string; readonly Indirect?: boolean }[];
  readonly Replace: readonly Record<'Old' | 'New', { readonly Path: string; readonly Version?: string }>[];
  readonly Tool: readonly { readonly Path: string }[];
}

test.each([
  ['LF', MOD],
  ['CRLF', MOD.replaceAll('\n', '\r\n')],
])('a go.mod of every directive says what go reads, %s', (_, text) => {
  const folder = folderOf({ 'go.mod': text });
  const theirs: EditedMod = JSON.parse(go(folder, ['mod', 'edit', '-json']));
  const ours = parseGoMod(text);
  if ('problem' in ours) throw new Error(ours.problem);
  expect([ours.module, ours.go, ours.toolchain]).toEqual([theirs.Module.Path, theirs.Go, theirs.Toolchain]);
  expect(ours.requires.map(({ path, version, indirect }) => [path, version, indirect])).toEqual(
    theirs.Require.map(({ Path, Version, Indirect }) => [Path, Version, Indirect === true]),
  );
  expect(
    ours.replaces.map(({ path, version, target, targetVersion }) => [path, version, target, targetVersion]),
  ).toEqual(theirs.Replace.map(({ Old, New }) => [Old.Path, Old.Version, New.Path, New.Version]));
  expect(ours.replaces.map(({ local }) => local)).toEqual([true, true, false, true, true]);
  expect(ours.tools).toEqual(theirs.Tool.map(({ Path }) => Path));
  expect([ours.goLine, ours.requires[1]?.line, ours.replaces[0]?.line]).toEqual([4, 9, 21]);
});

test('a go.work says what go reads', () => {
  const text = `go 1.25\ntoolchain go1.26.0 // x\nuse .\nuse (\n\t./a // b\n\t"../c d"\n)\nreplace example.org/a => ./a\ngodebug x=1\n`;
  const folder = folderOf({ 'go.work': text });
  const theirs = JSON.parse(go(folder, ['work', 'edit', '-json']));
  const ours = parseGoWork(text);
  if ('problem' in ours) throw new Error(ours.problem);
  // `go work edit` leaves the toolchain out.
  expect([ours.go, ours.toolchain]).toEqual([theirs.Go, 'go1.26.0']);
  expect(ours.uses.map(({ folder: use }) => use)).toEqual(
    theirs.Use.map(({ DiskPath }: { readonly DiskPath: string }) => DiskPath),
  );
  expect(ours.uses.map(({ line }) => line)).toEqual([3, 5, 6]);
  expect(ours.replaces.map(({ target }) => target)).toEqual(
    theirs.Replace.map(({ New }: { readonly New: { readonly Path: string } }) => New.Path),
  );
});

test.each([
  ['module', 1],
  ['module a b', 1],
  ['module a\nmodule b', 2],
  ['module a\nrequire (\n\tb v1.0.0', 3],
  ['module a\nrequire b', 2],
  ['module a\nrequire b v1.0.0 v2.0.0', 2],
  ['module a\n/* x */', 2],
  ['module "a', 1],
  ['module a\ngo 1', 2],
  ['module a\ngo 1.20\ngo 1.21', 3],
  ['module a\nreplace b => ', 2],
  ['module a\nreplace b ./c', 2],
  ['module a\nreplace b => c', 2],
  ['module a\nreplace b => ./c v1.0.0', 2],
  ['module a\nrequire (\n(\n)', 3],
  ['module a\n)', 2],
])('%j is refused, as go refuses it, in line %s', (text, line) => {
  const folder = folderOf({});
  writeFileSync(join(folder, 'go.mod'), text);
  expect(() => go(folder, ['mod', 'edit', '-json'])).toThrow();
  expect(parseGoMod(text)).toMatchObject({ problem: expect.stringMatching(/./), line });
});

const fragment = fc.constantFrom(
  ...['module ', 'go ', '1.26', 'require ', 'replace ', 'use ', '(', ')', '\n', '\r', ' ', '\t', '=>', './a', '"', '`'],
  ...['v1.0.0', '//', '/*', '// indirect', ',', '[', 'example.org/a', '\\', '\0', 'ü'],
);

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(fragment).map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        parseGoMod(text);
        parseGoWork(text);
      },
    ),
    { seed: 5, numRuns: 5000 },
  );
});
