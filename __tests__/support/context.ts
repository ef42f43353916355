import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ContextFiles, openContext } from '../../src/dockerfile/context-tree.ts';
import { NO_IGNORE, parseIgnore } from '../../src/dockerfile/ignore.ts';
import { type MemoryFile, memorySource, textOf } from '../../src/dockerfile/tree-source.ts';
import { readGoSource } from '../../src/gosource/read-go-source.ts';
import type { GoSourceReader } from '../../src/lint/go-sources.ts';

export type Files = Readonly<Record<string, MemoryFile>>;

/** A build context in memory; its `.dockerignore`, if there is one among the files, counts. */
export function contextOf(files: Files): ContextFiles {
  const ignore = files['.dockerignore'];
  return openContext(
    memorySource(files),
    ignore === undefined ? { ...NO_IGNORE, place: '.dockerignore' } : parseIgnore(textOf(ignore), '.dockerignore'),
  );
}

/** Reads Go source of files in memory: they are on disk for as long as it takes. */
export function goSourceOf(files: Files): GoSourceReader {
  const { isIgnored } = contextOf(files);
  return (programs) => {
    const contextDir = mkdtempSync(join(tmpdir(), 'plimsoll-source-'));
    try {
      for (const [path, file] of Object.entries(files)) {
        mkdirSync(dirname(join(contextDir, path)), { recursive: true });
        const link = typeof file === 'object' ? file.link : undefined;
        if (link === undefined) writeFileSync(join(contextDir, path), textOf(file));
        else symlinkSync(link, join(contextDir, path));
      }
      const source = readGoSource({ contextDir, programs, isSent: (path) => !isIgnored(path) });
      // What may run is read when it is first asked for, which is now, or the files are gone.
      for (const program of source.programs) program.mayRun({ file: '', line: 0 });
      return source;
    } finally {
      rmSync(contextDir, { recursive: true });
    }
  };
}
