import type { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { lastAtOrBelow } from '../../dockerfile/source.ts';
import type { Comment } from '../../dockerfile/split.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { silencedWith } from '../same-cause.ts';
import {
  type IgnoreComment,
  type IgnoredId,
  type IgnoreScope,
  readCheckDirective,
  readIgnoreComment,
} from './read-comment.ts';

/** One id of one of our comments. */
export interface IgnoreEntry extends IgnoredId {
  readonly scope: IgnoreScope;
  /** The stage that it stands in or above; undefined in a file without stages. */
  readonly stage: Stage | undefined;
  /** False where there is nothing that it could speak of: no instruction follows, or no stage. */
  readonly attached: boolean;
  /** All ids of the comment, in their order. */
  readonly siblings: readonly IgnoredId[];
  readonly comment: Comment;
}

/** The comments of a file that silence findings. */
export interface Ignores {
  /**
   * Is a finding of that rule, or of another tool's check, at that offset silenced? Remembers which comment did it. What is
   * found in another file is below every offset.
   */
  silences(rule: string, offset: number): boolean;
  /** What silenced nothing so far, in the order of the file. */
  unused(): readonly IgnoreEntry[];
  /** Comments that begin like one of ours and are none. */
  readonly misread: readonly Comment[];
}

/** What the comments silence between two offsets. */
interface Silence {
  readonly start: number;
  readonly end: number;
  readonly own: Map<string, IgnoreEntry>;
  /** Checks of other tools. The tools see to these themselves; what counts here is what they say of a rule of ours. */
  readonly foreign: Set<string>;
}

interface Reach {
  readonly start: number;
  readonly end: number;
}

const ANYWHERE: Reach = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

export function createIgnores(dockerfile: Dockerfile): Ignores {
  const entries: IgnoreEntry[] = [];
  const misread: Comment[] = [];
  const silences: Record<IgnoreScope, Silence[]> = { instruction: [], stage: [], file: [] };
  const { check } = dockerfile.directives;
  if (check !== undefined) {
    for (const name of readCheckDirective(check)) silenceAt(silences.file, ANYWHERE).foreign.add(name);
  }
  const read = (comment: Comment, place: Place): void => {
    const ignore = readIgnoreComment(dockerfile.source, comment);
    if (ignore === undefined) return;
    if (ignore.tool === 'unknown') {
      misread.push(comment);
      return;
    }
    const reach = reachOf(ignore.scope, place, dockerfile);
    const silence = reach === undefined ? undefined : silenceAt(silences[ignore.scope], reach);
    if (ignore.tool !== 'plimsoll') {
      for (const { id } of ignore.ids) silence?.foreign.add(id);
      return;
    }
    for (const entry of entriesOf(ignore, place.stage, reach !== undefined)) {
      entries.push(entry);
      // Of two that say the same the first counts, and the other is not needed.
      const key = entry.id.toLowerCase();
      if (silence?.own.has(key) === false) silence.own.set(key, entry);
    }
  };
  let stage = 0;
  for (const instruction of dockerfile.instructions) {
    const { range, comments } = instruction;
    if (instruction === dockerfile.stages[stage + 1]?.from) stage += 1;
    // The comments are part of what they speak of: one may silence what is said of itself.
    const start = Math.min(comments[0]?.range.start ?? range.start, range.start);
    for (const comment of comments)
      read(comment, { range: { start, end: range.end }, stage: dockerfile.stages[stage] });
  }
  for (const comment of dockerfile.trailingComments)
    read(comment, { range: undefined, stage: dockerfile.stages.at(-1) });

  // The narrowest comment takes a finding: a wider one that has nothing else to do is not needed.
  const finders = [finder(silences.instruction), finder(silences.stage), finder(silences.file)];
  const used = new Set<IgnoreEntry>();
  return {
    silences(rule, offset) {
      for (const find of finders) {
        const silence = find(offset);
        const entry = silence?.own.get(rule.toLowerCase());
        if (entry !== undefined) used.add(entry);
        if (entry !== undefined || (silence !== undefined && silencedWith(rule, silence.foreign))) return true;
      }
      return false;
    },
    unused: () => entries.filter((entry) => !used.has(entry)),
    misread,
  };
}

interface Place {
  /** Of the instruction that the comment belongs to; undefined where none follows. */
  readonly range: Reach | undefined;
  readonly stage: Stage | undefined;
}

function entriesOf(
  { scope, ids, comment }: IgnoreComment,
  stage: Stage | undefined,
  attached: boolean,
): readonly IgnoreEntry[] {
  return ids.map(({ id, range }) => ({ id, range, scope, stage, attached, siblings: ids, comment }));
}

function reachOf(scope: IgnoreScope, { range, stage }: Place, { stages }: Dockerfile): Reach | undefined {
  if (scope === 'file') return ANYWHERE;
  if (scope === 'instruction') return range;
  if (stage === undefined) return undefined;
  const next = stages[stage.index + 1];
  return { start: stage.from.range.start, end: (next?.from.range.start ?? Number.POSITIVE_INFINITY) - 1 };
}

/** Comments are read in the order of the file, so what they speak of comes in order too, and lies side by side. */
function silenceAt(silences: Silence[], { start, end }: Reach): Silence {
  const last = silences.at(-1);
  if (last?.start === start) return last;
  const silence = { start, end, own: new Map<string, IgnoreEntry>(), foreign: new Set<string>() };
  silences.push(silence);
  return silence;
}

function finder(silences: readonly Silence[]): (offset: number) => Silence | undefined {
  const starts = silences.map(({ start }) => start);
  return (offset) => {
    const silence = silences[lastAtOrBelow(starts, offset)];
    return silence !== undefined && silence.start <= offset && offset <= silence.end ? silence : undefined;
  };
}
