import type { Folder, LayerFile, Node } from '../../src/image/layer-tree.ts';
import { aFile } from './layer-file.ts';

interface Growing extends Folder {
  readonly children: Map<string, Node>;
}

const grow = (): Growing => ({ kind: 'folder', mode: null, children: new Map(), hides: null, opaque: false });

/** A root folder of the files by their paths; a text is a link. */
export function rootOf(files: Readonly<Record<string, Partial<LayerFile> | string>>): Folder {
  const folders = new Map<string, Growing>([['', grow()]]);
  const open = (path: string): Growing => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made = grow();
    folders.set(path, made);
    const slash = path.lastIndexOf('/');
    open(path.slice(0, Math.max(0, slash))).children.set(path.slice(slash + 1), made);
    return made;
  };
  for (const [path, what] of Object.entries(files)) {
    const slash = path.lastIndexOf('/');
    const node: Node =
      typeof what === 'string' ? { kind: 'symlink', target: what } : aFile(`/${path}`, { mode: 0o755, ...what });
    open(path.slice(0, Math.max(0, slash))).children.set(path.slice(slash + 1), node);
  }
  return open('');
}
