import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, FormatError } from '../model/errors.ts';
import { COMPRESSION_BYTES, detectCompression } from './compression.ts';
import { type FileRange, OpenRange } from './file-range.ts';
import type { ImageLimits } from './limits.ts';
import type { TarEntry } from './tar/entry.ts';
import { TarReader } from './tar/read.ts';
import { SeekingInput } from './tar/seeking-input.ts';

/** Members of a layout folder or of an archive, by the names that they have there. */
export interface BlobStore {
  /** As the user named it. */
  readonly source: string;
  /** Where a name lies, or undefined. */
  find(name: string): FileRange | undefined;
}

/**
 * Opens a layout folder, or an uncompressed tar of one or of `docker save`. Nothing is unpacked.
 * @throws ConfigError where there is nothing, FormatError where it is something else.
 */
export async function openStore(source: string, limits: ImageLimits): Promise<BlobStore> {
  const info = statSync(source, { throwIfNoEntry: false });
  if (info === undefined)
    throw new ConfigError(`there is no "${source}"`, { hint: 'name an OCI layout or an archive' });
  if (info.isDirectory()) return folderStore(source);
  if (!info.isFile()) throw new ConfigError(`"${source}" is neither a folder nor a file`);
  return archiveStore({ path: source, start: 0, size: info.size }, limits);
}

function folderStore(folder: string): BlobStore {
  return {
    source: folder,
    find(name) {
      const path = join(folder, resolve(name));
      const info = statSync(path, { throwIfNoEntry: false });
      // A named pipe would be waited for without end.
      return info?.isFile() ? { path, start: 0, size: info.size } : undefined;
    },
  };
}

async function archiveStore(archive: FileRange, limits: ImageLimits): Promise<BlobStore> {
  using file = new OpenRange(archive);
  const what = `archive "${archive.path}"`;
  const compression = detectCompression(file.read(0, COMPRESSION_BYTES), what);
  if (compression !== 'none') {
    throw new FormatError(`${what} is compressed with ${compression} as a whole`, {
      hint: `unpack it first (${compression === 'gzip' ? 'gunzip' : 'zstd -d'})`,
    });
  }
  const members = new Map<string, FileRange>();
  const links = new Map<string, string>();
  const reader = new TarReader(new SeekingInput(file), { ...limits, layerBytes: Number.MAX_SAFE_INTEGER }, what);
  for (let entry = await firstOf(reader, archive.path); entry !== null; entry = await reader.next()) {
    const name = resolve(entry.name);
    if (entry.type === 'file') {
      if (entry.stored !== entry.size) {
        throw new FormatError(`${what}: "${name}" is stored without its holes`, { hint: 'pack it without --sparse' });
      }
      members.set(name, { path: archive.path, start: entry.contentOffset, size: entry.size });
      if (entry.contentOffset + entry.size > archive.size)
        throw new FormatError(`${what}: cut off inside of "${name}"`);
    } else if (entry.type === 'hard-link') links.set(name, resolve(entry.linkName));
    // Old docker wrote a layer that two images share once, and links to it as `../ID/layer.tar`.
    else if (entry.type === 'symlink') links.set(name, resolve(`${name}/../${entry.linkName}`));
  }
  return {
    source: archive.path,
    find: (name) => members.get(resolve(name)) ?? members.get(links.get(resolve(name)) ?? ''),
  };
}

/** A folder or file that is something else. */
export function noImages(source: string, why: string, cause?: Error): FormatError {
  return new FormatError(`"${source}" is neither an OCI layout nor a docker archive`, { hint: why, cause });
}

/** @throws FormatError for a file that does not begin as a tar does: mostly it was never one */
async function firstOf(reader: TarReader, path: string): Promise<TarEntry | null> {
  try {
    return await reader.next();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw noImages(path, error.message, error);
  }
}

/** A name in the archive, with `.` and `..` taken out; nothing leads out of it. */
function resolve(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
