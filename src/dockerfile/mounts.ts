import { csvFields } from './csv.ts';
import { isHeredocWord } from './heredoc.ts';
import type { Instruction } from './instruction.ts';
import { lookupVariable } from './scope.ts';
import type { Stage } from './stages.ts';
import { findStage } from './stages.ts';
import { expandWord, parseWord } from './variables.ts';
import { splitPlainWords } from './words.ts';

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

/** A COPY or ADD: what it takes, with variables replaced; undefined words cannot be known. */
export interface Transfer {
  readonly instruction: Instruction;
  /** `--from` as written; undefined for the build context. */
  readonly from: string | undefined;
  readonly sources: readonly (string | undefined)[];
  readonly destination: string | undefined;
}

export function transferOf(stage: Stage, instruction: Instruction, escapeChar: string): Transfer | undefined {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return undefined;
  const words = instruction.exec ?? splitPlainWords(instruction.body.text).map((word) => word.text);
  const expanded = words
    // A here-document is text of the Dockerfile itself.
    .filter((word, index) => index === words.length - 1 || !isHeredocWord(word))
    .map((word) =>
      expandWord(parseWord(word, escapeChar), (name) => lookupVariable(stage.scope, name, instruction.index)),
    );
  return {
    instruction,
    from: instruction.flags.findLast((flag) => flag.name === 'from')?.value,
    sources: expanded.slice(0, -1),
    destination: expanded.at(-1),
  };
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
