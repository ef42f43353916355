import type { Folder, LayerFile, Node } from './layer-tree.ts';

/** Why no container can see a file: its path is gone, or has something else, and which layer did that. */
export interface Hidden {
  readonly reason: 'removed' | 'overwritten';
  /** The index of the layer that did it. */
  readonly by: number;
}

export interface Stacked {
  readonly root: Folder;
  /** Files that an upper layer took from sight under one of their names, with the last that did so. */
  readonly hidden: ReadonlyMap<LayerFile, Hidden>;
}

/**
 * The file system that a container sees, from the layers' trees, the bottom one first. A folder over a folder is
 * merged; anything else covers what lies below. Whiteouts and opaque folders take away what lower layers have, and
 * nothing of their own layer, wherever they stand in it. Image spec, layer.md, "Whiteouts".
 */
export function stackLayers(layers: readonly Folder[]): Stacked {
  const hidden = new Map<LayerFile, Hidden>();
  let root: Folder = { kind: 'folder', mode: null, children: new Map(), hides: null, opaque: false };
  for (const [by, layer] of layers.entries()) root = overlay(root, layer, { by, hidden });
  return { root, hidden };
}

interface Covering {
  readonly by: number;
  readonly hidden: Map<LayerFile, Hidden>;
}

/** The trees are shared with other images: what changes is made anew, all else is used as it is. */
function overlay(lower: Folder, upper: Folder, covering: Covering): Folder {
  if (upper.opaque || lower.children.size === 0) {
    hideBelow(lower, upper, covering);
    return upper;
  }
  const children = new Map<string, Node>(lower.children);
  for (const name of upper.hides ?? []) {
    hide(children.get(name), upper.children.get(name), covering);
    children.delete(name);
  }
  for (const [name, node] of upper.children) {
    const below = children.get(name);
    if (node.kind === 'folder' && below?.kind === 'folder') children.set(name, overlay(below, node, covering));
    else {
      hide(below, node, covering);
      children.set(name, node);
    }
  }
  return { kind: 'folder', mode: upper.mode ?? lower.mode, children, hides: null, opaque: false };
}

/** `now` is what has the path of `node` in the layer that hides it. A node is hidden once, so the time is linear. */
function hide(node: Node | undefined, now: Node | undefined, covering: Covering): void {
  if (node?.kind === 'file') {
    const reason = now === undefined ? 'removed' : 'overwritten';
    covering.hidden.set(node, { reason, by: covering.by });
  } else if (node?.kind === 'folder') hideBelow(node, now, covering);
}

function hideBelow(folder: Folder, now: Node | undefined, covering: Covering): void {
  for (const [name, node] of folder.children) {
    hide(node, now?.kind === 'folder' ? now.children.get(name) : undefined, covering);
  }
}

/** Of the files that can be seen, the few of which more is known than their bytes: programs and package databases. */
export function notableFiles(visible: ReadonlyMap<LayerFile, string>): ReadonlyMap<LayerFile, string> {
  const notable = new Map<LayerFile, string>();
  visible.forEach((path, file) => {
    if (file.go !== null || file.packages !== null) notable.set(file, path);
  });
  return notable;
}

/** Every file that can be seen, with a name by which: the one it was shipped under where that still leads to it. */
export function visibleFiles(root: Folder): ReadonlyMap<LayerFile, string> {
  const visible = new Map<LayerFile, string>();
  const visit = (folder: Folder, path: string): void => {
    folder.children.forEach((node, name) => {
      if (node.kind === 'folder') visit(node, `${path}/${name}`);
      else if (node.kind === 'file') {
        if (node.name === name && node.folder === path) visible.set(node, node.path);
        else if (!visible.has(node)) visible.set(node, `${path}/${name}`);
      }
    });
  };
  visit(root, '');
  return visible;
}
