import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import type { Stage } from '../dockerfile/stages.ts';

/** What an instruction takes from the build context, and where it lands. */
export interface ContextTaking {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** A bind mount is there while its RUN runs and leaves nothing behind. */
  readonly kind: 'copy' | 'add' | 'mount';
  /** Paths relative to the context, perhaps with wildcards; `.` is all of it. Undefined: cannot be known. */
  readonly sources: readonly (string | undefined)[];
  /** Absolute; undefined where it cannot be known. */
  readonly destination: string | undefined;
  /** Patterns of `--exclude`: what they name is not sent. */
  readonly excludes: readonly string[];
  /** `--parents`: the folders of a source come along. */
  readonly parents: boolean;
}

/** COPY, ADD and bind mounts of the stages that take from the context, in the order of the file. */
export function contextTakings(
  dockerfile: Dockerfile,
  stages: ReadonlySet<Stage>,
  workdirAt: (index: number) => string | undefined,
): readonly ContextTaking[] {
  return dockerfile.stages
    .filter((stage) => stages.has(stage))
    .flatMap((stage) =>
      stage.instructions.flatMap((instruction) => [
        ...copied(stage, instruction, workdirAt(instruction.index)),
        ...mounted(stage, instruction, workdirAt(instruction.index)),
      ]),
    );
}

function copied(stage: Stage, instruction: Instruction, workdir: string | undefined): readonly ContextTaking[] {
  const transfer = stage.transferOf(instruction);
  if (transfer === undefined || transfer.from !== undefined) return [];
  const isAdd = instruction.keyword === 'ADD';
  // What ADD takes from an address is not of the context.
  const sources = transfer.sources.filter(
    (source) => !isAdd || source === undefined || !/^(?:https?|git|ssh):|^git@/.test(source),
  );
  if (sources.length === 0) return [];
  return [
    {
      stage,
      instruction,
      kind: isAdd ? 'add' : 'copy',
      sources: sources.map((source) => (source === undefined ? undefined : contextPath(source))),
      destination: absolute(workdir, transfer.destination),
      excludes: instruction.flags.flatMap((flag) => (flag.name === 'exclude' ? (flag.value ?? []) : [])),
      parents: instruction.flags.some((flag) => flag.name === 'parents' && flag.value !== 'false'),
    },
  ];
}

function mounted(stage: Stage, instruction: Instruction, workdir: string | undefined): readonly ContextTaking[] {
  return mountsOf(instruction)
    .filter((mount) => (mount.get('type') ?? 'bind') === 'bind' && !mount.has('from'))
    .map((mount): ContextTaking => {
      const source = mount.get('source') ?? mount.get('src') ?? '.';
      const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination');
      return {
        stage,
        instruction,
        kind: 'mount',
        sources: [source.includes('$') ? undefined : contextPath(source)],
        destination: target?.includes('$') === true ? undefined : absolute(workdir, target),
        excludes: [],
        parents: false,
      };
    });
}

/** A leading slash, and what leads out above, count as the context's own root. */
function contextPath(source: string): string {
  const clean = posix.normalize(`/${source}`).slice(1);
  return clean === '' ? '.' : clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

function absolute(workdir: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (path.startsWith('/')) return posix.normalize(path);
  return workdir === undefined ? undefined : posix.join(workdir, path);
}
