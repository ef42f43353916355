import type { Declaration } from './declarations.ts';
import type { GoPosition } from './facts.ts';
import type { GoImport } from './parse-file.ts';

/** A file of own code that is linked into a program. */
export interface LinkedFile {
  readonly path: string;
  readonly folder: string;
  readonly imports: readonly GoImport[];
  /** Undefined where they cannot be read: then nothing is said of anything. */
  readonly declarations: readonly Declaration[] | undefined;
}

export interface Linked {
  readonly files: readonly LinkedFile[];
  /** The folder of the main package. */
  readonly main: string;
  /** The folder of a package of own code. */
  readonly folderOf: (importPath: string) => string | undefined;
  /** The name in the package clauses of a folder. */
  readonly nameOf: (folder: string) => string | undefined;
}

interface Placed {
  readonly declaration: Declaration;
  readonly file: LinkedFile;
}

/**
 * May code at a place run, from main, init and the variables of packages on, by the names that are mentioned on the way?
 * A type that is mentioned brings its methods: the exported ones, which others may call, and those that are named.
 */
export function reachReader(linked: Linked): (at: GoPosition) => boolean {
  if (linked.files.some(({ declarations }) => declarations === undefined)) return () => true;
  const reached = new Walk(linked).reached;
  const ofFile = Map.groupBy(reached, ({ file }) => file.path);
  const declarations = new Map(linked.files.map((file) => [file.path, file.declarations ?? []]));
  return ({ file, line }) => {
    const holds = ({ firstLine, lastLine }: Declaration): boolean => firstLine <= line && line <= lastLine;
    const all = declarations.get(file) ?? [];
    const those = ofFile.get(file)?.map(({ declaration }) => declaration) ?? [];
    // What stands outside of declarations, as an import does, is of all the file.
    return all.some(holds) ? those.some(holds) : those.length > 0 || all.length === 0;
  };
}

class Walk {
  readonly reached = new Set<Placed>();
  readonly #linked: Linked;
  readonly #named = new Map<string, Placed[]>();
  readonly #methods = new Map<string, Placed[]>();
  /** Methods of types that are reached, by their names, which nobody has mentioned yet. */
  readonly #waiting = new Map<string, Placed[]>();
  readonly #mentioned = new Set<string>();
  readonly #selected = new Set<string>();
  readonly #imports = new Map<LinkedFile, Imports>();
  readonly #pending: Placed[] = [];

  constructor(linked: Linked) {
    this.#linked = linked;
    for (const file of linked.files)
      for (const declaration of file.declarations ?? []) this.#place({ declaration, file });
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#follow(next);
  }

  #place(placed: Placed): void {
    const { declaration, file } = placed;
    const { keyword, names, method } = declaration;
    const isStart = names[0] === 'init' || (names[0] === 'main' && file.folder === this.#linked.main);
    if (keyword === 'var' || keyword === 'const' || (keyword === 'func' && method === undefined && isStart)) {
      this.#reach(placed);
      return;
    }
    const index = method === undefined ? this.#named : this.#methods;
    for (const name of names) add(index, keyOf(file.folder, name), placed);
  }

  #reach(placed: Placed): void {
    if (this.reached.has(placed)) return;
    this.reached.add(placed);
    this.#pending.push(placed);
  }

  #follow({ declaration, file }: Placed): void {
    const { named, dotted } = this.#importsOf(file);
    for (const mention of declaration.mentions) {
      const dot = mention.indexOf('.');
      if (dot === 0) this.#select(mention.slice(1));
      else if (dot === -1) {
        for (const folder of [file.folder, ...dotted]) this.#mention(keyOf(folder, mention));
      } else {
        const folder = named.get(mention.slice(0, dot));
        if (folder !== undefined) this.#mention(keyOf(folder, mention.slice(dot + 1)));
      }
    }
  }

  #mention(key: string): void {
    if (this.#mentioned.has(key)) return;
    this.#mentioned.add(key);
    for (const placed of this.#named.get(key) ?? []) this.#reach(placed);
    for (const placed of this.#methods.get(key) ?? []) {
      const name = placed.declaration.method ?? '';
      if (/^\p{Lu}/u.test(name) || this.#selected.has(name)) this.#reach(placed);
      else add(this.#waiting, name, placed);
    }
  }

  #select(name: string): void {
    if (this.#selected.has(name)) return;
    this.#selected.add(name);
    for (const placed of this.#waiting.get(name) ?? []) this.#reach(placed);
  }

  /** What a file imports of own code: folders by the names that it has for them, and those of dot imports. */
  #importsOf(file: LinkedFile): Imports {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const named = new Map<string, string>();
    const dotted: string[] = [];
    for (const { path, alias } of file.imports) {
      const folder = this.#linked.folderOf(path);
      if (folder === undefined) continue;
      const name = alias ?? this.#linked.nameOf(folder);
      if (name === '.') dotted.push(folder);
      else if (name !== undefined) named.set(name, folder);
    }
    const imports = { named, dotted: dotted.slice(0, MAX_DOTTED) };
    this.#imports.set(file, imports);
    return imports;
  }
}

interface Imports {
  readonly named: ReadonlyMap<string, string>;
  readonly dotted: readonly string[];
}

/** Dot imports of one file; more are nobody's own writing. */
const MAX_DOTTED = 16;

function keyOf(folder: string, name: string): string {
  return `${folder}\0${name}`;
}

function add(index: Map<string, Placed[]>, key: string, placed: Placed): void {
  const list = index.get(key) ?? [];
  index.set(key, list);
  list.push(placed);
}
