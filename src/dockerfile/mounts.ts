import { csvFields } from './csv.ts';
import type { Instruction } from './instruction.ts';
import type { Stage } from './stages.ts';
import { findStage } from './stages.ts';

/** `RUN --mount=type=bind,…`: keys in lower case, values with their quotes removed. */
export type Mount = ReadonlyMap<string, string>;

export function mountsOf(instruction: Instruction): readonly Mount[] {
  if (instruction.keyword !== 'RUN') return [];
  return instruction.flags
    .filter((flag) => flag.name === 'mount')
    .map((flag) => {
      const fields = (csvFields(flag.value ?? '') ?? []).map((field): [string, string] => {
        const equals = field.indexOf('=');
        return equals === -1
          ? [field.toLowerCase(), '']
          : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
      });
      return new Map(fields);
    });
}

/** The stages that a build of `target` goes through, itself included: by FROM, `COPY --from` and `--mount=from`. */
export function reachedStages(stages: readonly Stage[], target: Stage): ReadonlySet<Stage> {
  const reached = new Set<Stage>([target]);
  // A set is walked in the order of insertion, what is added meanwhile included.
  for (const stage of reached) {
    if (stage.base.stage !== undefined) reached.add(stage.base.stage);
    for (const instruction of stage.instructions) {
      const names = [
        ...(instruction.keyword === 'COPY'
          ? instruction.flags.flatMap((flag) => (flag.name === 'from' ? (flag.value ?? []) : []))
          : []),
        ...mountsOf(instruction).flatMap((mount) => mount.get('from') ?? []),
      ];
      for (const name of names) {
        const found = findStage(stages, name);
        // Only an earlier stage is meant; a later one of that name would be an image.
        if (found !== undefined && found.index < stage.index) reached.add(found);
      }
    }
  }
  return reached;
}
