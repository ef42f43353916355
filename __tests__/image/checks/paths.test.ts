import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolvePath } from '../../../src/image/checks/paths.ts';
import type { Folder, Node } from '../../../src/image/layer-tree.ts';
import { aFile } from '../../support/layer-file.ts';

type Tree = { readonly [name: string]: Tree | number | string };

/** A number is a file of so many bytes, a text the target of a link. */
function folderOf(tree: Tree, at = ''): Folder {
  const children = new Map<string, Node>();
  for (const [name, value] of Object.entries(tree)) {
    const path = `${at}/${name}`;
    if (typeof value === 'number') children.set(name, aFile(path, { bytes: value }));
    else if (typeof value === 'string') children.set(name, { kind: 'symlink', target: value });
    else children.set(name, folderOf(value, path));
  }
  return { kind: 'folder', mode: 0o755, children, hides: null, opaque: false };
}

const ROOT = folderOf({
  bin: 'usr/bin',
  usr: { bin: { sh: 'busybox', busybox: 1, up: '../../etc/passwd', out: '../../../../etc/passwd' }, lib: '/lib' },
  lib: { x: 2 },
  etc: { passwd: 3, self: '.' },
  a: 'b',
  b: 'a',
  broken: '/none/x',
  file: 4,
});

test.each([
  ['/bin/sh', { kind: 'file', path: '/usr/bin/busybox' }],
  ['/usr/lib/x', { kind: 'file', path: '/lib/x' }],
  ['/usr/bin/up', { kind: 'file', path: '/etc/passwd' }],
  ['/bin/out', { kind: 'file', path: '/etc/passwd' }],
  ['/bin/../etc/./passwd', { kind: 'missing', path: '/usr/etc' }],
  ['//etc//self/self/passwd', { kind: 'file', path: '/etc/passwd' }],
  ['/a', { kind: 'loop' }],
  ['/a/b', { kind: 'loop' }],
  ['/broken', { kind: 'missing', path: '/none', whole: '/none/x', link: { path: '/broken', target: '/none/x' } }],
  ['/broken/y//./z', { kind: 'missing', path: '/none', whole: '/none/x/y/z' }],
  ['/usr/none', { kind: 'missing', path: '/usr/none', link: null }],
  ['/file/x', { kind: 'missing', path: '/file/x', whole: '/file/x' }],
  ['/file/', { kind: 'file' }],
  ['/usr/bin', { kind: 'folder', path: '/usr/bin' }],
  ['/', { kind: 'folder', path: '/' }],
  ['/../..', { kind: 'folder', path: '/' }],
  ['/proc/self/exe', { kind: 'special' }],
  ['/dev/stdout', { kind: 'special' }],
])('%s', (path, expected) => {
  expect(resolvePath(ROOT, path)).toMatchObject(expected);
});

test('a maze of links comes to an end', () => {
  const links: Record<string, string> = { l0: 'd' };
  for (let at = 1; at < 60; at += 1) links[`l${at}`] = `l${at - 1}/l${at - 1}`;
  const started = performance.now();
  expect(resolvePath(folderOf({ ...links, d: {} }), '/l59').kind).toBe('loop');
  const long = folderOf({ s: 's/'.repeat(2_000) });
  expect(resolvePath(long, '/s').kind).toBe('loop');
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('leads where a file system leads', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const target = fc
    .array(fc.constantFrom('a', 'b', 'c', '..', '.'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'));
  const leaf = fc.oneof(fc.nat(9), target);
  const tree = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf)))));
  const asked = fc
    .array(fc.constantFrom('a', 'b', 'c', '..'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'));
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(tree, asked, (written, path) => {
      const root = mkdtempSync(join(tmpdir(), 'plimsoll-test-paths-'));
      try {
        // Eight folders deep, so that nothing that leads out of the tree comes to lie in another one.
        const deep = join(root, ...Array.from({ length: 12 }, () => 'w'));
        mkdirSync(deep, { recursive: true });
        write(deep, written);
        // `..` stops at an image's root, and not at a folder: such cases are for the table above.
        const leaves = [path, ...targetsOf(written)].some((text) => text.includes('..'));
        const found = resolvePath(folderOf(written), `/${path}`);
        seen.set(found.kind, (seen.get(found.kind) ?? 0) + 1);
        if (!leaves) expect(outcome(found)).toEqual(real(deep, path));
      } finally {
        rmSync(root, { recursive: true });
      }
    }),
    { seed: 3, numRuns: 400 },
  );
  expect([...seen.keys()].sort()).toEqual(['file', 'folder', 'loop', 'missing']);
});

function targetsOf(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) =>
    typeof value === 'string' ? [value] : typeof value === 'number' ? [] : targetsOf(value),
  );
}

function write(folder: string, tree: Tree): void {
  for (const [name, value] of Object.entries(tree)) {
    const path = join(folder, name);
    if (typeof value === 'number') writeFileSync(path, 'x'.repeat(value));
    else if (typeof value === 'string') symlinkSync(value, path);
    else {
      mkdirSync(path);
      write(path, value);
    }
  }
}

function outcome(found: ReturnType<typeof resolvePath>): string {
  return found.kind === 'file' || found.kind === 'folder' ? `${found.kind} ${found.path}` : found.kind;
}

function real(root: string, path: string): string {
  try {
    const at = realpathSync(join(root, path));
    const kind = statSync(at).isDirectory() ? 'folder' : 'file';
    return `${kind} ${at.slice(root.length) || '/'}`;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ELOOP' ? 'loop' : 'missing';
  }
}
