import { posix } from 'node:path';
import { allOf, evaluate, type Ternary } from './constraint.ts';
import { type Declaration, readDeclarations } from './declarations.ts';
import { type GoFile, parseGoFile } from './parse-file.ts';
import { type BuildTarget, fileNameHolds, tagHolds } from './platform-tags.ts';
import type { SourceTree } from './tree.ts';
import { findUses, type GoFileUse } from './uses.ts';

export interface SourceFile extends GoFile {
  /** Relative to the context. */
  readonly path: string;
  readonly uses: readonly GoFileUse[];
}

/** The files of a folder that one build takes. */
export interface GoPackage {
  readonly folder: string;
  /** Of the files taken, else of any; undefined where there is no Go file but tests. */
  readonly name: string | undefined;
  readonly files: readonly SourceFile[];
  /** No file is taken, and files would be if cgo were on. */
  readonly onlyWithCgo: boolean;
  /** What keeps the package from being known wholly. */
  readonly reasons: readonly string[];
}

/** Reads packages of a context, each file once whatever it is built for. */
export class PackageReader {
  readonly tree: SourceTree;
  readonly #parsed = new Map<string, SourceFile | string>();
  readonly #declarations = new Map<string, readonly Declaration[] | undefined>();

  constructor(tree: SourceTree) {
    this.tree = tree;
  }

  /** Names of the Go files of a folder that are sent, tests left out. */
  fileNames(folder: string): readonly string[] {
    const { files, others } = this.tree.list(folder);
    return [...files, ...others].filter((name) => isGoFile(name) && this.tree.isSent(posix.join(folder, name)));
  }

  /** @param names the files to take; those of the folder where left out */
  read(folder: string, target: BuildTarget, names: readonly string[] = this.fileNames(folder)): GoPackage {
    const reasons: string[] = [];
    const all: SourceFile[] = [];
    const taken: SourceFile[] = [];
    for (const name of names) {
      const path = posix.join(folder, name);
      // Of files for other systems go does not even read the header.
      if (fileNameHolds(target, name) === false) continue;
      const file = this.#file(path);
      if (typeof file === 'string') {
        reasons.push(`${path}: ${file}`);
        continue;
      }
      if (file.packageName === 'documentation') continue;
      all.push(file);
      const holds = isTaken(file, name, target);
      if (holds === true) taken.push(file);
      else if (holds === undefined) reasons.push(`${path}: whether it is built cannot be known`);
    }
    const withCgo = { ...target, cgo: true };
    const names_ = new Set(taken.map(({ packageName }) => packageName));
    if (names_.size > 1) reasons.push(`${folder} holds packages ${[...names_].slice(0, 3).join(' and ')}`);
    return {
      folder,
      name: taken[0]?.packageName ?? all[0]?.packageName,
      files: taken,
      onlyWithCgo: taken.length === 0 && all.some((file) => isTaken(file, posix.basename(file.path), withCgo) === true),
      reasons,
    };
  }

  /** What a file that was read declares; undefined where that cannot be read. Each file is split once. */
  declarationsIn(path: string): readonly Declaration[] | undefined {
    if (this.#declarations.has(path)) return this.#declarations.get(path);
    const text = this.tree.readAgain(path);
    const found = text === undefined ? undefined : readDeclarations(text);
    this.#declarations.set(path, found);
    return found;
  }

  #file(path: string): SourceFile | string {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known;
    const text = this.tree.read(path);
    const parsed = text === undefined ? { problem: this.tree.exhausted ?? 'it cannot be read' } : parseGoFile(text);
    const result =
      text === undefined || 'problem' in parsed
        ? 'problem' in parsed
          ? parsed.problem
          : ''
        : { ...parsed, path, uses: findUses(text, parsed.imports) };
    this.#parsed.set(path, result);
    return result;
  }
}

function isGoFile(name: string): boolean {
  return name.endsWith('.go') && !name.endsWith('_test.go') && !name.startsWith('_') && !name.startsWith('.');
}

/** By name, constraints, and cgo for a file that imports "C" (`go/build`, Import). */
function isTaken(file: SourceFile, name: string, target: BuildTarget): Ternary {
  return allOf([
    fileNameHolds(target, name),
    ...file.constraints.slice(0, 1000).map((constraint) => evaluate(constraint, (tag) => tagHolds(target, tag))),
    file.imports.some(({ path }) => path === 'C') ? target.cgo : true,
  ]);
}
