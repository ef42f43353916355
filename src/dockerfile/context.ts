import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../model/errors.ts';
import { type FolderMatch, type Ignore, matchPath, NO_IGNORE, parseIgnore } from './ignore.ts';

interface ContextEntry {
  /** A file or folder directly in the context. */
  readonly name: string;
  readonly bytes: number;
  readonly files: number;
}

/** What `COPY .` of a context would send. */
export interface ContextListing {
  readonly ignore: Ignore;
  readonly bytes: number;
  readonly files: number;
  /** Per entry at the top, biggest first. */
  readonly entries: readonly ContextEntry[];
  /** False where a limit ended the walk: the numbers are lower bounds. */
  readonly complete: boolean;
}

export interface ContextLimits {
  /** Files and folders looked at. */
  readonly entries: number;
  /** Folders in folders. */
  readonly depth: number;
}

const CONTEXT_LIMITS: ContextLimits = { entries: 1_000_000, depth: 256 };

const MAX_IGNORE_BYTES = 1 << 20;

/**
 * The ignore file that counts: `<dockerfile>.dockerignore` beside the Dockerfile, even an empty one, else
 * `.dockerignore` at the root of the context, else none.
 * @param dockerfilePath path of the Dockerfile on disk, undefined where it came from elsewhere
 * @throws ConfigError where the file is there and cannot be read
 */
export function loadIgnore(contextDir: string, dockerfilePath: string | undefined): Ignore {
  const found = readIgnoreFile(contextDir, dockerfilePath);
  return found === undefined ? NO_IGNORE : parseIgnore(found.text, found.path);
}

/** The same as text. @throws ConfigError where the file is there and cannot be read */
export function readIgnoreFile(
  contextDir: string,
  dockerfilePath: string | undefined,
): { readonly path: string; readonly text: string } | undefined {
  for (const path of ignorePaths(contextDir, dockerfilePath)) {
    const text = readIfThere(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** Where an ignore file may lie, the one that wins first. */
export function ignorePaths(contextDir: string, dockerfilePath: string | undefined): readonly string[] {
  const own = dockerfilePath === undefined ? [] : [`${dockerfilePath}.dockerignore`];
  return [...own, join(contextDir, '.dockerignore')];
}

function readIfThere(path: string): string | undefined {
  try {
    const text = readFileSync(path);
    if (text.length > MAX_IGNORE_BYTES)
      throw new ConfigError(`${path} is larger than 1 MiB`, { hint: 'is it a list of patterns?' });
    return text.toString('utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${path} cannot be read`, { cause });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
}

/**
 * Walks the context and adds up the files that the ignore file lets through. Links are counted, never followed, so
 * nothing outside is read. An ignored folder is walked only where a `!` may bring something in it back.
 * @throws ConfigError where the folder cannot be read
 */
export function listContext(
  contextDir: string,
  ignore: Ignore,
  limits: ContextLimits = CONTEXT_LIMITS,
): ContextListing {
  const entries = new Map<string, { bytes: number; files: number }>();
  const canReturn = ignore.patterns.some((pattern) => pattern.includes);
  const pending: { path: string; depth: number; match: FolderMatch | undefined }[] = [
    { path: '', depth: 0, match: undefined },
  ];
  let seen = 0;
  let complete = true;

  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readFolder(contextDir, folder.path)) {
      seen += 1;
      if (seen > limits.entries) return summary(ignore, entries, false);
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const { ignored, match } = matchPath(ignore, path, folder.match);
      if (entry.isDirectory()) {
        if (ignored && !canReturn) continue;
        if (folder.depth >= limits.depth) complete = false;
        else pending.push({ path, depth: folder.depth + 1, match });
      } else if (!ignored && (entry.isFile() || entry.isSymbolicLink())) {
        const top = path.split('/', 1)[0] ?? path;
        const sum = entries.get(top) ?? { bytes: 0, files: 0 };
        entries.set(top, sum);
        sum.bytes += entry.isFile() ? fileSize(join(contextDir, path)) : 0;
        sum.files += 1;
      }
    }
  }
  return summary(ignore, entries, complete);
}

function readFolder(contextDir: string, path: string): readonly Dirent[] {
  try {
    return readdirSync(join(contextDir, path), { withFileTypes: true });
  } catch (cause) {
    // A folder inside that went away or is closed to us is closed to the builder too, which will say so.
    if (path !== '') return [];
    throw new ConfigError(`the context ${contextDir} cannot be read`, { hint: 'it must be a folder', cause });
  }
}

function fileSize(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function summary(
  ignore: Ignore,
  sums: ReadonlyMap<string, { readonly bytes: number; readonly files: number }>,
  complete: boolean,
): ContextListing {
  const entries = [...sums].map(([name, sum]) => ({ name, ...sum }));
  entries.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return {
    ignore,
    bytes: entries.reduce((total, entry) => total + entry.bytes, 0),
    files: entries.reduce((total, entry) => total + entry.files, 0),
    entries,
    complete,
  };
}
