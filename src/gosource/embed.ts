import { posix } from 'node:path';
import { compilePattern, type IgnoreToken, matchesPattern } from '../dockerfile/ignore-pattern.ts';
import type { GoEmbed, GoPosition } from './facts.ts';
import type { SourceTree } from './tree.ts';

/** Paths that a pattern is followed to; more are nobody's own. */
const MAX_MATCHES = 10_000;

/** Version control folders never come with a module (`cmd/go/internal/load`, isBadEmbedName). */
const NEVER: ReadonlySet<string> = new Set(['.bzr', '.hg', '.git', '.svn']);

/** Looks up what a `//go:embed` pattern matches on disk and what of it is sent (documentation of package embed). */
export function resolveEmbed(tree: SourceTree, folder: string, pattern: string, at: GoPosition): GoEmbed {
  const result = (onDisk: readonly string[], sent: readonly string[], refused?: string): GoEmbed => ({
    pattern,
    folder,
    at,
    onDisk,
    sent,
    refused,
  });
  const all = pattern.startsWith('all:');
  const segments = compileGlob(all ? pattern.slice('all:'.length) : pattern);
  if (segments === undefined) return result([], [], 'it is no pattern that go:embed takes');

  const onDisk: string[] = [];
  const sent: string[] = [];
  for (const below of expand(tree, folder, segments)) {
    const path = posix.join(folder, below);
    const kind = tree.kindOf(path);
    const refused = whyRefused(tree, folder, below, kind);
    if (refused !== undefined) return result(onDisk, sent, refused);
    const found = kind === 'folder' ? lookInside(tree, path, all) : { onDisk: true, sent: tree.isSent(path) };
    if (found.onDisk) onDisk.push(path);
    if (found.sent) sent.push(path);
  }
  return result(onDisk, sent);
}

type Segment = string | readonly IgnoreToken[];

/** A pattern by path elements: `path.Match` of Go, in which `**` is no more than `*`. */
function compileGlob(glob: string): readonly Segment[] | undefined {
  const parts = glob.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const segments: Segment[] = [];
  for (const part of parts) {
    if (!/[*?[\\]/.test(part)) {
      segments.push(part);
      continue;
    }
    const tokens = compilePattern(part.replace(/\\.|\*+/gs, (found) => (found.startsWith('*') ? '*' : found)));
    if (tokens === undefined) return undefined;
    segments.push(tokens);
  }
  return segments;
}

function expand(tree: SourceTree, folder: string, segments: readonly Segment[]): readonly string[] {
  let paths: readonly string[] = [''];
  for (const segment of segments) {
    const next: string[] = [];
    for (const path of paths) {
      if (next.length >= MAX_MATCHES) break;
      if (typeof segment === 'string') {
        const below = posix.join(path, segment);
        if (tree.kindOf(posix.join(folder, below)) !== undefined) next.push(below);
        continue;
      }
      const { files, folders, others } = tree.list(posix.join(folder, path));
      for (const name of [...files, ...folders, ...others])
        if (matchesPattern(segment, name)) next.push(posix.join(path, name));
    }
    paths = next.slice(0, MAX_MATCHES);
  }
  return [...paths].sort();
}

function whyRefused(
  tree: SourceTree,
  folder: string,
  below: string,
  kind: 'file' | 'folder' | 'other' | undefined,
): string | undefined {
  const parts = below.split('/');
  for (const [index, part] of parts.entries()) {
    const path = posix.join(folder, ...parts.slice(0, index + 1));
    if (NEVER.has(part)) return `${path} is a folder of version control`;
    if (index < parts.length - 1 && tree.kindOf(path) !== 'folder') return `${path} is no folder`;
    if (tree.kindOf(posix.join(path, 'go.mod')) !== undefined) return `${path} is a module of its own`;
  }
  return kind === 'other' ? `${posix.join(folder, below)} is a link or no regular file` : undefined;
}

/** Is there a file in a folder that go embeds, and one that is sent? Hidden ones count with `all:` only. */
function lookInside(tree: SourceTree, path: string, all: boolean): { onDisk: boolean; sent: boolean } {
  const pending = [{ path, depth: 0 }];
  let onDisk = false;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const { files, folders } = tree.list(folder.path);
    const counts = (name: string): boolean => !NEVER.has(name) && (all || !/^[._]/.test(name));
    for (const name of files.filter(counts)) {
      onDisk = true;
      if (tree.isSent(posix.join(folder.path, name))) return { onDisk, sent: true };
    }
    if (folder.depth >= tree.limits.depth) continue;
    for (const name of folders.filter(counts)) {
      const inner = posix.join(folder.path, name);
      if (tree.kindOf(posix.join(inner, 'go.mod')) === undefined)
        pending.push({ path: inner, depth: folder.depth + 1 });
    }
  }
  return { onDisk, sent: false };
}
