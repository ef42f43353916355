import { posix } from 'node:path';
import { compilePattern, type IgnoreToken, matchesPattern } from './ignore-pattern.ts';

interface IgnorePattern {
  /** As written, trimmed. */
  readonly text: string;
  readonly line: number;
  /** `!`: brings back what an earlier pattern excludes. */
  readonly includes: boolean;
  readonly tokens: readonly IgnoreToken[];
}

/** The `.dockerignore` of a build: its patterns in order. */
export interface Ignore {
  /** The file that they come from; undefined where there is none. */
  readonly file: string | undefined;
  /** The path of the file, or of the one that could be made; undefined where that is not known. */
  readonly place: string | undefined;
  /** What the file holds; nothing where there is none. */
  readonly text: string;
  readonly patterns: readonly IgnorePattern[];
  readonly problems: readonly IgnoreProblem[];
}

export interface IgnoreProblem {
  readonly line: number;
  readonly message: string;
  /** BuildKit takes it: it is ours to leave out. */
  readonly ours?: true;
}

export const NO_IGNORE: Ignore = { file: undefined, place: undefined, text: '', patterns: [], problems: [] };

/** More than this many patterns are nobody's own writing; each is asked about every file. */
const MAX_PATTERNS = 10_000;

/** Reads patterns as `docker build` does: trimmed, cleaned as a path, a leading slash dropped, `#` at column 1 a comment. */
export function parseIgnore(text: string, file: string): Ignore {
  const patterns: IgnorePattern[] = [];
  const problems: IgnoreProblem[] = [];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const [index, raw] of lines.entries()) {
    const trimmed = raw.trim();
    if (raw.startsWith('#') || trimmed === '') continue;
    const line = index + 1;
    const includes = trimmed.startsWith('!');
    const cleaned = cleanPattern(includes ? trimmed.slice(1).trim() : trimmed);
    if (cleaned === '') {
      problems.push({ line, message: 'a lone "!" brings nothing back' });
      continue;
    }
    const tokens = compilePattern(cleaned);
    if (tokens === undefined)
      problems.push({
        line,
        message: `"${trimmed.slice(0, 60)}" is no pattern: a bracket does not end, or an escape is none`,
      });
    else if (patterns.length < MAX_PATTERNS) patterns.push({ text: trimmed, line, includes, tokens });
    else {
      problems.push({ line, message: `patterns after the first ${MAX_PATTERNS} are not read`, ours: true });
      break;
    }
  }
  return { file, place: file, text, patterns, problems };
}

/** As BuildKit has it before it compiles one: a clean path, from the root of the context. */
export function cleanPattern(pattern: string): string {
  if (pattern === '') return '';
  const clean = posix.normalize(pattern);
  const bare = clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
  return bare.length > 1 && bare.startsWith('/') ? bare.slice(1) : bare;
}

/** Which patterns match a folder: what lies in it is matched by them too. */
export type FolderMatch = readonly boolean[];

/**
 * Matches a path (relative, `/` between names), given what its folder's own call returned; the last match wins.
 * `ignored` says whether the path itself stays behind; what is in a folder may still be brought back by a `!`.
 */
export function matchPath(
  ignore: Ignore,
  path: string,
  folder: FolderMatch | undefined,
): { readonly ignored: boolean; readonly match: FolderMatch } {
  let ignored = false;
  const match = ignore.patterns.map((pattern, index) => {
    // As MatchesUsingParentResults has it: what would change nothing here is not asked, and so is not handed down either.
    const matched = folder?.[index] === true || (pattern.includes === ignored && matchesPattern(pattern.tokens, path));
    if (matched) ignored = !pattern.includes;
    return matched;
  });
  return { ignored, match };
}
