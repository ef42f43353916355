import type { LayerFile } from './layer-tree.ts';

/** Where `/lib` is a link to `/usr/lib`, dpkg still says `/lib`, and the layer has `/usr/lib`. */
const MERGED = /^\/usr(?=\/(?:s?bin|lib[0-9x]*)(?:\/|$))/;

/** Gives the names in a folder that package databases claim. */
export function ownedNames(files: Iterable<LayerFile>): (folder: string) => readonly ReadonlySet<string>[] {
  const byFolder = new Map<string, Set<string>>();
  for (const { packages } of files) {
    if (packages !== null) addTo(byFolder, packages.owned);
  }
  return (folder) => {
    const merged = folder.replace(MERGED, '');
    const spellings = merged === folder ? [folder] : [folder, merged];
    return spellings.flatMap((each) => byFolder.get(each) ?? []);
  };
}

/** @param paths absolute; neighbours mostly lie in one folder */
function addTo(byFolder: Map<string, Set<string>>, paths: readonly string[]): void {
  let folder: string | undefined;
  let names = new Set<string>();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    if (folder?.length !== slash || !path.startsWith(folder)) {
      folder = path.slice(0, slash);
      names = byFolder.get(folder) ?? new Set();
      byFolder.set(folder, names);
    }
    names.add(path.slice(slash + 1));
  }
}
