import { linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stackLayers, visibleFiles } from '../../src/image/effective.ts';
import { type TestEntry, tarOf } from '../support/layout.ts';
import { file, folder, hard, link as soft } from '../support/read-one.ts';
import { treeOf, weigh } from '../support/stacks.ts';

/**
 * The same by a real file system: whiteouts of a layer first, for they concern lower layers, then its entries. The
 * system itself keeps count of hard links.
 */
function unpackNaively(root: string, layer: readonly TestEntry[]): void {
  const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  for (const { name } of layer) {
    const base = basename(name);
    const parent = join(root, dirname(name));
    // A whiteout does not reach through a link or a file.
    const chain = dirname(name)
      .split('/')
      .map((_, at, parts) => join(root, ...parts.slice(0, at + 1)));
    if (!base.startsWith('.wh.') || !chain.every(isFolder)) continue;
    if (base !== '.wh..wh..opq') rmSync(join(parent, base.slice(4)), { recursive: true, force: true });
    else for (const child of readdirSync(parent)) rmSync(join(parent, child), { recursive: true, force: true });
  }
  for (const { name, type, content = '', linkname = '' } of layer) {
    if (basename(name).startsWith('.wh.')) continue;
    const path = join(root, name).replace(/\/$/, '');
    if (!(type === 'directory' && isFolder(path))) rmSync(path, { recursive: true, force: true });
    if (type === 'directory') mkdirSync(path, { recursive: true });
    else if (type === 'symlink') symlinkSync(linkname, path);
    else if (type === 'link') linkSync(join(root, linkname), path);
    else writeFileSync(path, content);
  }
}

function measure(root: string): { effective: number; files: number } {
  const inodes = new Map<number, number>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { ino, size } = lstatSync(join(entry.parentPath, entry.name));
    inodes.set(ino, size);
  }
  return { effective: [...inodes.values()].reduce((total, size) => total + size, 0), files: inodes.size };
}

const name = fc.constantFrom('a', 'b', 'c');
const place = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const action = fc.record({
  path: place,
  kind: fc.constantFrom('file', 'file', 'folder', 'symlink', 'link', 'whiteout', 'opaque'),
  size: fc.nat(40),
  pick: fc.nat(),
});

/** Entries as tools write them: parents first, and in one layer no name that is both a folder and something else. */
function entriesOf(actions: readonly { path: string; kind: string; size: number; pick: number }[]): TestEntry[] {
  const entries: TestEntry[] = [];
  const kinds = new Map<string, string>();
  const folders = (path: string): boolean => {
    const parts = path.split('/');
    const parents = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    if (parents.some((parent) => kinds.has(parent) && kinds.get(parent) !== 'folder')) return false;
    for (const parent of parents) {
      if (!kinds.has(parent)) entries.push(folder(parent));
      kinds.set(parent, 'folder');
    }
    return true;
  };
  for (const { path, kind, size, pick } of actions) {
    const parent = dirname(path);
    if (kind === 'opaque') {
      if (folders(path)) entries.push(file(`${path}/.wh..wh..opq`, 0));
      continue;
    }
    if (parent !== '.' && !folders(parent)) continue;
    if (kind === 'whiteout') {
      entries.push(file(join(parent, `.wh.${basename(path)}`), 0));
      continue;
    }
    if (kinds.get(path) === 'folder') continue;
    const files = [...kinds].filter(([, known]) => known === 'file').map(([known]) => known);
    const target = files[pick % Math.max(1, files.length)];
    if (kind === 'folder') folders(path);
    else if (kind === 'symlink') entries.push(soft(path, 'a/b'));
    else if (kind === 'link' && target !== undefined && target !== path) entries.push(hard(path, target));
    else entries.push(file(path, size));
    if (kind !== 'folder') kinds.set(path, kind === 'symlink' ? 'symlink' : 'file');
  }
  return entries;
}

test('random stacks of layers weigh what a file system says that they do when unpacked', async () => {
  const layers = fc.array(fc.array(action, { maxLength: 12 }).map(entriesOf), { minLength: 1, maxLength: 5 });
  let wasted = 0;
  await fc.assert(
    fc.asyncProperty(layers, async (stack) => {
      const root = mkdtempSync(join(tmpdir(), 'plimsoll-test-stack-'));
      try {
        for (const layer of stack) unpackNaively(root, layer);
        const weighed = await weigh(stack);
        const real = measure(root);
        expect({ effective: weighed.effective, files: weighed.paths.length }).toEqual(real);
        expect(weighed.unpacked).toBe(stack.flat().reduce((total, { content = '' }) => total + content.length, 0));
        wasted += weighed.unpacked - weighed.effective;
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }),
    { seed: 11, numRuns: 300 },
  );
  // Guards against stacks in which nothing ever covers anything.
  expect(wasted).toBeGreaterThan(1_000);
});

test('random stacks: what hides a file, and whether its path has something else then, is what a file system says', async () => {
  const layers = fc.array(fc.array(action, { maxLength: 10 }).map(entriesOf), { minLength: 2, maxLength: 4 });
  const reasons = { removed: 0, overwritten: 0 };
  await fc.assert(
    fc.asyncProperty(layers, async (stack) => {
      // A file of several names is hidden with the last of them, which need not be the one that it is known by.
      const plain = stack.map((layer) => layer.filter(({ type }) => type !== 'link'));
      const root = mkdtempSync(join(tmpdir(), 'plimsoll-test-hidden-'));
      try {
        const states = plain.map((layer) => {
          unpackNaively(root, layer);
          return new Set(readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => `/${path}`));
        });
        const trees = [];
        for (const layer of plain) trees.push(await treeOf(await tarOf(layer)));
        const { root: seen, hidden } = stackLayers(trees.map((tree) => tree.root));
        const visible = visibleFiles(seen);
        for (const [own, tree] of trees.entries()) {
          for (const found of tree.files) {
            const how = hidden.get(found);
            if (how === undefined) continue;
            reasons[how.reason] += 1;
            expect(visible.has(found)).toBe(false);
            expect(how.by).toBeGreaterThan(own);
            expect(states[how.by]?.has(found.path)).toBe(how.reason === 'overwritten');
            expect(states.slice(own, how.by).every((state) => state.has(found.path))).toBe(true);
          }
        }
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }),
    { seed: 12, numRuns: 200 },
  );
  expect(Math.min(reasons.removed, reasons.overwritten)).toBeGreaterThan(50);
});
