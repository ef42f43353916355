import { byText } from '../model/text-order.ts';
import type { Folder, Node } from './layer-tree.ts';

/** dive's two numbers, shown beside ours where users compare. */
export interface DiveScore {
  /** What each path would take at its smallest, over what all its versions take: 1 at best. */
  readonly score: number;
  /** All bytes of every path that more than one layer speaks of, the version that is seen included. */
  readonly wasted: number;
}

/** Paths of all layers that are looked at: beyond that the numbers are not worth the memory. */
const PATHS_AT_MOST = 300_000;

/** A path, over all layers. */
interface PathNode {
  /** Made for the first one: most paths are files. */
  children: Map<string, PathNode> | undefined;
  /** In the layers stacked so far: is it there, how big, and did an entry say that it is a folder? */
  present: boolean;
  bytes: number;
  isFolder: boolean;
  /** How many layers speak of it as of a leaf, and what all of them and the least of them say. */
  times: number;
  total: number;
  /** null: no layer has spoken of it. -1: only a whiteout at which dive stopped has. */
  least: number | null;
}

interface Totals {
  wasted: number;
  discovered: number;
  least: number;
}

/**
 * The efficiency score and wasted bytes of dive 0.13 (`dive/filetree/efficiency.go`), bug for bug: opaque folders hide
 * nothing; a removed file is a version of no bytes; a removed folder is a version of its own path, as big as all that
 * was in it, while the paths below it count as if they were there; a whiteout of something that is not there ends the
 * counting of its layer and may cost a byte of the score. Only links and `..` in the names of entries, which dive takes as they are, are ours.
 * The bottom layer first; null for images of several layers with too many paths.
 */
export function diveScore(layers: readonly Folder[]): DiveScore | null {
  // Of a single layer every path has one version.
  if (layers.length < 2 && !layers.some(hasWhiteouts)) return { score: 1, wasted: 0 };
  let paths = 0;
  for (const layer of layers) paths = countPaths(layer, paths);
  if (paths > PATHS_AT_MOST) return null;
  const root = newNode();
  root.present = true;
  const totals: Totals = { wasted: 0, discovered: 0, least: 0 };
  const [bottom] = layers;
  // dive begins with a copy of the bottom layer, and stacks it upon itself.
  if (bottom !== undefined) stack(root, bottom, '', false);
  for (const layer of layers) {
    visit(root, layer, '', { totals, inOrder: hasWhiteouts(layer) });
    stack(root, layer, '', true);
  }
  return { score: totals.discovered === 0 ? 1 : totals.least / totals.discovered, wasted: totals.wasted };
}

function countPaths(folder: Folder, before: number): number {
  let count = before + folder.children.size + (folder.hides?.size ?? 0);
  if (count > PATHS_AT_MOST) return count;
  folder.children.forEach((child) => {
    if (child.kind === 'folder') count = countPaths(child, count);
  });
  return count;
}

interface Counting {
  readonly totals: Totals;
  /** Only a whiteout can end the counting early, and only then it matters what came before. */
  readonly inOrder: boolean;
}

function hasWhiteouts(folder: Folder): boolean {
  if ((folder.hides?.size ?? 0) > 0) return true;
  for (const child of folder.children.values()) if (child.kind === 'folder' && hasWhiteouts(child)) return true;
  return false;
}

/** Counts the leaves of a layer; false where dive stops counting it. */
function visit(at: PathNode, folder: Folder, path: string, counting: Counting): boolean {
  const { totals } = counting;
  for (const [name, node] of counting.inOrder ? inOrder(folder) : folder.children) {
    const there = childOf(at, name);
    if (node === null) {
      if (!there.present) {
        stop(there, totals);
        return false;
      }
      count(there, there.isFolder ? bytesBelow(there) : 0, totals);
    } else if (node.kind === 'folder' && (node.children.size > 0 || (node.hides?.size ?? 0) > 0)) {
      if (!visit(there, node, `${path}/${name}`, counting)) return false;
    } else count(there, bytesOf(node, path, name), totals);
  }
  return true;
}

function count(node: PathNode, bytes: number, totals: Totals): void {
  const before = node.least ?? -1;
  const least = before < 0 ? bytes : Math.min(before, bytes);
  totals.least += least - (node.least ?? 0);
  totals.discovered += bytes;
  node.least = least;
  node.total += bytes;
  node.times += 1;
  if (node.times === 2) totals.wasted += node.total;
  else if (node.times > 2) totals.wasted += bytes;
}

/** dive has the path in its books by then, with -1 for a size that is not known yet, and adds that up. */
function stop(node: PathNode, totals: Totals): void {
  if (node.least !== null) return;
  node.least = -1;
  totals.least -= 1;
}

/** Puts a layer upon those below it, in the order in which dive does. */
function stack(at: PathNode, folder: Folder, path: string, withWhiteouts: boolean): void {
  // Without whiteouts no order makes a difference.
  for (const [name, node] of (folder.hides?.size ?? 0) > 0 ? inOrder(folder) : folder.children) {
    const there = childOf(at, name);
    if (node === null) {
      if (withWhiteouts) remove(there);
      continue;
    }
    there.present = true;
    if (node.kind === 'folder') stack(there, node, `${path}/${name}`, withWhiteouts);
    there.bytes = bytesOf(node, path, name);
    there.isFolder = node.kind === 'folder' && node.mode !== null;
  }
}

/** What a folder of a layer holds, sorted by the names in the tar; a whiteout has no node. */
function inOrder(folder: Folder): (readonly [name: string, node: Node | null])[] {
  const all: [sortedBy: string, name: string, node: Node | null][] = [];
  for (const [name, node] of folder.children) all.push([name, name, node]);
  for (const name of folder.hides ?? []) all.push([`.wh.${name}`, name, null]);
  return all.sort((a, b) => byText(a[0], b[0])).map(([, name, node]) => [name, node]);
}

/** The first name of a file has its bytes, the others are links of none. */
function bytesOf(node: Node, folder: string, name: string): number {
  if (node.kind !== 'file') return 0;
  return node.name === name && node.folder === folder ? node.bytes : 0;
}

function bytesBelow(node: PathNode): number {
  let bytes = node.bytes;
  for (const child of node.children?.values() ?? []) if (child.present) bytes += bytesBelow(child);
  return bytes;
}

function remove(node: PathNode): void {
  if (!node.present) return;
  node.present = false;
  node.bytes = 0;
  node.isFolder = false;
  for (const child of node.children?.values() ?? []) remove(child);
}

function childOf(node: PathNode, name: string): PathNode {
  node.children ??= new Map();
  let child = node.children.get(name);
  if (child === undefined) {
    child = newNode();
    node.children.set(name, child);
  }
  return child;
}

function newNode(): PathNode {
  return { children: undefined, present: false, bytes: 0, isFolder: false, times: 0, total: 0, least: null };
}
