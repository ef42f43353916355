import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import type { Stage } from '../dockerfile/stages.ts';

/** The instruction takes all that the build context holds: `COPY .`, or a RUN that mounts it. */
export function takesWholeContext(stage: Stage, instruction: Instruction): boolean {
  const transfer = stage.transferOf(instruction);
  if (transfer !== undefined) {
    // What --exclude names is not sent: the file minds its context in another way.
    const picks = transfer.from !== undefined || instruction.flags.some((flag) => flag.name === 'exclude');
    return !picks && transfer.sources.some((source) => source !== undefined && isRoot(source));
  }
  return mountsOf(instruction).some(
    (mount) =>
      (mount.get('type') ?? 'bind') === 'bind' &&
      !mount.has('from') &&
      isRoot(mount.get('source') ?? mount.get('src') ?? '.'),
  );
}

export function sendsWholeContext(dockerfile: Dockerfile): boolean {
  return dockerfile.stages.some((stage) =>
    stage.instructions.some((instruction) => takesWholeContext(stage, instruction)),
  );
}

function isRoot(source: string): boolean {
  if (source === '' || source === '*') return source === '*';
  const path = posix.normalize(`/${source}`);
  return path === '/' || path === '/*';
}
