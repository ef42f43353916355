import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { findStage, type Stage } from '../dockerfile/stages.ts';
import { programsOf, type StartCommand } from './entrypoint.ts';
import type { GoBuild } from './go-build.ts';

/** What a stage takes from another: paths there (an unknown one is `UNKNOWN`), and the path where they come to lie. */
interface Taking {
  readonly by: Stage;
  readonly from: Stage;
  readonly sources: readonly string[];
  readonly destination: string;
}

/** The ways that files go between the stages of a build, and within them. */
export interface Traffic {
  readonly takings: readonly Taking[];
  /** The names that a command copies, moves, links or packs, with the last instruction that does so. */
  readonly moved: ReadonlyMap<Stage, ReadonlyMap<string, number>>;
}

const MOVERS: ReadonlySet<string> = new Set(['cp', 'install', 'ln', 'mv', 'rsync', 'tar', 'upx']);

export function readTraffic(dockerfile: Dockerfile, reached: ReadonlySet<Stage>, runs: readonly RunScript[]): Traffic {
  const takings = new Map<string, Taking>();
  const take = (by: Stage, name: string | undefined, sources: readonly string[], destination: string): void => {
    const from = name === undefined ? undefined : findStage(dockerfile.stages, name);
    if (from === undefined || from.index >= by.index) return;
    // The same files a second time tell nothing more.
    takings.set([by.index, from.index, destination, ...sources].join('\0'), { by, from, sources, destination });
  };
  for (const stage of reached) {
    for (const instruction of stage.instructions) {
      const transfer = stage.transferOf(instruction);
      const sources = transfer?.sources.map((source) => source ?? UNKNOWN) ?? [];
      if (transfer !== undefined) take(stage, transfer.from, sources, transfer.destination ?? UNKNOWN);
    }
  }
  const moved = new Map<Stage, Map<string, number>>();
  for (const { stage, instruction, script } of runs) {
    const movers = script.commands.filter(({ words }) => MOVERS.has(posix.basename(words[0]?.text ?? '')));
    if (movers.length === 0) continue;
    const names = moved.get(stage) ?? new Map<string, number>();
    moved.set(stage, names);
    for (const { words } of movers)
      for (const { text } of words.slice(1)) names.set(posix.basename(text), instruction.index);
    // What is mounted is only looked at, unless the RUN copies: then it may be any of it, to anywhere.
    if (reached.has(stage)) for (const mount of mountsOf(instruction)) take(stage, mount.get('from'), ['/'], UNKNOWN);
  }
  return { takings: [...takings.values()], moved };
}

/** What the question whether a binary is shipped is decided on. */
export interface Shipping {
  readonly traffic: Traffic;
  /** The stages whose layers are shipped. */
  readonly shipped: ReadonlySet<Stage>;
  readonly start: StartCommand | undefined;
}

/** Does what a Go build makes come into the image: in its layers, or by COPY, from stage to stage? Like questions are asked once. */
export function shippingReader(shipping: Shipping): (build: GoBuild) => boolean {
  const answers = new Map<string, boolean>();
  return (build) => {
    const { stage, instruction } = build.run;
    const moves = shipping.traffic.moved.has(stage) ? instruction.index : 0;
    const key = [stage.index, moves, build.maybeLibrary, ...build.outputs].join('\0');
    const answer = answers.get(key) ?? isShipped(shipping, build);
    answers.set(key, answer);
    return answer;
  };
}

function isShipped({ traffic, shipped, start }: Shipping, build: GoBuild): boolean {
  const { stage, instruction } = build.run;
  if (build.outputs.length === 0) return false;
  if (shipped.has(stage)) {
    // An image that starts nothing of its own is one to work or test in.
    const programs = start?.commands.flatMap(programsOf).map((program) => posix.basename(program)) ?? [];
    return (
      start !== undefined &&
      (!build.maybeLibrary || build.outputs.some((output) => programs.includes(posix.basename(output))))
    );
  }
  const pending: { readonly stage: Stage; readonly path: string }[] = build.outputs.map((path) => ({ stage, path }));
  const names = traffic.moved.get(stage);
  if (names !== undefined && build.outputs.some((output) => isMoved(names, output, instruction.index))) {
    pending.push({ stage, path: UNKNOWN });
  }
  const seen = new Set<string>();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const { by, from, sources, destination } of traffic.takings) {
      if (!inherits(from, at.stage)) continue;
      const { path } = at;
      const takes =
        build.maybeLibrary && at.stage === stage
          ? sources.includes(path)
          : sources.some((source) => mayOverlap(path, source));
      if (!takes) continue;
      if (shipped.has(by)) return true;
      const key = `${by.index} ${destination}`;
      if (!seen.has(key)) pending.push({ stage: by, path: destination });
      seen.add(key);
    }
  }
  return false;
}

function isMoved(names: ReadonlyMap<string, number>, output: string, index: number): boolean {
  const name = posix.basename(output);
  if (name.includes(UNKNOWN)) return [...names.values()].some((last) => last >= index);
  return (names.get(name) ?? -1) >= index;
}

function inherits(stage: Stage, from: Stage): boolean {
  for (let at: Stage | undefined = stage; at !== undefined; at = at.base.stage) if (at === from) return true;
  return false;
}

/** Can the two paths be one file, or can one lie in the other? What cannot be known counts as yes. */
function mayOverlap(path: string, source: string): boolean {
  const ours = literalPart(path);
  const theirs = literalPart(source);
  if (contains(theirs.path, ours.path) || contains(ours.path, theirs.path)) return true;
  return (ours.cut && theirs.path.startsWith(ours.path)) || (theirs.cut && ours.path.startsWith(theirs.path));
}

function contains(folder: string, path: string): boolean {
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return path === base || path.startsWith(`${base}/`);
}

/** What stands before the first wildcard or unknown part; paths are those of a root folder. */
function literalPart(path: string): { readonly path: string; readonly cut: boolean } {
  const absolute = path.startsWith('/') || path.startsWith(UNKNOWN) ? path : `/${path}`;
  const at = absolute.search(/[*?[\uFFFF]/);
  return at === -1 ? { path: posix.normalize(absolute), cut: false } : { path: absolute.slice(0, at), cut: true };
}
