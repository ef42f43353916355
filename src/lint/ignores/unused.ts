import type { Comment } from '../../dockerfile/split.ts';
import { isForeignCheck } from '../same-cause.ts';
import type { IgnoreEntry, Ignores } from './ignores.ts';

/** Ignore comments that did nothing, for the rule that tells of them. */
export interface UnusedIgnores {
  /** Of rules that were asked, and had nothing to say. */
  readonly needless: readonly IgnoreEntry[];
  /** Of rules that do not exist. */
  readonly unknown: readonly IgnoreEntry[];
  /** Comments that begin like one of ours and are none. */
  readonly misread: readonly Comment[];
  /** The ids that exist. */
  readonly rules: readonly string[];
}

export const NO_UNUSED: UnusedIgnores = { needless: [], unknown: [], misread: [], rules: [] };

/** @param asked whether the rule of a comment was asked at all about what the comment speaks of */
export function unusedIgnores(
  ignores: Ignores,
  rules: readonly string[],
  asked: (entry: IgnoreEntry, rule: string) => boolean,
): UnusedIgnores {
  const known = new Set(rules);
  const unused = ignores.unused().filter(({ id }) => !isForeignCheck(id));
  return {
    needless: unused.filter((entry) => known.has(entry.id.toLowerCase()) && asked(entry, entry.id.toLowerCase())),
    unknown: unused.filter(({ id }) => !known.has(id.toLowerCase())),
    misread: ignores.misread,
    rules,
  };
}
