import { posix } from 'node:path';
import type { Folder, LayerFile, Node } from '../layer-tree.ts';

/** As the kernel's MAXSYMLINKS. */
const MAX_LINKS = 40;
/** Steps for one name: a maze of links whose targets are long ends here. */
const MAX_STEPS = 100_000;

/** What a path leads to, links followed inside of the image. */
export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly file: LayerFile }
  | { readonly kind: 'folder'; readonly path: string; readonly folder: Folder }
  /** A device, or what only a running container has: `/proc`, `/dev`, `/sys`. */
  | { readonly kind: 'special'; readonly path: string }
  /** `path` is the first part that is not there, `whole` all that was looked for; `link` the last link on the way. */
  | { readonly kind: 'missing'; readonly path: string; readonly whole: string; readonly link: Link | null }
  | { readonly kind: 'loop'; readonly path: string };

export interface Link {
  readonly path: string;
  readonly target: string;
}

/** Resolves an absolute path as a container's kernel does. */
export function resolvePath(root: Folder, path: string): Found {
  const pending = path.split('/').reverse();
  const names: string[] = [];
  const trail: Folder[] = [root];
  let link: Link | null = null;
  let links = 0;
  for (let steps = 0; pending.length > 0; steps += 1) {
    if (steps > MAX_STEPS) return { kind: 'loop', path };
    const part = pending.pop() ?? '';
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (names.pop() !== undefined) trail.pop();
      continue;
    }
    if (names.length === 0 && /^(?:proc|dev|sys)$/.test(part)) return { kind: 'special', path };
    const at = `/${[...names, part].join('/')}`;
    const node: Node | undefined = trail.at(-1)?.children.get(part);
    const whole = (): string => posix.resolve(at, ...pending.toReversed().filter(Boolean));
    if (node === undefined) return { kind: 'missing', path: at, whole: whole(), link };
    if (node.kind === 'symlink') {
      links += 1;
      if (links > MAX_LINKS) return { kind: 'loop', path };
      link = { path: at, target: node.target };
      if (node.target.startsWith('/')) {
        names.length = 0;
        trail.length = 1;
      }
      pending.push(...node.target.split('/').reverse());
    } else if (node.kind === 'folder') {
      names.push(part);
      trail.push(node);
    } else if (pending.some((rest) => rest !== '' && rest !== '.')) {
      return { kind: 'missing', path: `${at}/${pending.at(-1) ?? ''}`, whole: whole(), link };
    } else return node.kind === 'special' ? { kind: 'special', path: at } : { kind: 'file', path: at, file: node };
  }
  return { kind: 'folder', path: `/${names.join('/')}`, folder: trail.at(-1) ?? root };
}
