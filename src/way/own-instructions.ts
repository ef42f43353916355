import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { lineageOf, targetStage } from '../dockerfile/stages.ts';

/** Keywords of the instructions that a target adds to its base image, in order: each leaves one entry in the history. */
export function ownInstructions(dockerfile: Dockerfile, target: string | undefined): readonly string[] | undefined {
  const stage = targetStage(dockerfile, target);
  if (stage === undefined) return undefined;
  return lineageOf(stage).flatMap(({ instructions }) => instructions.map(({ keyword }) => keyword));
}
