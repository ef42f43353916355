import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { bodyRange } from '../dockerfile/instruction.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';

/** Where a FROM names its image. */
export function baseRange(dockerfile: Dockerfile, stage: Stage): Range {
  const at = stage.from.body.text.indexOf(stage.base.raw);
  return bodyRange(dockerfile.source, stage.from, at, at + stage.base.raw.length);
}
