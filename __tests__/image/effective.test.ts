import { linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stackLayers, visibleFiles } from '../../src/image/effective.ts';
import { NO_FACTS } from '../../src/image/file-facts.ts';
import { LayerTree } from '../../src/image/layer-tree.ts';
import { DEFAULT_LIMITS } from '../../src/image/limits.ts';
import { SeekingInput } from '../../src/image/tar/input.ts';
import { TarReader } from '../../src/image/tar/read.ts';
import { type TestEntry, tarOf } from '../support/layout.ts';

async function treeOf(tar: Buffer): Promise<LayerTree> {
  const tree = new LayerTree(DEFAULT_LIMITS);
  const input = new SeekingInput({ size: tar.length, read: (at, length) => tar.subarray(at, at + length) });
  const reader = new TarReader(input, DEFAULT_LIMITS, 'layer');
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
    tree.add(entry, NO_FACTS, `entry at byte ${entry.offset}`);
  }
  return tree;
}

interface Weighed {
  readonly unpacked: number;
  readonly effective: number;
  readonly paths: readonly string[];
}

async function weigh(layers: readonly (readonly TestEntry[])[]): Promise<Weighed> {
  const trees: LayerTree[] = [];
  for (const layer of layers) trees.push(await treeOf(await tarOf(layer)));
  const visible = visibleFiles(stackLayers(trees.map(({ root }) => root)).root);
  const sum = (files: Iterable<{ bytes: number }>): number => [...files].reduce((total, { bytes }) => total + bytes, 0);
  return {
    unpacked: sum(trees.flatMap(({ files }) => files)),
    effective: sum(visible.keys()),
    paths: [...visible.values()].sort(),
  };
}

const file = (name: string, size: number): TestEntry => ({ name, content: 'x'.repeat(size) });
const folder = (name: string): TestEntry => ({ name: `${name}/`, type: 'directory' });
const hard = (name: string, linkname: string): TestEntry => ({ name, type: 'link', linkname });
const soft = (name: string, linkname: string): TestEntry => ({ name, type: 'symlink', linkname });

// Worked by hand from the image spec, layer.md, and from what containerd unpacks.
test.each<[string, TestEntry[][], number, number, string[]]>([
  ['files add up', [[file('a', 3)], [file('b', 4)]], 7, 7, ['/a', '/b']],
  ['a file over a file', [[file('a', 3)], [file('a', 4)]], 7, 4, ['/a']],
  ['a whiteout', [[file('d/a', 3), file('d/b', 4)], [file('d/.wh.a', 0)]], 7, 4, ['/d/b']],
  ['a whiteout of a folder', [[file('d/e/a', 3), file('d/b', 4)], [file('d/.wh.e', 0)]], 7, 4, ['/d/b']],
  ['a whiteout of nothing', [[file('a', 3)], [file('.wh.zz', 0)]], 3, 3, ['/a']],
  ['a whiteout spares its own layer, standing after', [[file('a', 3)], [file('a', 4), file('.wh.a', 0)]], 7, 4, ['/a']],
  [
    'a whiteout spares its own layer, standing before',
    [[file('a', 3)], [file('.wh.a', 0), file('a', 4)]],
    7,
    4,
    ['/a'],
  ],
  [
    'a folder removed and made anew',
    [[file('d/a', 3)], [file('.wh.d', 0), folder('d'), file('d/b', 4)]],
    7,
    4,
    ['/d/b'],
  ],
  ['gone, and back in a third layer', [[file('a', 3)], [file('.wh.a', 0)], [file('a', 5)]], 8, 5, ['/a']],
  [
    'opaque hides lower layers',
    [
      [file('d/a', 3), file('b', 1)],
      [file('d/.wh..wh..opq', 0), file('d/c', 4)],
    ],
    8,
    5,
    ['/b', '/d/c'],
  ],
  [
    'opaque at the end of its layer hides no more',
    [[file('d/a', 3)], [file('d/c', 4), file('d/.wh..wh..opq', 0)]],
    7,
    4,
    ['/d/c'],
  ],
  [
    'opaque reaches into folders',
    [[file('d/e/a', 3)], [file('d/.wh..wh..opq', 0), file('d/e/b', 4)]],
    7,
    4,
    ['/d/e/b'],
  ],
  ['an opaque root', [[file('a', 3)], [file('.wh..wh..opq', 0), file('b', 4)]], 7, 4, ['/b']],
  ['a file over a folder hides all in it', [[file('d/a', 3), file('d/e/b', 4)], [file('d', 5)]], 12, 5, ['/d']],
  [
    'what a file hid does not come back under a folder',
    [[file('d/a', 3)], [file('d', 5)], [file('d/b', 7)]],
    15,
    7,
    ['/d/b'],
  ],
  ['a link over a folder hides all in it', [[file('d/a', 3)], [soft('d', 'e')]], 3, 0, []],
  ['a folder over a folder is merged', [[file('d/a', 3)], [folder('d'), file('d/b', 4)]], 7, 7, ['/d/a', '/d/b']],
  [
    'a folder over a link takes its place',
    [
      [soft('d', 'e'), file('e/a', 3)],
      [folder('d'), file('d/b', 4)],
    ],
    7,
    7,
    ['/d/b', '/e/a'],
  ],
  ['hard links count once', [[file('a', 3), hard('b', 'a'), hard('c', 'b')]], 3, 3, ['/a']],
  ['a hard link outlives its first name', [[file('a', 3), hard('b', 'a')], [file('.wh.a', 0)]], 3, 3, ['/b']],
  [
    'hard links with no name left',
    [
      [file('a', 3), hard('b', 'a')],
      [file('.wh.a', 0), file('.wh.b', 0)],
    ],
    3,
    0,
    [],
  ],
  [
    'a hard link to what is then replaced keeps the old',
    [[file('a', 3), hard('b', 'a'), file('a', 4)]],
    7,
    7,
    ['/a', '/b'],
  ],
  ['a name twice in a layer: the last', [[file('a', 3), file('a', 4)]], 7, 4, ['/a']],
  ['a link in the same layer leads its children', [[folder('e'), soft('d', 'e'), file('d/a', 3)]], 3, 3, ['/e/a']],
  ['an absolute link leads from the root', [[folder('x/e'), soft('x/d', '/x/e'), file('x/d/a', 3)]], 3, 3, ['/x/e/a']],
  ['a link out of the root stays in it', [[soft('d', '../../e'), file('d/a', 3)]], 3, 3, ['/e/a']],
  ['a link of a lower layer is covered', [[soft('d', 'e'), file('e/a', 3)], [file('d/b', 4)]], 7, 7, ['/d/b', '/e/a']],
  ['names that lead out stay in', [[file('../../a', 3), file('./b', 4)], [file('/c', 5)]], 12, 12, ['/a', '/b', '/c']],
  ['bookkeeping of AUFS is never seen', [[file('.wh..wh.aufs', 3)]], 3, 0, []],
  ['contents of a whiteout are shipped and never seen', [[file('a', 3)], [file('.wh.a', 9)]], 12, 0, []],
])('%s', async (_name, layers, unpacked, effective, paths) => {
  expect(await weigh(layers)).toEqual({ unpacked, effective, paths });
});

test.each<[string, TestEntry[], string]>([
  ['a hard link to nothing', [hard('a', 'b')], '"a" is a hard link to "b", which is not in this layer'],
  ['a hard link to a folder', [folder('d'), hard('a', 'd')], '"a" is a hard link to "d", which is a folder'],
  ['a file in a file', [file('a', 1), file('a/b', 1)], '"/a" is not a folder'],
  ['links in a circle', [soft('a', 'b'), soft('b', 'a'), file('a/c', 1)], 'links in a circle'],
  ['a whiteout of no name', [file('d/.wh.', 0)], '".wh." hides nothing that has a name'],
  ['a whiteout of the parent', [file('d/.wh...', 0)], '".wh..." hides nothing that has a name'],
  ['too many folders', [file(`${'d/'.repeat(257)}a`, 1)], 'more than 256 folders deep'],
  [
    'too many folders, by links',
    [soft('x', `${'d/'.repeat(200)}y`), soft(`${'d/'.repeat(200)}y`, `${'e/'.repeat(100)}z`), file('x/a', 1)],
    'more than 256 folders deep',
  ],
])('%s is refused with its place', async (_name, entries, message) => {
  await expect(weigh([entries])).rejects.toThrow(message);
  await expect(weigh([entries])).rejects.toThrow(/^entry at byte \d+: /);
});

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
