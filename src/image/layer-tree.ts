import { FormatError } from '../model/errors.ts';
import { type FileFacts, NO_FACTS } from './file-facts.ts';
import type { ImageLimits } from './limits.ts';
import type { TarEntry } from './tar/entry.ts';
import type { Where } from './tar/header.ts';

/** A regular file of a layer, once however many names link to it. Its identity tells it from any other. */
export interface LayerFile extends FileFacts {
  readonly kind: 'file';
  /** Absolute, as the layer has it: `folder`, a slash and `name`. Looking at those two spares making a text of each. */
  readonly path: string;
  /** The same text for neighbours; empty for the root. */
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly mode: number;
}

export interface Folder {
  readonly kind: 'folder';
  /** null where no entry says it: the folder is only the way to something. */
  readonly mode: number | null;
  readonly children: ReadonlyMap<string, Node>;
  /** Names of lower layers that this layer takes away (whiteouts); null where none are. */
  readonly hides: ReadonlySet<string> | null;
  /** Nothing of lower layers shows through (`.wh..wh..opq`). */
  readonly opaque: boolean;
}

export type Node =
  | Folder
  | LayerFile
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'special' };

/** The same while it grows. */
interface OpenFolder extends Folder {
  mode: number | null;
  readonly children: Map<string, Node>;
  hides: Set<string> | null;
  opaque: boolean;
}

interface Parent {
  readonly folder: OpenFolder;
  /** Absolute, links followed; empty for the root. */
  readonly path: string;
}

type TreeLimits = Pick<ImageLimits, 'pathDepth' | 'entries'>;

/** Folders of one layer that are found again without a walk. */
const REMEMBERED = 10_000;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const META = '.wh..wh.';

/** As the engines' `fs.RootPath`. */
const MAX_LINKS = 255;
/** Steps through folders and links for a whole layer. A million deep names stay below; a maze of links does not. */
const MAX_STEPS = 200_000_000;

/**
 * What the entries of one layer add up to, unpacked in their order into an empty folder: as containerd and docker do
 * with overlay file systems, links of lower layers are not followed. Image spec, layer.md.
 */
export class LayerTree {
  readonly #root = openFolder();
  readonly #files: LayerFile[] = [];
  readonly #limits: TreeLimits;
  #steps = 0;
  #folders = 0;
  /** The folder of the last entry, by its name as it stands there: entries mostly follow their neighbours. */
  #last: { readonly name: string; readonly parent: Parent } | null = null;
  /** Those before it: after the files of a folder come those of its neighbour, or of the one above. */
  readonly #known = new Map<string, Parent>();

  constructor(limits: TreeLimits) {
    this.#limits = limits;
  }

  get root(): Folder {
    return this.#root;
  }

  /** How many folders there are without an entry of their own. */
  get impliedFolders(): number {
    return this.#folders;
  }

  /** All regular files, in the order of their entries, also those that a later entry replaced. */
  get files(): readonly LayerFile[] {
    return this.#files;
  }

  /**
   * @param facts what was learnt from the contents of a file
   * @throws FormatError, begun with `where`, for what no engine could unpack, and for a ceiling
   */
  add(entry: TarEntry, facts: FileFacts, where: Where): void {
    const { base, parent } = this.#place(entry.name, where);
    // The root itself.
    if (base === undefined) {
      if (entry.type === 'directory') this.#root.mode = entry.mode;
      return;
    }
    if (base.startsWith(WHITEOUT)) {
      this.#whiteout(parent.folder, base, where);
      // Such a file is empty. Should it have contents all the same, they are shipped, and never seen.
      if (entry.size > 0) this.#file(entry, parent.path, base, NO_FACTS);
      return;
    }
    const { children } = parent.folder;
    const there = children.get(base);
    // What took the way to a folder that is remembered may lead elsewhere from now on.
    if (there !== undefined) this.#forget();
    if (entry.type === 'file') {
      children.set(base, this.#file(entry, parent.path, base, facts));
    } else if (entry.type === 'directory') {
      const folder = there !== undefined && isOpen(there) ? there : openFolder();
      folder.mode = entry.mode;
      children.set(base, folder);
    } else if (entry.type === 'hard-link') children.set(base, this.#linkTarget(entry, where));
    else if (entry.type === 'symlink') children.set(base, { kind: 'symlink', target: entry.linkName });
    else children.set(base, { kind: 'special' });
  }

  #file({ size: bytes, mode }: TarEntry, folder: string, name: string, facts: FileFacts): LayerFile {
    const { go, packages, checksum, content } = facts;
    const path = `${folder}/${name}`;
    const file: LayerFile = { kind: 'file', path, folder, name, bytes, mode, go, packages, checksum, content };
    this.#files.push(file);
    return file;
  }

  /** The last part of a name, undefined for the root itself, and the folder that it stands in. */
  #place(name: string, where: Where): { readonly base: string | undefined; readonly parent: Parent } {
    const end = name.endsWith('/') ? name.length - 1 : name.length;
    const slash = name.lastIndexOf('/', end - 1);
    const base = name.slice(slash + 1, end);
    const isPlain = base !== '' && base !== '.' && base !== '..';
    const last = this.#last;
    if (isPlain && last !== null && last.name.length === Math.max(0, slash) && name.startsWith(last.name)) {
      return { base, parent: last.parent };
    }
    const folder = name.slice(0, Math.max(0, slash));
    const known = isPlain ? this.#known.get(folder) : undefined;
    if (known !== undefined) {
      this.#last = { name: folder, parent: known };
      return { base, parent: known };
    }
    const parts = splitPath(name);
    const own = parts.pop();
    const parent = this.#open(parts, where);
    if (isPlain) this.#remember(folder, parent);
    return { base: own, parent };
  }

  #remember(name: string, parent: Parent): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(name, parent);
    this.#last = { name, parent };
  }

  #forget(): void {
    this.#last = null;
    this.#known.clear();
  }

  #whiteout(folder: OpenFolder, base: string, where: Where): void {
    if (base === OPAQUE) folder.opaque = true;
    // The rest with the double prefix is bookkeeping of an old file system (AUFS), for no container to see.
    else if (!base.startsWith(META)) {
      const name = base.slice(WHITEOUT.length);
      if (['', '.', '..'].includes(name)) throw new FormatError(`${where()}: "${base}" hides nothing that has a name`);
      folder.hides ??= new Set();
      folder.hides.add(name);
    }
  }

  #linkTarget(entry: TarEntry, where: Where): Node {
    const parts = splitPath(entry.linkName);
    const base = parts.pop() ?? '';
    const target = this.#open(parts, where).folder.children.get(base);
    if (target === undefined || target.kind === 'folder') {
      const wrong = target === undefined ? 'which is not in this layer' : 'which is a folder';
      throw new FormatError(`${where()}: "${entry.name}" is a hard link to "${entry.linkName}", ${wrong}`);
    }
    return target;
  }

  /** Folders that no entry makes cost memory all the same: a few long names can ask for millions of them. */
  #made(where: Where): void {
    this.#folders += 1;
    if (this.#folders > this.#limits.entries) {
      throw new FormatError(`${where()}: names in more than ${this.#limits.entries} folders that have no entry`);
    }
  }

  /** The folder at a path, links on the way followed within the layer, made where it is missing. */
  #open(parts: readonly string[], where: Where): Parent {
    const pending = parts.toReversed();
    const path: string[] = [];
    let trail: OpenFolder[] = [this.#root];
    let links = 0;
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      this.#steps += 1;
      if (this.#steps > MAX_STEPS) throw new FormatError(`${where()}: the links of this layer are a maze`);
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (path.pop() !== undefined) trail.pop();
        continue;
      }
      const folder = trail.at(-1) ?? this.#root;
      const child = folder.children.get(part) ?? openFolder();
      if (child.kind === 'symlink') {
        links += 1;
        if (links > MAX_LINKS)
          throw new FormatError(`${where()}: links in a circle at "/${[...path, part].join('/')}"`);
        if (child.target.startsWith('/')) {
          path.length = 0;
          trail = [this.#root];
        }
        pending.push(...child.target.split('/').reverse());
        continue;
      }
      if (!isOpen(child)) throw new FormatError(`${where()}: "/${[...path, part].join('/')}" is not a folder`);
      if (!folder.children.has(part)) this.#made(where);
      folder.children.set(part, child);
      path.push(part);
      trail.push(child);
      if (path.length > this.#limits.pathDepth) {
        throw new FormatError(`${where()}: more than ${this.#limits.pathDepth} folders deep`);
      }
    }
    return { folder: trail.at(-1) ?? this.#root, path: path.map((part) => `/${part}`).join('') };
  }
}

function openFolder(): OpenFolder {
  return { kind: 'folder', mode: null, children: new Map(), hides: null, opaque: false };
}

/** All folders in the tree of a layer that is being read are open ones. */
function isOpen(node: Node): node is OpenFolder {
  return node.kind === 'folder';
}

/** Names as `filepath.Clean` takes them: from the root, `.` and `..` taken out, nothing leading above the root. */
function splitPath(name: string): string[] {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}
