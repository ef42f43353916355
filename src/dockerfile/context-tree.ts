import { posix } from 'node:path';
import { type FolderMatch, type Ignore, matchPath } from './ignore.ts';

/** What lies at a path of the context. A link is never followed. */
export type ContextKind = 'file' | 'folder' | 'link' | 'other';

export interface ContextChild {
  readonly name: string;
  readonly kind: ContextKind;
}

/** Where a tree is read from: a folder on disk, or names and texts in memory. Paths are relative, `/` between names. */
export interface TreeSource {
  /** What a folder holds, at most `limit` of it; undefined where there is no such folder or it cannot be read. */
  readonly list: (folder: string, limit: number) => readonly ContextChild[] | undefined;
  readonly stat: (path: string) => { readonly bytes: number; readonly mode: number } | undefined;
  /** The first bytes of a file, at most `limit` of them. */
  readonly head: (path: string, limit: number) => Uint8Array | undefined;
}

export interface TreeLimits {
  /** Names looked at, in all that is asked. */
  readonly entries: number;
  /** Names kept to answer again. */
  readonly kept: number;
  /** Folders in folders. */
  readonly depth: number;
  /** Bytes of one file that `head` gives. */
  readonly head: number;
}

const LIMITS: TreeLimits = { entries: 1_000_000, kept: 200_000, depth: 256, head: 64 << 10 };

/** A file, with its path in the context. */
export interface ContextFile {
  readonly path: string;
  readonly name: string;
  readonly kind: ContextKind;
}

/**
 * The build context as the builder gets it, read as far as rules ask. Nothing outside is read and no link is followed:
 * what lies behind one is unknown, as is everything after a limit. Paths are relative to the context, whatever slashes
 * and dots are written (`./a`, `/a/`); `.` is the context itself.
 */
export interface ContextFiles {
  readonly ignore: Ignore;
  /** Is there something at the path, sent or not? Undefined: unknown. */
  readonly exists: (path: string) => boolean | undefined;
  readonly kindOf: (path: string) => ContextKind | undefined;
  /** Is it there and let through by the ignore file; of a folder, any of it? Undefined: unknown. */
  readonly isSent: (path: string) => boolean | undefined;
  /** Would the ignore file let such a path through, be it there or not? */
  readonly isIgnored: (path: string) => boolean;
  /** Size of a file, or of all files below a folder that are sent; undefined where that is unknown. */
  readonly bytesOf: (path: string) => number | undefined;
  /** Permission bits of a file. On a Windows file system the x bits say nothing. */
  readonly modeOf: (path: string) => number | undefined;
  /** The first bytes of a file that is sent. */
  readonly head: (path: string) => Uint8Array | undefined;
  /** What a folder holds that is sent (of folders: something in it may be); undefined where that is unknown. */
  readonly entries: (folder: string) => readonly ContextChild[] | undefined;
  /** The files below a folder that are sent, in no certain order, until `limit` are found. `complete`: those are all. */
  readonly find: (
    matches: (file: ContextFile) => boolean,
    options?: { readonly folder?: string; readonly limit?: number },
  ) => { readonly files: readonly ContextFile[]; readonly complete: boolean };
}

/** Opens a tree: nothing is read before it is asked for. */
export function openContext(source: TreeSource, ignore: Ignore, limits: Partial<TreeLimits> = {}): ContextFiles {
  return new ContextTree(source, ignore, { ...LIMITS, ...limits });
}

class ContextTree implements ContextFiles {
  readonly ignore: Ignore;
  readonly #source: TreeSource;
  readonly #limits: TreeLimits;
  readonly #canReturn: boolean;
  readonly #listings = new Map<string, ReadonlyMap<string, ContextKind> | undefined>();
  readonly #matches = new Map<string, FolderMatch>();
  #seen = 0;
  #kept = 0;

  constructor(source: TreeSource, ignore: Ignore, limits: TreeLimits) {
    this.#source = source;
    this.ignore = ignore;
    this.#limits = limits;
    this.#canReturn = ignore.patterns.some((pattern) => pattern.includes);
  }

  exists = (path: string): boolean | undefined => {
    const found = this.#look(path);
    return found === 'unknown' ? undefined : found !== 'missing';
  };

  kindOf = (path: string): ContextKind | undefined => {
    const found = this.#look(path);
    return found === 'unknown' || found === 'missing' ? undefined : found;
  };

  isIgnored = (path: string): boolean => {
    const clean = cleanPath(path);
    return clean !== '.' && this.#match(clean).ignored;
  };

  isSent = (path: string): boolean | undefined => {
    const clean = cleanPath(path);
    const found = this.#look(clean);
    if (found === 'unknown') return undefined;
    if (found === 'missing') return false;
    if (!this.isIgnored(clean)) return true;
    if (found !== 'folder' || !this.#canReturn) return false;
    const { files, complete } = this.find(() => true, { folder: clean, limit: 1 });
    return files.length > 0 ? true : complete ? false : undefined;
  };

  bytesOf = (path: string): number | undefined => {
    const clean = cleanPath(path);
    const kind = this.kindOf(clean);
    if (kind === 'file') return this.#source.stat(clean)?.bytes;
    if (kind !== 'folder') return undefined;
    let bytes = 0;
    const complete = this.#walk(clean, (file) => {
      if (file.kind === 'file') bytes += this.#source.stat(file.path)?.bytes ?? 0;
      return true;
    });
    return complete ? bytes : undefined;
  };

  modeOf = (path: string): number | undefined => {
    const clean = cleanPath(path);
    return this.kindOf(clean) === 'file' ? this.#source.stat(clean)?.mode : undefined;
  };

  head = (path: string): Uint8Array | undefined => {
    const clean = cleanPath(path);
    if (this.kindOf(clean) !== 'file' || this.isSent(clean) !== true) return undefined;
    return this.#source.head(clean, this.#limits.head);
  };

  entries = (folder: string): readonly ContextChild[] | undefined => {
    const clean = cleanPath(folder);
    if (this.#look(clean) !== 'folder') return undefined;
    const children = this.#list(clean);
    if (children === undefined) return undefined;
    return [...children]
      .filter(([name, kind]) => !this.isIgnored(join(clean, name)) || (kind === 'folder' && this.#canReturn))
      .map(([name, kind]) => ({ name, kind }));
  };

  find: ContextFiles['find'] = (matches, { folder = '.', limit = Infinity } = {}) => {
    const files: ContextFile[] = [];
    const clean = cleanPath(folder);
    const kind = this.#look(clean);
    if (kind !== 'folder') return { files, complete: kind !== 'unknown' && kind !== 'link' };
    const complete = this.#walk(clean, (file) => {
      if (matches(file)) files.push(file);
      return files.length < limit;
    });
    return { files, complete };
  };

  /** Visits what is sent below a folder, folder by folder; false where a limit or the visitor ended it. */
  #walk(start: string, visit: (file: ContextFile) => boolean): boolean {
    const pending = [{ path: start, depth: depthOf(start) }];
    let complete = true;
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      const children = this.#list(folder.path);
      if (children === undefined) {
        complete = false;
        continue;
      }
      const above = this.#folderMatch(folder.path);
      for (const [name, kind] of children) {
        const path = join(folder.path, name);
        const { ignored } = matchPath(this.ignore, path, above);
        if (kind === 'folder') {
          if (ignored && !this.#canReturn) continue;
          if (folder.depth >= this.#limits.depth) complete = false;
          else pending.push({ path, depth: folder.depth + 1 });
        } else if (!ignored && !visit({ path, name, kind })) return false;
      }
    }
    return complete;
  }

  #look(path: string): ContextKind | 'missing' | 'unknown' {
    const clean = cleanPath(path);
    if (clean === '.') return 'folder';
    if (clean === '..' || clean.startsWith('../')) return 'missing';
    const names = clean.split('/');
    if (names.length > this.#limits.depth) return 'unknown';
    let folder = '.';
    for (const [index, name] of names.entries()) {
      const children = this.#list(folder);
      if (children === undefined) return 'unknown';
      const kind = children.get(name);
      if (kind === undefined) return 'missing';
      if (index === names.length - 1) return kind;
      if (kind === 'link') return 'unknown';
      if (kind !== 'folder') return 'missing';
      folder = join(folder, name);
    }
    return 'missing';
  }

  /** Undefined where it cannot be read, or a limit is reached. */
  #list(folder: string): ReadonlyMap<string, ContextKind> | undefined {
    if (this.#listings.has(folder)) return this.#listings.get(folder);
    const left = this.#limits.entries - this.#seen;
    const children = left <= 0 ? undefined : this.#source.list(folder, left + 1);
    this.#seen += children?.length ?? 0;
    const listing =
      children === undefined || children.length > left
        ? undefined
        : new Map(children.map(({ name, kind }) => [name, kind]));
    const size = (children?.length ?? 0) + 1;
    if (this.#kept + size <= this.#limits.kept) {
      this.#kept += size;
      this.#listings.set(folder, listing);
    }
    return listing;
  }

  #match(path: string): { readonly ignored: boolean; readonly match: FolderMatch } {
    return matchPath(this.ignore, path, this.#folderMatch(posix.dirname(path)));
  }

  /** What a folder's own path matches, for what lies in it. */
  #folderMatch(folder: string): FolderMatch | undefined {
    if (folder === '.' || this.ignore.patterns.length === 0) return undefined;
    const open: string[] = [];
    let at = folder;
    for (; at !== '.' && !this.#matches.has(at); at = posix.dirname(at)) open.push(at);
    let match = at === '.' ? undefined : this.#matches.get(at);
    for (const path of open.toReversed()) {
      match = matchPath(this.ignore, path, match).match;
      if (this.#matches.size < this.#limits.kept / 10) this.#matches.set(path, match);
    }
    return match;
  }
}

const UNCLEAN = /^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/;

/** The path below the context: `/a/./b/` is `a/b`. One that leads out begins with `..`. */
function cleanPath(path: string): string {
  // As nearly all are.
  if (path !== '' && !UNCLEAN.test(path)) return path;
  const clean = posix.normalize(path.replace(/^\/+/, ''));
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

function join(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

function depthOf(path: string): number {
  return path === '.' ? 0 : path.split('/').length;
}
