import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { mountsOf, transferOf } from '../dockerfile/mounts.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { findStage, type Stage } from '../dockerfile/stages.ts';
import type { GoBuild } from './go-build.ts';

/** What is taken out of stages, and moved about within them. */
export interface Traffic {
  /** The paths that other stages take from a stage; an unknown one is `UNKNOWN`. */
  readonly taken: ReadonlyMap<Stage, ReadonlySet<string>>;
  /** The names that a command copies, moves, links or packs, with the last instruction that does so. */
  readonly moved: ReadonlyMap<Stage, ReadonlyMap<string, number>>;
}

const MOVERS: ReadonlySet<string> = new Set(['cp', 'install', 'ln', 'mv', 'rsync', 'tar', 'upx']);

export function readTraffic(dockerfile: Dockerfile, reached: ReadonlySet<Stage>, runs: readonly RunScript[]): Traffic {
  const taken = new Map<Stage, Set<string>>();
  const take = (name: string | undefined, paths: readonly string[]): void => {
    const from = name === undefined ? undefined : findStage(dockerfile.stages, name);
    if (from === undefined) return;
    const list = taken.get(from) ?? new Set<string>();
    taken.set(from, list);
    for (const path of paths) list.add(path);
  };
  for (const stage of reached) {
    for (const instruction of stage.instructions) {
      const transfer = transferOf(stage, instruction, dockerfile.directives.escapeChar);
      if (transfer !== undefined)
        take(
          transfer.from,
          transfer.sources.map((source) => source ?? UNKNOWN),
        );
      for (const mount of mountsOf(instruction)) take(mount.get('from'), ['/']);
    }
  }
  const moved = new Map<Stage, Map<string, number>>();
  for (const { stage, instruction, script } of runs) {
    for (const { words } of script.commands) {
      if (!MOVERS.has(posix.basename(words[0]?.text ?? ''))) continue;
      const names = moved.get(stage) ?? new Map<string, number>();
      moved.set(stage, names);
      for (const { text } of words.slice(1)) names.set(posix.basename(text), instruction.index);
    }
  }
  return { taken, moved };
}

/** Does what a Go build makes come into the image: in its layers, or by a COPY that takes it? */
export function isShipped(traffic: Traffic, lineage: ReadonlySet<Stage>, build: GoBuild): boolean {
  const { stage, instruction } = build.run;
  const { packages, values } = build.flags;
  if (values.get('o') === '/dev/null') return false;
  // Several packages without -o: go compiles them and throws the result away.
  const several = packages.length > 1 || packages.some((name) => name.includes('...'));
  if (build.verb === 'build' && !values.has('o') && several) return false;
  if (lineage.has(stage)) return true;
  const taken = [...(traffic.taken.get(stage) ?? [])];
  if (taken.some((source) => mayOverlap(build.output, source))) return true;
  const names = traffic.moved.get(stage);
  if (taken.length === 0 || names === undefined) return false;
  const name = build.output === undefined ? UNKNOWN : posix.basename(build.output);
  if (name.includes(UNKNOWN)) return [...names.values()].some((last) => last >= instruction.index);
  return (names.get(name) ?? -1) >= instruction.index;
}

/** Can the two paths be one file, or can one lie in the other? What cannot be known counts as yes. */
export function mayOverlap(output: string | undefined, source: string): boolean {
  if (output === undefined) return true;
  const ours = literalPart(posix.normalize(output));
  const theirs = literalPart(
    posix.normalize(source.startsWith('/') || source.startsWith(UNKNOWN) ? source : `/${source}`),
  );
  if (contains(theirs.path, ours.path) || contains(ours.path, theirs.path)) return true;
  return (ours.cut && theirs.path.startsWith(ours.path)) || (theirs.cut && ours.path.startsWith(theirs.path));
}

function contains(folder: string, path: string): boolean {
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return path === base || path.startsWith(`${base}/`);
}

/** What stands before the first wildcard or unknown part. */
function literalPart(path: string): { readonly path: string; readonly cut: boolean } {
  const at = path.search(/[*?[\uFFFF]/);
  return at === -1 ? { path, cut: false } : { path: path.slice(0, at), cut: true };
}
