import { stackLayers, visibleFiles } from '../../src/image/effective.ts';
import { NO_FACTS } from '../../src/image/file-facts.ts';
import { LayerTree } from '../../src/image/layer-tree.ts';
import { DEFAULT_LIMITS } from '../../src/image/limits.ts';
import { TarReader } from '../../src/image/tar/read.ts';
import { type TestEntry, tarOf } from './layout.ts';
import { seeking } from './tar-bytes.ts';

/** The tree of a layer, from its tar. */
export async function treeOf(tar: Buffer): Promise<LayerTree> {
  const tree = new LayerTree(DEFAULT_LIMITS);
  const input = seeking(tar);
  const reader = new TarReader(input, DEFAULT_LIMITS, 'layer');
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
    tree.add(entry, NO_FACTS, () => `entry at byte ${entry.offset}`);
  }
  return tree;
}

interface Weighed {
  readonly unpacked: number;
  readonly effective: number;
  readonly paths: readonly string[];
}

/** What a stack of layers weighs, and what of it can be seen. */
export async function weigh(layers: readonly (readonly TestEntry[])[]): Promise<Weighed> {
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
