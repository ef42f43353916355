import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { lookupVariable } from '../dockerfile/scope.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { expandWord, parseWord } from '../dockerfile/variables.ts';
import { isGoImage } from './go-image.ts';
import { imageFactsOf } from './images/image-facts.ts';
import { MAX_PATH } from './max-path.ts';

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
      if (folder !== undefined && folder.length > MAX_PATH) folder = undefined;
    }
    last.set(stage, folder);
    at[indexAfter(stage)] = folder;
  }
  return (index) => at[index];
}

/** The index just behind the last instruction of a stage: asked for it, `workdirReader` says what the image is left with. */
export function indexAfter(stage: Stage): number {
  return stage.from.index + stage.instructions.length + 1;
}

/** Images whose config says nothing of a working folder: that is the root. */
const AT_ROOT: ReadonlySet<string> = new Set(['alpine', 'busybox', 'debian', 'scratch', 'ubuntu']);

/** The official golang images start in /go; of an image that is not known it is not known. */
function startOf(stage: Stage): string | undefined {
  if (isGoImage(stage)) return '/go';
  return AT_ROOT.has(imageFactsOf(stage)?.family ?? '') ? '/' : undefined;
}
