import { closeSync, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { folderEntries } from '../system/folder-entries.ts';
import type { GoSourceLimits } from './facts.ts';

export const DEFAULT_LIMITS: GoSourceLimits = {
  files: 20_000,
  bytesPerFile: 8 << 20,
  bytes: 256 << 20,
  entries: 300_000,
  depth: 64,
};

export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Links, devices and the like. */
  readonly others: readonly string[];
}

const NOTHING: FolderListing = { files: [], folders: [], others: [] };

/**
 * Reads what the build sends of a context, and nothing outside of it: a path that leads out through a link is as good
 * as missing. Once a ceiling is hit, `exhausted` says which, and everything after it is missing too.
 */
export class SourceTree {
  readonly limits: GoSourceLimits;
  exhausted: string | undefined;
  readonly #root: string | undefined;
  readonly #isSent: (path: string) => boolean;
  readonly #listings = new Map<string, FolderListing>();
  readonly #folders = new Map<string, string | undefined>();
  #files = 0;
  #bytes = 0;
  #entries = 0;

  constructor(contextDir: string, isSent: ((path: string) => boolean) | undefined, limits: GoSourceLimits) {
    this.limits = limits;
    this.#isSent = isSent ?? (() => true);
    this.#root = attempt(() => realpathSync.native(contextDir));
  }

  isSent(path: string): boolean {
    return this.#isSent(path);
  }

  /** The text of a file that is sent; undefined where there is none. `path` is relative to the context. */
  read(path: string): string | undefined {
    const real = this.#isSent(path) ? this.#resolve(path) : undefined;
    if (real === undefined || this.exhausted !== undefined || lstatOf(real)?.isFile() !== true) return undefined;
    if (this.#files >= this.limits.files) return this.#exhaust(`more than ${this.limits.files} Go files`);
    this.#files += 1;
    const bytes = attempt(() => readAtMost(real, this.limits.bytesPerFile));
    if (bytes === 'too large') return this.#exhaust(`${path} is larger than ${this.limits.bytesPerFile} bytes`);
    if (bytes === undefined) return undefined;
    this.#bytes += bytes.length;
    if (this.#bytes > this.limits.bytes) return this.#exhaust(`more than ${this.limits.bytes} bytes of Go files`);
    return bytes.toString('utf8');
  }

  /** The same for a file that was read before, which does not count a second time. */
  readAgain(path: string): string | undefined {
    const real = this.#isSent(path) ? this.#resolve(path) : undefined;
    if (real === undefined || lstatOf(real)?.isFile() !== true) return undefined;
    const bytes = attempt(() => readAtMost(real, this.limits.bytesPerFile));
    return bytes === 'too large' ? undefined : bytes?.toString('utf8');
  }

  /** Is there a file that is sent? */
  hasFile(path: string): boolean {
    const real = this.#isSent(path) ? this.#resolve(path) : undefined;
    return real !== undefined && lstatOf(real)?.isFile() === true;
  }

  /** What is on disk at a path, whether sent or not; links are links. */
  kindOf(path: string): 'file' | 'folder' | 'other' | undefined {
    const parent = this.#resolve(posix.dirname(path));
    const entry = parent === undefined ? undefined : lstatOf(join(parent, posix.basename(path)));
    if (entry === undefined) return undefined;
    return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
  }

  /** What lies in a folder on disk, whether sent or not, by name. */
  list(path: string): FolderListing {
    const known = this.#listings.get(path);
    if (known !== undefined) return known;
    const real = this.#resolve(path);
    const listing = real === undefined || this.exhausted !== undefined ? NOTHING : this.#list(real);
    this.#listings.set(path, listing);
    return listing;
  }

  #list(real: string): FolderListing {
    const files: string[] = [];
    const folders: string[] = [];
    const others: string[] = [];
    attempt(() => {
      for (const entry of folderEntries(real)) {
        this.#entries += 1;
        if (this.#entries > this.limits.entries) {
          this.#exhaust(`more than ${this.limits.entries} files and folders`);
          break;
        }
        (entry.isFile() ? files : entry.isDirectory() ? folders : others).push(entry.name);
      }
    });
    return { files: files.sort(), folders: folders.sort(), others: others.sort() };
  }

  #exhaust(reason: string): undefined {
    this.exhausted ??= reason;
    return undefined;
  }

  /** Where a path of the context really lies; undefined where that is outside, or nowhere. */
  #resolve(path: string): string | undefined {
    if (path.includes('\0') || path.startsWith('/')) return undefined;
    const clean = posix.normalize(path).replace(/(?<=.)\/$/, '');
    return clean === '..' || clean.startsWith('../') ? undefined : this.#resolveClean(clean);
  }

  /** Folder by folder, each of which is asked for once. */
  #resolveClean(path: string): string | undefined {
    const root = this.#root;
    if (root === undefined || path === '.') return root;
    const parent = posix.dirname(path);
    const folder = this.#folders.has(parent) ? this.#folders.get(parent) : this.#resolveClean(parent);
    this.#folders.set(parent, folder);
    if (folder === undefined) return undefined;
    const real = join(folder, posix.basename(path));
    const entry = lstatOf(real);
    if (entry?.isSymbolicLink() !== true) return entry && real;
    const target = attempt(() => realpathSync.native(real));
    return target === root || target?.startsWith(root.endsWith(sep) ? root : root + sep) === true ? target : undefined;
  }
}

function lstatOf(path: string) {
  return attempt(() => lstatSync(path, { throwIfNoEntry: false }));
}

function readAtMost(path: string, limit: number): Buffer | 'too large' {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > limit) return 'too large';
    const bytes = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(file, bytes, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** What a hostile tree makes the file system refuse is as good as missing. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
