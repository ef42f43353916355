import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ToolError } from '../model/errors.ts';

/**
 * Writes a file whole or not at all: beside its place first, then moved there. Folders on the way are made.
 * @throws ToolError naming the file.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    // Where not even the folder could be made there is no draft, and nothing to say about that.
    await rm(draft, { force: true }).catch(() => {});
    throw new ToolError(`${path} cannot be written`, {
      hint: error instanceof Error ? error.message : undefined,
      cause: error,
    });
  }
}
