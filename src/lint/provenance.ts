import { posix } from 'node:path';
import type { ContextFiles } from '../dockerfile/context-tree.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import type { CopiedFile } from './copied-files.ts';
import type { GoBuild } from './go-build.ts';
import { hiddenBuildsOf } from './hidden-builds.ts';
import type { ImageState } from './images/image-state.ts';
import { plainCommandsOf } from './plain-command.ts';

/** Where a file comes from, followed back through COPY from stage to stage. */
export type Provenance = {
  /** The copies that it went through, the last one (into the image) first. */
  readonly copies: readonly CopiedFile[];
} & (
  | { readonly kind: 'go-build'; readonly build: GoBuild }
  /** A file or folder of the build context, by its path there. */
  | { readonly kind: 'context'; readonly path: string }
  /** Out of another image, or from an address. */
  | { readonly kind: 'elsewhere'; readonly path: string | undefined }
  /** The base image has it. */
  | { readonly kind: 'base'; readonly stage: Stage }
  /** A RUN makes it, by something other than a visible Go build: a package, make, a script, another compiler. */
  | { readonly kind: 'run'; readonly stage: Stage; readonly instruction: Instruction }
  | { readonly kind: 'missing' | 'unknown' }
);

export interface ProvenanceInput {
  readonly runs: readonly RunScript[];
  readonly goBuilds: readonly GoBuild[];
  readonly files: ContextFiles | undefined;
  readonly copiesIn: (stage: Stage) => readonly CopiedFile[];
  readonly imageState: (stage: Stage) => ImageState;
  readonly workdirAt: (index: number) => string | undefined;
}

/** Questions that one file may lead to; a chain of stages that leads to more is nobody's own writing. */
const MAX_STEPS = 2000;
/** Questions that one leads to in turn: far from the stack's end. */
const MAX_DEPTH = 200;
const MOVERS: ReadonlySet<string> = new Set(['cp', 'install', 'ln', 'mv']);
/** Where base images have their programs; in which of them, differs. */
const SYSTEM = /^\/(?:usr\/)?bin$|^\/(?:busybox|usr\/local\/go\/bin)$/;
/** What is done to a file that is there already. */
const CHANGES: ReadonlySet<string> = new Set([
  ...[
    'chgrp',
    'chmod',
    'chown',
    'file',
    'ldd',
    'ls',
    'objcopy',
    'rm',
    'setcap',
    'stat',
    'strip',
    'test',
    'touch',
    'upx',
    '[',
  ],
]);

/** Follows a file (an absolute path) of a stage back to where it comes from; each question is answered once. */
export function provenanceReader(input: ProvenanceInput): (stage: Stage, path: string) => Provenance {
  const known = new Map<string, Provenance>();
  const buildsOf = Map.groupBy(input.goBuilds, (build) => build.run.instruction);
  const runsOf = Map.groupBy(input.runs, (run) => run.instruction);
  return (stage, path) => {
    let steps = 0;
    let depth = 0;
    const trace = (at: Stage, wanted: string, before: number): Provenance => {
      const key = `${at.index} ${before} ${wanted}`;
      const answer = known.get(key);
      if (answer !== undefined) return answer;
      steps += 1;
      if (steps > MAX_STEPS || depth >= MAX_DEPTH || wanted.includes(UNKNOWN)) return { kind: 'unknown', copies: [] };
      // Should the question lead to itself, it has no answer.
      known.set(key, { kind: 'unknown', copies: [] });
      depth += 1;
      const found = traceIn(at, wanted, before);
      depth -= 1;
      known.set(key, found);
      return found;
    };

    const traceIn = (at: Stage, wanted: string, before: number): Provenance => {
      let doubt = false;
      for (const part of lineageOf(at).toReversed()) {
        const copiesOf = Map.groupBy(input.copiesIn(part), (copy) => copy.instruction);
        for (const instruction of part.instructions.toReversed()) {
          if (instruction.index >= before) continue;
          const step =
            instruction.keyword === 'RUN'
              ? inRun(part, instruction, wanted)
              : (copiesOf.get(instruction) ?? [])
                  .map((copy) => inCopy(copy, wanted))
                  .find((each) => each !== undefined);
          if (step === 'doubt') doubt = true;
          else if (step !== undefined) return step;
        }
      }
      return doubt ? { kind: 'unknown', copies: [] } : inBase(at, wanted);
    };

    const inBase = (at: Stage, wanted: string): Provenance => {
      const [root = at] = lineageOf(at);
      const { facts } = input.imageState(root);
      if (facts?.lacks === 'all') return { kind: 'missing', copies: [] };
      const has = facts?.programs.has(posix.basename(wanted)) === true && SYSTEM.test(posix.dirname(wanted));
      return has ? { kind: 'base', stage: root, copies: [] } : { kind: 'unknown', copies: [] };
    };

    const inCopy = (copy: CopiedFile, wanted: string): Provenance | 'doubt' | undefined => {
      const source = sourceFor(copy, wanted, input.files);
      if (source === 'unknown') return 'doubt';
      for (const candidate of source) {
        if (copy.from === 'elsewhere')
          return copy.isFile || source.length === 1 ? { kind: 'elsewhere', path: candidate, copies: [copy] } : 'doubt';
        if (copy.from === 'context') {
          const exists = input.files?.exists(candidate);
          if (exists === false) continue;
          if (exists === undefined && source.length > 1) return 'doubt';
          return { kind: 'context', path: candidate, copies: [copy] };
        }
        const found = trace(copy.from, candidate.startsWith('/') ? candidate : `/${candidate}`, Infinity);
        if (found.kind === 'unknown' && source.length > 1) continue;
        if (found.kind !== 'missing') return { ...found, copies: [copy, ...found.copies] };
      }
      return source.length > 1 && copy.from !== 'context' ? 'doubt' : undefined;
    };

    const inRun = (at: Stage, instruction: Instruction, wanted: string): Provenance | 'doubt' | undefined => {
      const build = buildsOf
        .get(instruction)
        ?.findLast((each) => each.outputs.some((output) => isOutput(output, wanted)));
      if (build !== undefined) return { kind: 'go-build', build, copies: [] };
      const runs = runsOf.get(instruction);
      // Another shell, or a script that is too long to be read.
      if (runs === undefined) return 'doubt';
      let doubt = runs.some((run) => run.script.sources || hiddenBuildsOf(run).length > 0);
      for (const command of runs.flatMap(plainCommandsOf)) {
        const words = command.args.map((word) => word.text);
        if (MOVERS.has(command.name)) {
          const from = movedFrom(words, wanted, input.workdirAt(instruction.index));
          if (from === 'unknown') doubt = true;
          else if (from !== undefined) {
            const own = buildsOf
              .get(instruction)
              ?.findLast((each) => each.outputs.some((output) => isOutput(output, from)));
            if (own !== undefined) return { kind: 'go-build', build: own, copies: [] };
            const found = trace(at, from, instruction.index);
            return found.kind === 'missing' || found.kind === 'unknown'
              ? { kind: 'run', stage: at, instruction, copies: [] }
              : found;
          }
        } else if (!CHANGES.has(command.name) && command.name !== 'go' && names(words, wanted)) {
          return { kind: 'run', stage: at, instruction, copies: [] };
        }
      }
      const mounted = mountsOf(instruction).some(
        (mount) => (mount.get('type') ?? 'bind') === 'bind' && mount.has('from'),
      );
      return doubt || mounted ? 'doubt' : undefined;
    };
    return trace(stage, posix.normalize(path), Infinity);
  };
}

/**
 * The paths that a copied file may have where it comes from: one where that is certain, two where the source may be the
 * file or a folder that holds it, none where the copy does not make it.
 */
function sourceFor(copy: CopiedFile, wanted: string, files: ContextFiles | undefined): readonly string[] | 'unknown' {
  const { to, source, intoFolder, isFile } = copy;
  if (to === undefined || source === undefined) return 'unknown';
  if (copy.instruction.flags.some(({ name }) => name === 'parents')) return 'unknown';
  const below = posix.relative(to, wanted);
  if (below.startsWith('..')) return [];
  const kind = copy.from === 'context' ? files?.kindOf(source) : undefined;
  const file = isFile || kind === 'file';
  const name = posix.basename(source);
  if (/[*?[]/.test(source)) {
    // What a wildcard takes lies in its folder; that it takes this one is likely where the names can be alike.
    return below === '' ? [] : below.includes('/') ? 'unknown' : [posix.join(posix.dirname(source), below)];
  }
  const asFile = below === '' ? !intoFolder : below === name;
  if (file) return asFile ? [source] : [];
  if (below === '') return intoFolder ? [] : [source];
  const inside = posix.join(source, below);
  return asFile && kind !== 'folder' ? [source, inside] : [inside];
}

/** Does a build write this file? One whose name stands in go.mod, or a folder that it is put into, may be it. */
function isOutput(output: string, wanted: string): boolean {
  if (output === wanted) return true;
  if (output.endsWith('/')) return posix.dirname(wanted) === output.slice(0, -1);
  const unknown = output.indexOf(UNKNOWN);
  if (unknown === -1) return false;
  return unknown > 0 && posix.dirname(wanted) === posix.dirname(output) && posix.basename(output).startsWith(UNKNOWN);
}

/** `mv a b`: the path that `wanted` had before; undefined where the command has nothing to do with it. */
function movedFrom(
  words: readonly string[],
  wanted: string,
  workdir: string | undefined,
): string | 'unknown' | undefined {
  const paths = words.filter((word) => !word.startsWith('-'));
  const to = paths.at(-1);
  const from = paths.slice(0, -1);
  if (to === undefined || from.length === 0) return undefined;
  const absolute = (path: string): string | undefined =>
    path.startsWith('/') ? posix.normalize(path) : workdir === undefined ? undefined : posix.join(workdir, path);
  if (to.includes(UNKNOWN)) return 'unknown';
  const target = absolute(to)?.replace(/(?<=.)\/$/, '');
  if (target === undefined) return names(words, wanted) ? 'unknown' : undefined;
  if (target === wanted && from.length === 1) return resolved(from[0], absolute);
  if (target !== posix.dirname(wanted)) return undefined;
  const same = from.find((path) => posix.basename(path) === posix.basename(wanted));
  if (same !== undefined) return resolved(same, absolute);
  return from.some((path) => path.includes(UNKNOWN) || /[*?[]/.test(path)) ? 'unknown' : undefined;
}

function resolved(path: string | undefined, absolute: (path: string) => string | undefined): string | 'unknown' {
  return path === undefined || path.includes(UNKNOWN) || /[*?[]/.test(path) ? 'unknown' : (absolute(path) ?? 'unknown');
}

/** Does a word name the file: `-o /out/web`, `--output=web`? */
function names(words: readonly string[], wanted: string): boolean {
  const name = posix.basename(wanted);
  return words.some((word) => posix.basename(word.slice(word.indexOf('=') + 1)) === name);
}
