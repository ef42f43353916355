import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { lookupVariable } from '../dockerfile/scope.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { expandWord, parseWord } from '../dockerfile/variables.ts';
import { isGoImage } from './go-image.ts';

/** The working folder of the instruction of that index; undefined where it cannot be known. */
export function workdirReader(dockerfile: Dockerfile): (index: number) => string | undefined {
  const at: (string | undefined)[] = [];
  const last = new Map<Stage, string | undefined>();
  for (const stage of dockerfile.stages) {
    const parent = stage.base.stage;
    let folder = parent === undefined ? startOf(stage) : last.get(parent);
    for (const instruction of stage.instructions) {
      at[instruction.index] = folder;
      if (instruction.keyword !== 'WORKDIR') continue;
      const path = expandWord(parseWord(instruction.body.text, dockerfile.directives.escapeChar), (name) =>
        lookupVariable(stage.scope, name, instruction.index),
      );
      if (path?.startsWith('/') === true) folder = posix.normalize(path);
      else folder = path === undefined || folder === undefined ? undefined : posix.join(folder, path);
    }
    last.set(stage, folder);
  }
  return (index) => at[index];
}

/** The official golang images start in /go, scratch in /; of any other image it is not known. */
function startOf(stage: Stage): string | undefined {
  if (isGoImage(stage)) return '/go';
  return stage.base.resolved === 'scratch' ? '/' : undefined;
}
