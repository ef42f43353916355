import type { Instruction } from '../dockerfile/instruction.ts';
import { mountsOf } from '../dockerfile/mounts.ts';

/**
 * Does a cache or tmpfs mount of the RUN lie on the folder, above it, or on part of it? What is written there never
 * comes into a layer. A target with a variable in it may be any folder.
 */
export function isMountedApart(instruction: Instruction, folder: string): boolean {
  return mountsOf(instruction).some((mount) => {
    if (mount.get('type') !== 'cache' && mount.get('type') !== 'tmpfs') return false;
    const given = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    if (given.includes('$')) return true;
    const target = given.replace(/\/+$/, '');
    return target === folder || folder.startsWith(`${target}/`) || target.startsWith(`${folder}/`);
  });
}
