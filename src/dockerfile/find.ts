import { globSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { ConfigError } from '../model/errors.ts';
import { nearest } from '../model/suggest.ts';

export interface FoundDockerfile {
  /** The Dockerfile, as a path that the caller's working folder can open. */
  readonly path: string;
  /** The context that goes with it: the folder given, or the folder that holds the file. */
  readonly contextDir: string;
}

/** A file whose name says that it is a Dockerfile of some kind. */
const LOOKS_LIKE_ONE = /^(?:dockerfile|containerfile)(?:[.-].+)?$|\.(?:dockerfile|containerfile)$/i;
const MAX_NAMED = 5;

/**
 * A path given by a person → the Dockerfile: the file itself, or `Dockerfile` in the folder.
 * @throws ConfigError where there is none, naming files beside it that may be meant
 */
export function findDockerfile(path: string): FoundDockerfile {
  const kind = kindOf(path);
  if (kind === 'file') return { path, contextDir: dirname(path) };
  if (kind === 'missing') throw missing(path, dirname(path), basename(path));
  if (kind === 'other') throw new ConfigError(`${path} is neither a file nor a folder`);
  const inside = join(path, 'Dockerfile');
  switch (kindOf(inside)) {
    case 'file':
      return { path: inside, contextDir: path };
    case 'folder':
      throw new ConfigError(`${inside} is a folder`, {
        hint: advice(path, 'Dockerfile') ?? 'name the Dockerfile itself',
      });
    case 'other':
      throw new ConfigError(`${inside} is not a file`);
    case 'missing':
      throw missing(inside, path, 'Dockerfile');
  }
}

/**
 * Paths as given by a person, with the files that a pattern (`**`, `*`, `?`, `[…]`, `{…}`) stands for in its place. Folders
 * and ignore files that match are left out, as is what git and package managers keep.
 * @param cwd where patterns start
 * @throws ConfigError for a pattern that nothing matches
 */
export function expandPaths(paths: readonly string[], cwd: string): readonly string[] {
  return [...new Set(paths.flatMap((path) => (isPattern(path, cwd) ? matches(path, cwd) : [path])))];
}

function isPattern(path: string, cwd: string): boolean {
  return /[*?[{]/.test(path) && kindOf(resolve(cwd, path)) === 'missing';
}

function matches(pattern: string, cwd: string): readonly string[] {
  const found = globSync(pattern, {
    cwd,
    withFileTypes: true,
    exclude: (entry) => entry.isDirectory() && ['.git', 'node_modules'].includes(entry.name),
  })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.dockerignore'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => (isAbsolute(pattern) ? path : relative(cwd, path)))
    .toSorted();
  if (found.length > 0) return found;
  throw new ConfigError(`no file matches ${pattern}`, { hint: 'name Dockerfiles, folders that hold one, or patterns' });
}

function missing(path: string, folder: string, name: string): ConfigError {
  return new ConfigError(`${path} does not exist`, {
    hint: advice(folder, name) ?? 'name a Dockerfile, or a folder that holds one',
  });
}

/** What the folder holds that may be meant; undefined where it holds nothing alike. */
function advice(folder: string, name: string): string | undefined {
  const names = filesIn(folder);
  const near = nearest(name, names);
  const alike = names.filter((candidate) => LOOKS_LIKE_ONE.test(candidate) && !candidate.endsWith('.dockerignore'));
  const shown = [...new Set([...(near === undefined ? [] : [near]), ...alike])].slice(0, MAX_NAMED);
  if (shown.length === 0) return undefined;
  return `did you mean ${shown.map((candidate) => `"${join(folder, candidate)}"`).join(' or ')}?`;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  } catch {
    // It is named in an error that is being made already.
    return [];
  }
}

function kindOf(path: string): 'file' | 'folder' | 'other' | 'missing' {
  try {
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'missing';
  }
}
