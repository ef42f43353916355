import { posix } from 'node:path';
import type { GoMod, GoModule, GoReplace, GoWork, MissingModule } from './facts.ts';
import { parseGoMod, parseGoWork } from './go-mod.ts';
import { isModProblem } from './mod-syntax.ts';
import type { SourceTree } from './tree.ts';

/** The modules that go sees from a folder. */
export interface ModuleSet {
  readonly modules: readonly GoModule[];
  readonly workspace: { readonly file: string; readonly work: GoWork; readonly hasGoSum: boolean } | undefined;
  readonly missing: readonly MissingModule[];
  /** Where packages of other modules lie, if go takes them from there. */
  readonly vendor: string | undefined;
  /** Folders of main modules, and of replaced ones unless all comes from `vendor`, by module path. */
  readonly folders: ReadonlyMap<string, string>;
  /** The smallest minor version of Go that the modules ask for. */
  readonly leastMinor: number;
}

/** What decides which modules go sees. */
export interface ModuleQuestion {
  readonly folder: string;
  readonly mod: 'mod' | 'vendor' | 'readonly' | undefined;
  readonly workspace: boolean;
}

/** Finds go.mod and go.work from a folder upwards, and what they lead to; the reason where go would refuse. */
export function findModules(tree: SourceTree, question: ModuleQuestion): ModuleSet | { readonly problem: string } {
  const nearest = moduleFolder(tree, question.folder);
  const workFolder = question.workspace
    ? upwards(question.folder).find((folder) => tree.hasFile(posix.join(folder, 'go.work')))
    : undefined;
  if (workFolder === undefined) {
    if (nearest === undefined) return { problem: 'no go.mod that is sent stands in the folder or above it' };
    return readSet(tree, question, [{ folder: nearest, role: 'main' }], undefined);
  }
  const file = posix.join(workFolder, 'go.work');
  const work = parseGoWork(tree.read(file) ?? '');
  if (isModProblem(work)) return { problem: `${file}:${work.line}: ${work.problem}` };
  const members = work.uses.map((use) => ({ use, folder: inContext(workFolder, use.folder) }));
  if (nearest !== undefined && !members.some(({ folder }) => folder === nearest))
    return { problem: `${file} has no use line for the module in ${nearest}` };
  const missing = members.flatMap(({ use, folder }): MissingModule[] =>
    folder !== undefined && tree.hasFile(posix.join(folder, 'go.mod'))
      ? []
      : [{ target: use.folder, folder, at: { file, line: use.line }, kind: 'use' }],
  );
  const mains = members.flatMap(({ folder }) =>
    folder !== undefined && tree.hasFile(posix.join(folder, 'go.mod'))
      ? [{ folder, role: folder === nearest ? ('main' as const) : ('member' as const) }]
      : [],
  );
  const set = readSet(tree, question, mains, { file, folder: workFolder, work });
  return 'problem' in set ? set : { ...set, missing: [...missing, ...set.missing] };
}

/** The folder of the go.mod that is nearest, upwards. */
export function moduleFolder(tree: SourceTree, folder: string): string | undefined {
  return upwards(folder).find((above) => tree.hasFile(posix.join(above, 'go.mod')));
}

interface Main {
  readonly folder: string;
  readonly role: 'main' | 'member';
}

interface Workspace {
  readonly file: string;
  readonly folder: string;
  readonly work: GoWork;
}

function readSet(
  tree: SourceTree,
  question: ModuleQuestion,
  mains: readonly Main[],
  workspace: Workspace | undefined,
): ModuleSet | { readonly problem: string } {
  const read: (Main & { readonly file: string; readonly mod: GoMod })[] = [];
  for (const main of mains) {
    const file = posix.join(main.folder, 'go.mod');
    const mod = parseGoMod(tree.read(file) ?? '');
    if (isModProblem(mod)) return { problem: `${file}:${mod.line}: ${mod.problem}` };
    if (mod.module === undefined) return { problem: `${file} has no module line` };
    read.push({ ...main, file, mod });
  }
  const asked = workspace === undefined ? read.map(({ mod }) => mod.go) : [workspace.work.go];
  const leastMinor = Math.max(0, ...asked.map(minorOf));
  const vendorRoot = workspace?.folder ?? read[0]?.folder ?? '.';
  const vendor = usesVendor(tree, question, vendorRoot, leastMinor, workspace !== undefined)
    ? posix.join(vendorRoot, 'vendor')
    : undefined;

  const folders = new Map<string, string>();
  const modules: GoModule[] = [];
  const missing: MissingModule[] = [];
  const add = (folder: string, file: string, mod: GoMod, role: GoModule['role']): void => {
    const hasGoSum = tree.hasFile(posix.join(folder, 'go.sum'));
    modules.push({ folder, file, mod, role, hasGoSum, vendored: vendor !== undefined });
  };
  for (const { folder, file, mod, role } of read) {
    add(folder, file, mod, role);
    if (mod.module !== undefined) folders.set(mod.module, folder);
  }
  const sources = [
    ...(workspace === undefined ? [] : [{ ...workspace, replaces: workspace.work.replaces }]),
    ...read.map(({ folder, file, mod }) => ({ folder, file, replaces: mod.replaces })),
  ];
  for (const { from, file, replace } of sources.flatMap(({ folder, file, replaces }) =>
    replaces.filter(({ local }) => local).map((replace) => ({ from: folder, file, replace })),
  )) {
    // A main module is never replaced; a go.work's own line goes before those of its members.
    if (folders.has(replace.path)) continue;
    const found = readReplaced(tree, from, replace);
    if (typeof found !== 'object') {
      missing.push({ target: replace.target, folder: found, at: { file, line: replace.line }, kind: 'replace' });
      continue;
    }
    if (vendor === undefined) folders.set(replace.path, found.folder);
    if (!modules.some(({ folder }) => folder === found.folder)) add(found.folder, found.file, found.mod, 'replaced');
  }
  const hasWorkSum = workspace !== undefined && tree.hasFile(posix.join(workspace.folder, 'go.work.sum'));
  return {
    modules,
    workspace: workspace && { file: workspace.file, work: workspace.work, hasGoSum: hasWorkSum },
    missing,
    vendor,
    folders,
    leastMinor,
  };
}

/** The module that a `replace` leads to; else the folder where it should be, undefined outside of the context. */
function readReplaced(
  tree: SourceTree,
  from: string,
  replace: GoReplace,
): { readonly folder: string; readonly file: string; readonly mod: GoMod } | string | undefined {
  const folder = inContext(from, replace.target);
  if (folder === undefined) return undefined;
  const file = posix.join(folder, 'go.mod');
  const text = tree.hasFile(file) ? tree.read(file) : undefined;
  const mod = text === undefined ? undefined : parseGoMod(text);
  return mod === undefined || isModProblem(mod) ? folder : { folder, file, mod };
}

/** Go's default since 1.14, and in workspaces since 1.22 (Go modules reference, "Vendoring"). */
function usesVendor(
  tree: SourceTree,
  question: ModuleQuestion,
  root: string,
  leastMinor: number,
  workspace: boolean,
): boolean {
  if (question.mod !== undefined) return question.mod === 'vendor';
  return leastMinor >= (workspace ? 22 : 14) && tree.hasFile(posix.join(root, 'vendor/modules.txt'));
}

/** A go.mod without a go line counts as 1.16, and so does a version that is not Go 1's. */
function minorOf(version: string | undefined): number {
  return Number(/^1\.(\d{1,4})/.exec(version ?? '')?.[1] ?? 16);
}

/** The folder that `target` names from `folder`, relative to the context; undefined where it lies outside. */
export function inContext(folder: string, target: string): string | undefined {
  if (target.startsWith('/')) return undefined;
  const path = posix.join(folder, target);
  if (path === '..' || path.startsWith('../')) return undefined;
  return path === './' ? '.' : path.replace(/\/$/, '');
}

/** A folder and those above it up to the context. */
function upwards(folder: string): readonly string[] {
  const parts = posix.normalize(folder).split('/').slice(0, 256);
  if (parts[0] === '.') return ['.'];
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}
