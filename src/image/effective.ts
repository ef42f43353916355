import type { Folder, LayerFile, Node } from './layer-tree.ts';

/**
 * The file system that a container sees, from the layers' trees, the bottom one first. A folder over a folder is
 * merged; anything else covers what lies below. Whiteouts and opaque folders take away what lower layers have, and
 * nothing of their own layer, wherever they stand in it. Image spec, layer.md, "Whiteouts".
 */
export function stackLayers(layers: readonly Folder[]): Folder {
  const empty: Folder = { kind: 'folder', children: new Map(), hides: null, opaque: false };
  return layers.reduce(overlay, empty);
}

/** The trees are shared with other images: what changes is made anew, all else is used as it is. */
function overlay(lower: Folder, upper: Folder): Folder {
  if (upper.opaque || lower.children.size === 0) return upper;
  const children = new Map<string, Node>(lower.children);
  for (const name of upper.hides ?? []) children.delete(name);
  for (const [name, node] of upper.children) {
    const below = children.get(name);
    children.set(name, node.kind === 'folder' && below?.kind === 'folder' ? overlay(below, node) : node);
  }
  return { kind: 'folder', children, hides: null, opaque: false };
}

/** Every file that can be seen, with a name by which: the one it was shipped under where that still leads to it. */
export function visibleFiles(root: Folder): ReadonlyMap<LayerFile, string> {
  const visible = new Map<LayerFile, string>();
  const visit = (folder: Folder, path: string): void => {
    for (const [name, node] of folder.children) {
      const at = `${path}/${name}`;
      if (node.kind === 'folder') visit(node, at);
      else if (node.kind === 'file' && (!visible.has(node.file) || node.file.path === at)) visible.set(node.file, at);
    }
  };
  visit(root, '');
  return visible;
}
