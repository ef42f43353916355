import { posix } from 'node:path';
import { UNKNOWN } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { programsOf, type StartCommand } from './entrypoint.ts';
import type { Provenance } from './provenance.ts';
import { searchPathOf } from './search-path.ts';

/** A program that the container starts, or that its entry script may be told to start. */
export interface StartedProgram {
  /** As written. */
  readonly word: string;
  /** Its path in the image; undefined where that cannot be known, or nothing of that name is found. */
  readonly path: string | undefined;
  readonly provenance: Provenance;
}

const UNKNOWN_PROVENANCE: Provenance = { kind: 'unknown', copies: [] };

/**
 * The programs that an image starts, with where they come from: looked up on PATH where they have no slash, below the
 * working folder where they are relative. `folder` is the last working folder of the image.
 */
export function startedPrograms(
  target: Stage | undefined,
  start: StartCommand | undefined,
  folder: string | undefined,
  provenanceOf: (stage: Stage, path: string) => Provenance,
): readonly StartedProgram[] {
  if (target === undefined || start === undefined) return [];
  return start.commands.flatMap(programsOf).map((word): StartedProgram => {
    if (word === '' || word.includes(UNKNOWN)) return { word, path: undefined, provenance: UNKNOWN_PROVENANCE };
    if (word.includes('/')) {
      const path = word.startsWith('/')
        ? posix.normalize(word)
        : folder === undefined
          ? undefined
          : posix.join(folder, word);
      return { word, path, provenance: path === undefined ? UNKNOWN_PROVENANCE : provenanceOf(target, path) };
    }
    const tried = (searchPathOf(target) ?? []).map((place) => {
      const path = posix.join(place, word);
      return { word, path, provenance: provenanceOf(target, path) };
    });
    const found = tried.find(({ provenance }) => provenance.kind !== 'unknown' && provenance.kind !== 'missing');
    // Which of its folders a base image has a program in is not known.
    if (found !== undefined) return found.provenance.kind === 'base' ? { ...found, path: undefined } : found;
    const missing = tried.length > 0 && tried.every(({ provenance }) => provenance.kind === 'missing');
    return { word, path: undefined, provenance: missing ? { kind: 'missing', copies: [] } : UNKNOWN_PROVENANCE };
  });
}
