import { randomUUID } from 'node:crypto';
import { chmod, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { PlimsollError, ToolError } from '../model/errors.ts';

/**
 * Puts other text into a file that was read before, whole or not at all; its mode stays.
 * @param before the text that the change was made for; undefined for a file that must not be there yet
 * @throws ToolError where the file is a link, is no UTF-8, holds something else by now, or cannot be written
 */
export async function replaceFile(path: string, before: string | undefined, after: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    if (before === undefined) {
      await writeFile(path, after, { flag: 'wx' });
      return;
    }
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) {
      throw new ToolError(`${path} is a link, and is left as it is`, { hint: 'name the file that it points to' });
    }
    if (!Buffer.from(before).equals(await readFile(path))) {
      throw new ToolError(`${path} is left as it is: it is no UTF-8, or was changed while it was looked at`);
    }
    await writeFile(draft, after, { flag: 'wx' });
    await chmod(draft, stats.mode);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    if (error instanceof PlimsollError) throw error;
    throw new ToolError(`${path} cannot be written`, {
      hint: error instanceof Error ? error.message : undefined,
      cause: error,
    });
  }
}
