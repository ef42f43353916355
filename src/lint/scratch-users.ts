import { posix } from 'node:path';
import type { Instruction } from '../dockerfile/instruction.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { RuleContext } from './rule.ts';

/** Trees by their name: what may hold a whole /etc. */
const TREE =
  /(?:^|\/)(?:\.|etc|[^/]*(?:root|fs|dist|out|output|target|overlay|files|image)[^/]*)?$|[*?[]|\.(?:tgz|tar|gz|xz|bz2|zst)$/;

/** What comes about when in a stage that is built on scratch: indexes of instructions, Infinity for never. */
export interface ScratchStage {
  /** From when on there may be an /etc/passwd: anything may come with a folder that is laid over the root, or by a RUN. */
  readonly users: number;
  /**
   * From when on there is any layer. BuildKit ends the build over a name before that; afterwards it takes a name that it
   * cannot find for root.
   */
  readonly layer: number;
}

const MAKES_LAYER: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR']);

/** The stages whose lineage begins at scratch. */
export function scratchStages({ dockerfile, files }: RuleContext): ReadonlyMap<Stage, ScratchStage> {
  const found = new Map<Stage, ScratchStage>();
  // A stage stands below those that it is built on.
  for (const stage of dockerfile.stages) {
    const below = stage.base.stage === undefined ? undefined : found.get(stage.base.stage);
    if (below === undefined && stage.base.resolved !== 'scratch') continue;
    const own = stage.instructions;
    const users = own.find((each) => mayBringUsers(stage, each, files))?.index ?? Infinity;
    const layer = own.find(({ keyword }) => MAKES_LAYER.has(keyword))?.index ?? Infinity;
    found.set(stage, {
      users: Math.min(users, below?.users ?? Infinity),
      layer: Math.min(layer, below?.layer ?? Infinity),
    });
  }
  return found;
}

function mayBringUsers(stage: Stage, instruction: Instruction, files: RuleContext['files']): boolean {
  if (instruction.keyword === 'RUN') return true;
  const transfer = stage.transferOf(instruction);
  if (transfer === undefined) return false;
  const { destination, sources, from } = transfer;
  if (destination === undefined || !destination.startsWith('/')) return true;
  const folder = posix.normalize(`${destination}/`);
  if (folder !== '/' && folder !== '/etc/') return folder === '/etc/passwd/';
  // A plain name of another stage is mostly a program; of the context, it may as well be a folder.
  return sources.some(
    (source) =>
      source === undefined ||
      posix.basename(source) === 'passwd' ||
      TREE.test(source) ||
      (from === undefined && !/\.[a-z0-9]{1,5}$/i.test(source) && files?.kindOf(source) !== 'file'),
  );
}
