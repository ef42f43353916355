import { posix } from 'node:path';
import type { Instruction } from '../dockerfile/instruction.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import { mayClear } from './clears.ts';
import { type CopiedFile, copiedFilesOf } from './copied-files.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';

/** Where a file lies in a stage, below the folder that it came into. */
interface Place {
  readonly stage: Stage;
  /** The step that brought it. */
  readonly by: Instruction;
  readonly folder: string;
  readonly path: string;
}

/** More places of one file are nobody's own writing. */
const MAX_PLACES = 50;

/**
 * Reads which COPY or ADD brings a file of a stage into the image, from stage to stage, by its path or with a folder that
 * holds it; undefined where none certainly does, as where the file may be removed before.
 */
export function carriedReader(context: RuleContext): (start: Place) => Instruction | undefined {
  const { dockerfile, reached, shipped } = context;
  const copies = copiedFilesOf(
    context,
    dockerfile.stages.filter((stage) => reached.has(stage)),
  );
  return (start) => {
    const places = [start];
    for (const copy of copies) {
      for (const place of places.slice(0, MAX_PLACES)) {
        const { from, to, stage, instruction } = copy;
        const path = pathAfter(copy, place);
        if (typeof from === 'string' || to === undefined || path === undefined) continue;
        if (mayBeGone(context, copies, from, place)) continue;
        if (shipped.has(stage)) return instruction;
        places.push({ stage, by: instruction, folder: to, path });
      }
    }
    return undefined;
  };
}

/** Where the copy brings the file; undefined where that is not certain. */
function pathAfter({ from, source, to, intoFolder, instruction }: CopiedFile, place: Place): string | undefined {
  if (typeof from === 'string' || source === undefined || to === undefined || !lineageOf(from).includes(place.stage))
    return undefined;
  if (instruction.flags.some(({ name }) => name === 'exclude' || name === 'parents')) return undefined;
  // Of folders that a wildcard takes, what is in them is copied.
  const taken = posix.join('/', source.replace(/\/\*$/, ''));
  const below = posix.relative(taken, place.path);
  if (below.startsWith('..')) return undefined;
  if (below === '') return intoFolder ? posix.join(to, posix.basename(taken)) : to;
  return posix.join(to, source.endsWith('/*') ? below.replace(/^[^/]*\/(?=.)/, '') : below);
}

/** May a later step of the stage that is copied from remove or replace it: a COPY, or a RUN that names it or clears a folder? */
function mayBeGone(
  { runs }: RuleContext,
  copies: readonly CopiedFile[],
  from: Stage,
  { by, folder, path }: Place,
): boolean {
  const lineage = lineageOf(from);
  const below = posix.relative(folder, path);
  const name = posix.basename(path);
  const isLater = (step: { readonly stage: Stage; readonly instruction: Instruction }): boolean =>
    lineage.includes(step.stage) && step.instruction.index > by.index;
  return (
    copies.some(
      (copy) => isLater(copy) && [copy.to, copy.source].some((each) => posix.basename(each ?? '') === name),
    ) ||
    runs.some(
      (run) =>
        isLater(run) &&
        (run.text.includes(name) || plainCommandsOf(run).some((plain) => mayClear(plain, [path, below, `./${below}`]))),
    )
  );
}
