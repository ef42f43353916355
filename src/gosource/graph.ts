import { resolveEmbed } from './embed.ts';
import type { GoPosition } from './facts.ts';
import { FoundFacts, type ProgramFacts } from './found-facts.ts';
import { standardUse } from './known-std.ts';
import type { GoPackage, PackageReader, SourceFile } from './package.ts';
import type { BuildTarget } from './platform-tags.ts';
import { reachReader } from './reach.ts';
import type { Resolved } from './resolve.ts';

interface Reached {
  readonly folder: string;
  readonly own: boolean;
  readonly importPath: string;
  /** The first import met; undefined for the main package. */
  readonly at: GoPosition | undefined;
}

/** Walks from a main package along the imports, and gathers what the files on the way say. */
export function gatherFacts(
  reader: PackageReader,
  target: BuildTarget,
  resolve: (path: string) => Resolved,
  main: GoPackage,
  importPath: string,
): ProgramFacts {
  const found = new FoundFacts();
  const own: GoPackage[] = [];
  const seen = new Set([main.folder]);
  const pending: Reached[] = [{ folder: main.folder, own: true, importPath, at: undefined }];
  // An index instead of shift(): the list may hold as many packages as the ceilings allow.
  for (let index = 0; index < pending.length && reader.tree.exhausted === undefined; index += 1) {
    const reached = pending[index];
    if (reached === undefined) break;
    const read = reached.at === undefined ? main : reader.read(reached.folder, target);
    if (reached.own && read.files.length > 0) {
      found.folder(reached.folder);
      own.push(read);
    }
    for (const reason of read.reasons) found.reason(reason);
    if (read.files.length === 0) found.nothingLeft(reached, read);
    for (const file of read.files) {
      if (reached.own) addOwn(reader, found, file, read.folder);
      for (const { path, line } of file.imports) {
        const at = { file: file.path, line };
        const where: Resolved = path === 'C' ? { kind: 'standard' } : resolve(path);
        if (where.kind === 'standard') {
          const use = standardUse(path);
          if (use !== undefined) found.fact({ use, at, what: `import "${path}"`, own: reached.own });
          continue;
        }
        if (where.kind !== 'own') found.ofOtherModule(path, at, reached.own, where.kind === 'vendor');
        if (where.kind === 'elsewhere' || seen.has(where.folder)) continue;
        seen.add(where.folder);
        pending.push({ folder: where.folder, own: where.kind === 'own', importPath: path, at });
      }
    }
  }
  if (reader.tree.exhausted !== undefined) found.reason(reader.tree.exhausted);
  let mayRun: ((at: GoPosition) => boolean) | undefined;
  return {
    ...found.all(),
    mayRun: (at) => {
      mayRun ??= readReach(reader, resolve, main, own);
      return mayRun(at);
    },
  };
}

function readReach(
  reader: PackageReader,
  resolve: (path: string) => Resolved,
  main: GoPackage,
  own: readonly GoPackage[],
): (at: GoPosition) => boolean {
  const names = new Map(own.map(({ folder, name }) => [folder, name]));
  return reachReader({
    files: own.flatMap(({ folder, files }) =>
      files.map(({ path, imports }) => ({ path, folder, imports, declarations: reader.declarationsIn(path) })),
    ),
    main: main.folder,
    folderOf: (path) => {
      const where = path === 'C' ? undefined : resolve(path);
      return where?.kind === 'own' ? where.folder : undefined;
    },
    nameOf: (folder) => names.get(folder),
  });
}

function addOwn(reader: PackageReader, found: FoundFacts, file: SourceFile, folder: string): void {
  for (const { use, line, what, scheme } of file.uses)
    found.fact({ use, at: { file: file.path, line }, what, own: true, scheme });
  for (const { pattern, line } of file.embeds)
    found.embed(() => resolveEmbed(reader.tree, folder, pattern, { file: file.path, line }));
}
