import { posix } from 'node:path';
import type { ModuleSet } from './modules.ts';
import type { SourceTree } from './tree.ts';

/** Where an import leads. */
export type Resolved =
  | { readonly kind: 'own'; readonly folder: string }
  | { readonly kind: 'vendor'; readonly folder: string }
  | { readonly kind: 'standard' }
  | { readonly kind: 'elsewhere' };

/** Answers where import paths lead: the longest module path that begins one decides (Go modules reference). */
export function importResolver(tree: SourceTree, set: ModuleSet): (path: string) => Resolved {
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = set.folders.get(path.slice(0, end));
      if (folder === undefined) continue;
      const below = path.slice(end + 1);
      const target = posix.join(folder, below);
      if (isPlain(below) && !entersOtherModule(tree, folder, below)) return { kind: 'own', folder: target };
    }
    if (!(path.split('/', 1)[0] ?? '').includes('.')) return { kind: 'standard' };
    if (set.vendor === undefined || !isPlain(path)) return { kind: 'elsewhere' };
    return { kind: 'vendor', folder: posix.join(set.vendor, path) };
  };
}

function isPlain(path: string): boolean {
  return !path.split('/').some((part) => part === '..' || part === '.');
}

/** Does a folder between the module's and the package's, or the package's own, begin another module? */
function entersOtherModule(tree: SourceTree, folder: string, below: string): boolean {
  if (below === '') return false;
  const parts = below.split('/');
  return parts.some((_, index) => tree.hasFile(posix.join(folder, ...parts.slice(0, index + 1), 'go.mod')));
}
