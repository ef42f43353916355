import { posix } from 'node:path';
import { isDeclared, lookupVariable } from '../dockerfile/scope.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { imageFactsOf } from './images/image-facts.ts';

/**
 * The folders that a program is looked up in when the image of the stage starts, by its last PATH; undefined where that
 * cannot be known.
 */
export function searchPathOf(stage: Stage): readonly string[] | undefined {
  const own = imageFactsOf(stage)?.path;
  if (!isDeclared(stage.scope, 'PATH', Infinity)) return own;
  const path = lookupVariable(stage.scope, 'PATH', Infinity);
  if (path.state !== 'set') return undefined;
  const folders = path.value.split(':');
  return folders.every((folder) => folder.startsWith('/'))
    ? folders.map((folder) => posix.normalize(folder))
    : undefined;
}
