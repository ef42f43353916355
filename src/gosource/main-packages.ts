import { posix } from 'node:path';
import { matchesWildcard } from '../dockerfile/wildcard.ts';
import { inContext, type ModuleSet, moduleFolder } from './modules.ts';
import type { PackageReader } from './package.ts';
import type { Resolved } from './resolve.ts';

/** A folder that a package word of the command line names; `files` where it names Go files. */
export interface NamedFolder {
  readonly folder: string;
  readonly files?: readonly string[];
}

export type Named =
  | {
      readonly folders: readonly NamedFolder[];
      /** Found by `...`: folders without a program for the platform are passed over. */
      readonly wild: boolean;
    }
  | { readonly problem: string };

/** Folders that `...` never enters (`go help packages`). */
const SKIPPED = /^(?:[._].*|testdata|vendor)$/;

/** The folders that a package word names, from the folder that go runs in (`go help packages`). */
export function foldersOf(
  reader: PackageReader,
  set: ModuleSet,
  resolve: (path: string) => Resolved,
  start: string,
  word: string,
): Named {
  if (word.includes('@')) return { problem: 'it is a program of another module, at a version' };
  if (['std', 'cmd', 'all', 'tool', 'work'].includes(word)) return { problem: 'it names no package of the context' };
  if (word.startsWith('/')) return { problem: 'it is an absolute path' };
  const relative = word === '.' || word === '..' || word.startsWith('./') || word.startsWith('../');
  if (word.includes('...')) return relative ? wildFolders(reader, start, word) : wildPaths(reader, set, word);
  if (relative) {
    const folder = inContext(start, word);
    if (folder === undefined) return { problem: 'it lies outside of the context' };
    const module = moduleFolder(reader.tree, folder);
    if (!set.modules.some((known) => known.folder === module && known.role !== 'replaced'))
      return { problem: 'it is in a module that go does not build here' };
    return { folders: [{ folder }], wild: false };
  }
  const found = resolve(word);
  if (found.kind === 'own') return { folders: [{ folder: found.folder }], wild: false };
  return { problem: 'it is a package of another module' };
}

/** Go files named one by one: one program of them all. */
export function folderOfFiles(start: string, words: readonly string[]): Named {
  const paths = words.map((word) => inContext(start, word));
  const folders = new Set(paths.map((path) => (path === undefined ? undefined : posix.dirname(path))));
  const [folder] = folders;
  if (folders.size !== 1 || folder === undefined)
    return { problem: 'the files do not lie in one folder of the context' };
  return { folders: [{ folder, files: words.map((word) => posix.basename(word)) }], wild: false };
}

function wildFolders(reader: PackageReader, start: string, word: string): Named {
  const base = inContext(start, word.slice(0, word.lastIndexOf('/', word.indexOf('...'))));
  const pattern = inContext(start, word);
  if (base === undefined || pattern === undefined) return { problem: 'it lies outside of the context' };
  const matches = wildcard(posix.join('/', pattern));
  const folders = walk(reader, base).filter((folder) => matches(posix.join('/', folder)));
  return { folders: folders.map((folder) => ({ folder })), wild: true };
}

function wildPaths(reader: PackageReader, set: ModuleSet, word: string): Named {
  const matches = wildcard(word);
  const mains = set.modules.filter(({ role }) => role !== 'replaced');
  const folders = mains.flatMap(({ folder, mod }) =>
    walk(reader, folder)
      .filter((below) => matches(posix.join(mod.module ?? '', posix.relative(folder, below))))
      .map((below) => ({ folder: below })),
  );
  return { folders, wild: true };
}

/** `x/...` is `x` and all below it; `...` elsewhere is any text. */
function wildcard(word: string): (path: string) => boolean {
  const pattern = word.replaceAll('...', '*');
  const itself = word.endsWith('/...') ? pattern.slice(0, -'/*'.length) || '/' : undefined;
  return (path) => matchesWildcard(pattern, path) || (itself !== undefined && matchesWildcard(itself, path));
}

/** Folders with Go files below a folder, in the same module. */
function walk(reader: PackageReader, base: string): readonly string[] {
  const { tree } = reader;
  const found: string[] = [];
  const pending = [{ path: base, depth: 0 }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (reader.fileNames(folder.path).length > 0) found.push(folder.path);
    if (folder.depth >= tree.limits.depth) continue;
    for (const name of tree.list(folder.path).folders) {
      const path = posix.join(folder.path, name);
      if (!SKIPPED.test(name) && !tree.hasFile(posix.join(path, 'go.mod')))
        pending.push({ path, depth: folder.depth + 1 });
    }
  }
  return found.sort();
}
