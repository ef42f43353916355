import { lastAtOrBelow } from '../../dockerfile/source.ts';
import { type Edit, touches } from './apply-edits.ts';

/** Edits of one text that do not touch each other, in the order of their places. */
export interface EditSet {
  /** Takes the edit in, unless it touches one that is there. @returns whether it did */
  add(edit: Edit): boolean;
  delete(edit: Edit): void;
}

export function createEditSet(): EditSet {
  const edits: Edit[] = [];
  const starts: number[] = [];
  return {
    add(edit) {
      const last = lastAtOrBelow(starts, edit.start);
      const at = starts.length > 0 && (starts[last] ?? 0) <= edit.start ? last + 1 : 0;
      // Those further away lie behind these two, and do not touch them.
      if ([edits[at - 1], edits[at]].some((other) => other !== undefined && touches(edit, other))) return false;
      edits.splice(at, 0, edit);
      starts.splice(at, 0, edit.start);
      return true;
    },
    delete(edit) {
      const at = edits.indexOf(edit);
      if (at === -1) return;
      edits.splice(at, 1);
      starts.splice(at, 1);
    },
  };
}
