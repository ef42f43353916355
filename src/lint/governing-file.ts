import { posix } from 'node:path';
import type { GoInvocation } from './go-build.ts';
import { contextFolderOf } from './go-sources.ts';
import { mayHaveLanded } from './module-files.ts';
import type { RuleContext } from './rule.ts';

/** A file of the context that a go command finds in its folder or above it. */
export interface GoverningFile {
  /** Relative to the context. */
  readonly path: string;
  readonly text: string;
}

/** The go.mod or go.work that a go command works by; undefined where none of the context is there, or that is unknown. */
export function governingFile(
  context: RuleContext,
  command: GoInvocation,
  name: 'go.mod' | 'go.work',
): GoverningFile | undefined {
  const { files, takings } = context;
  const { stage, instruction } = command.run;
  if (files === undefined || command.folder === undefined) return undefined;
  const start = contextFolderOf({ files, takings }, stage, instruction.index, command.folder);
  if (start === undefined) return undefined;
  const place = { stage, index: instruction.index };
  for (
    let folder = start, workdir = command.folder;
    ;
    folder = posix.dirname(folder), workdir = posix.dirname(workdir)
  ) {
    const path = posix.join(folder, name);
    if (files.kindOf(path) === 'file' && mayHaveLanded(context, place, path, posix.join(workdir, name))) {
      const head = files.head(path);
      return head === undefined ? undefined : { path, text: Buffer.from(head).toString('utf8') };
    }
    if (folder === '.' || workdir === '/') return undefined;
  }
}
