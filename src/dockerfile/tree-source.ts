import { closeSync, constants, type Dirent, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { folderEntries } from '../system/folder-entries.ts';
import type { ContextChild, ContextKind, TreeSource } from './context-tree.ts';

/** A folder on disk. `path` is only asked for after `list` has named it, so no link stands in the way. */
export function diskSource(contextDir: string): TreeSource {
  return {
    list: (folder, limit) => attempt(() => readFolder(join(contextDir, folder), limit)),
    stat: (path) => {
      const stats = attempt(() => lstatSync(join(contextDir, path)));
      return stats === undefined ? undefined : { bytes: stats.size, mode: stats.mode & 0o7777 };
    },
    head: (path, limit) => attempt(() => readHead(join(contextDir, path), limit)),
  };
}

function readFolder(path: string, limit: number): readonly ContextChild[] {
  const children: ContextChild[] = [];
  for (const entry of folderEntries(path)) {
    if (children.length >= limit) break;
    children.push({ name: entry.name, kind: kindOf(entry) });
  }
  return children;
}

function kindOf(entry: Dirent): ContextKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function readHead(path: string, limit: number): Uint8Array {
  // A pipe that takes the file's place meanwhile would keep us waiting, a link would lead elsewhere.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const bytes = Buffer.alloc(limit);
    let length = 0;
    for (let read = -1; read !== 0 && length < limit; length += read) {
      read = readSync(descriptor, bytes, length, limit - length, length);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    // Gone meanwhile, or closed to us: unknown.
    return undefined;
  }
}

/** A file of a context in memory: its text, its size where the text does not matter, or more of it. */
export type MemoryFile =
  | string
  | number
  | { readonly text?: string; readonly bytes?: number; readonly mode?: number; readonly link?: string };

/** A context in memory, by path. */
export function memorySource(files: Readonly<Record<string, MemoryFile>>): TreeSource {
  const folders = new Map<string, Map<string, ContextKind>>([['.', new Map()]]);
  for (const [path, file] of Object.entries(files)) {
    const names = path.split('/');
    let folder = '.';
    for (const [index, name] of names.entries()) {
      const last = index === names.length - 1;
      const isLink = typeof file === 'object' && file.link !== undefined;
      folders.get(folder)?.set(name, last ? (isLink ? 'link' : 'file') : 'folder');
      folder = folder === '.' ? name : `${folder}/${name}`;
      if (!last && !folders.has(folder)) folders.set(folder, new Map());
    }
  }
  return {
    list: (folder, limit) => {
      const children = folders.get(folder);
      return children === undefined ? undefined : [...children].slice(0, limit).map(([name, kind]) => ({ name, kind }));
    },
    stat: (path) => {
      const file = files[path];
      return file === undefined
        ? undefined
        : { bytes: bytesOf(file), mode: typeof file === 'object' ? (file.mode ?? 0o644) : 0o644 };
    },
    head: (path, limit) => {
      const file = files[path];
      return file === undefined ? undefined : Buffer.from(textOf(file)).subarray(0, limit);
    },
  };
}

/** What a file in memory holds; empty where only its size is given. */
export function textOf(file: MemoryFile): string {
  return typeof file === 'string' ? file : typeof file === 'number' ? '' : (file.text ?? '');
}

function bytesOf(file: MemoryFile): number {
  if (typeof file === 'number') return file;
  if (typeof file === 'string') return Buffer.byteLength(file);
  return file.bytes ?? Buffer.byteLength(file.text ?? '');
}
