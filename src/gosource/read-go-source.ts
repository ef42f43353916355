import { posix } from 'node:path';
import type { GoModule, GoProgram, GoProgramRequest, GoSource, GoSourceRequest, MissingModule } from './facts.ts';
import { gatherFacts } from './graph.ts';
import { folderOfFiles, foldersOf, type Named, type NamedFolder } from './main-packages.ts';
import { findModules, type ModuleSet } from './modules.ts';
import { type GoPackage, PackageReader } from './package.ts';
import type { BuildTarget } from './platform-tags.ts';
import { importResolver } from './resolve.ts';
import { DEFAULT_LIMITS, SourceTree } from './tree.ts';

/** Programs of one call: `./...` over more is nobody's build. */
const MAX_PROGRAMS = 500;

/**
 * Opens the Go source of a build context, to be asked what the programs that a Dockerfile builds use. Files are read
 * when a question leads to them, once for all questions. Starts no process and reads nothing outside of the context.
 * What cannot be known is said to be so (`GoProgram.complete`, `GoProgram.unknown`, `GoSource.unresolved`); nothing in
 * the files makes it throw.
 */
export function openGoSource(
  input: Omit<GoSourceRequest, 'programs'>,
): (programs: readonly GoProgramRequest[]) => GoSource {
  const tree = new SourceTree(input.contextDir, input.isSent, { ...DEFAULT_LIMITS, ...input.limits });
  const reader = new PackageReader(tree);
  const sets = new Map<string, ReturnType<typeof findModules>>();
  return (programs) => {
    const gathered = new Gathered();
    for (const [index, wanted] of programs.entries()) {
      const folder = posix.normalize(wanted.folder).replace(/(?<=.)\/$/, '');
      const question = { folder, mod: wanted.mod, workspace: wanted.workspace !== false };
      const key = JSON.stringify(question);
      const set = sets.get(key) ?? findModules(tree, question);
      sets.set(key, set);
      if ('problem' in set) for (const word of wordsOf(wanted)) gathered.unresolve(index, word, set.problem);
      else {
        gathered.addModules(set);
        readPrograms({ reader, set, index, wanted, folder }, gathered);
      }
    }
    return gathered.all();
  };
}

/** Asks once: `openGoSource` for one question. */
export function readGoSource({ programs, ...input }: GoSourceRequest): GoSource {
  return openGoSource(input)(programs);
}

interface ProgramsQuestion {
  readonly reader: PackageReader;
  readonly set: ModuleSet;
  readonly index: number;
  readonly wanted: GoProgramRequest;
  readonly folder: string;
}

function readPrograms({ reader, set, index, wanted, folder: start }: ProgramsQuestion, gathered: Gathered): void {
  const target: BuildTarget = {
    goos: wanted.goos ?? 'linux',
    goarch: wanted.goarch,
    cgo: wanted.cgo,
    tags: wanted.tags && new Set(wanted.tags),
    goMinor: wanted.goMinor,
    leastMinor: set.leastMinor,
  };
  const resolve = importResolver(reader.tree, set);
  const words = wordsOf(wanted);
  const named: readonly (readonly [string, Named])[] = words.every((word) => word.endsWith('.go'))
    ? [[words.join(' '), folderOfFiles(start, words)]]
    : words.map((word) => [word, foldersOf(reader, set, resolve, start, word)]);
  const seen = new Set<string>();
  for (const [word, found] of named) {
    if ('problem' in found) {
      gathered.unresolve(index, word, found.problem);
      continue;
    }
    if (reader.tree.exhausted !== undefined) gathered.unresolve(index, word, reader.tree.exhausted);
    for (const place of found.folders) {
      if (seen.has(place.folder)) continue;
      seen.add(place.folder);
      const main = reader.read(place.folder, target, place.files);
      if (main.name !== 'main' || (found.wild && main.files.length === 0)) {
        if (!found.wild) gathered.unresolve(index, word, whyNoProgram(reader.tree, main));
        continue;
      }
      if (gathered.full) {
        gathered.unresolve(index, word, `more than ${MAX_PROGRAMS} programs`);
        return;
      }
      const { module, importPath } = placeOf(set, place.folder);
      const path = place.files === undefined ? importPath : 'command-line-arguments';
      const facts = gatherFacts(reader, target, resolve, main, path);
      const name = programName(place, path);
      gathered.add({ request: index, importPath: path, folder: place.folder, name, module, ...facts });
    }
  }
}

class Gathered {
  readonly #programs: GoProgram[] = [];
  readonly #modules = new Map<string, GoModule>();
  readonly #missing = new Map<string, MissingModule>();
  readonly #unresolved: { request: number; pattern: string; reason: string }[] = [];
  #workspace: GoSource['workspace'];

  get full(): boolean {
    return this.#programs.length >= MAX_PROGRAMS;
  }

  add(program: GoProgram): void {
    this.#programs.push(program);
  }

  addModules(set: ModuleSet): void {
    for (const module of set.modules)
      if (!this.#modules.has(module.folder) || module.role === 'main') this.#modules.set(module.folder, module);
    for (const one of set.missing) this.#missing.set(`${one.at.file}:${one.at.line}`, one);
    this.#workspace ??= set.workspace;
  }

  unresolve(request: number, pattern: string, reason: string): void {
    this.#unresolved.push({ request, pattern, reason });
  }

  all(): GoSource {
    return {
      programs: this.#programs,
      modules: [...this.#modules.values()],
      workspace: this.#workspace,
      missingModules: [...this.#missing.values()],
      unresolved: this.#unresolved,
    };
  }
}

function wordsOf(wanted: GoProgramRequest): readonly string[] {
  return wanted.packages.length === 0 ? ['.'] : wanted.packages;
}

function whyNoProgram(tree: SourceTree, main: GoPackage): string {
  const [reason] = main.reasons;
  if (tree.exhausted !== undefined) return tree.exhausted;
  if (reason !== undefined) return reason;
  return main.name === undefined
    ? `${main.folder}: no Go file is sent`
    : `${main.folder} is package ${main.name}, not main`;
}

/** The module that a folder belongs to, and what the package there is imported by. */
function placeOf(set: ModuleSet, folder: string): { readonly module: string; readonly importPath: string } {
  const holds = (module: GoModule): boolean =>
    module.folder === '.' || folder === module.folder || folder.startsWith(`${module.folder}/`);
  const [nearest] = set.modules.filter(holds).sort((a, b) => b.folder.length - a.folder.length);
  if (nearest === undefined) return { module: '.', importPath: folder };
  const below = posix.relative(nearest.folder, folder);
  return { module: nearest.folder, importPath: posix.join(nearest.mod.module ?? '', below) };
}

/** What go calls the binary (`cmd/go/internal/load`, DefaultExecName). */
function programName(place: NamedFolder, importPath: string): string {
  const [file] = place.files ?? [];
  if (file !== undefined) return posix.basename(file, '.go');
  const last = posix.basename(importPath);
  const isMajor = /^v(?:[2-9]|[1-9][0-9]+)$/.test(last);
  return isMajor && importPath.includes('/') ? posix.basename(posix.dirname(importPath)) : last;
}
