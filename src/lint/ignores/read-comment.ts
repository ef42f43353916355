import { type Range, rangeOf, type Source } from '../../dockerfile/source.ts';
import type { Comment } from '../../dockerfile/split.ts';

export type IgnoreScope = 'instruction' | 'stage' | 'file';

export interface IgnoredId {
  readonly id: string;
  readonly range: Range;
}

/** What a comment silences. */
export interface IgnoreComment {
  readonly tool: 'plimsoll' | 'hadolint' | 'buildkit';
  readonly scope: IgnoreScope;
  /** `all` among those of BuildKit is all of its checks. */
  readonly ids: readonly IgnoredId[];
  readonly comment: Comment;
}

/** A comment that means to be one of ours and is not. */
interface Misread {
  readonly tool: 'unknown';
  readonly comment: Comment;
}

const OURS = /^plimsoll\s+ignore(?:-(stage|file))?\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)(?=\s|$)/i;
const HADOLINT = /^hadolint\s+(?:(stage|global)\s+)?ignore\s*=\s*([A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)/;
const BUILDKIT = /^check\s*=\s*(?:[^;\s]*;)*?skip=([\w,]+)/;

/**
 * Reads `# plimsoll ignore=a,b reason`, `ignore-stage=`, `ignore-file=`; hadolint's `ignore=`, `stage ignore=`, `global
 * ignore=`; BuildKit's `check=skip=` above an instruction. Undefined for any other comment.
 */
export function readIgnoreComment(source: Source, comment: Comment): IgnoreComment | Misread | undefined {
  const { text } = comment;
  const ours = OURS.exec(text);
  if (ours !== null) {
    const scope = ours[1] === undefined ? 'instruction' : ours[1].toLowerCase() === 'stage' ? 'stage' : 'file';
    return { tool: 'plimsoll', scope, ids: idsOf(source, comment, ours[0].length, ours[2] ?? ''), comment };
  }
  if (/^plimsoll\s+ignore/i.test(text)) return { tool: 'unknown', comment };
  const hadolint = HADOLINT.exec(text);
  if (hadolint !== null) {
    const scope = hadolint[1] === undefined ? 'instruction' : hadolint[1] === 'stage' ? 'stage' : 'file';
    return { tool: 'hadolint', scope, ids: idsOf(source, comment, hadolint[0].length, hadolint[2] ?? ''), comment };
  }
  const buildkit = BUILDKIT.exec(text);
  if (buildkit === null) return undefined;
  const ids = idsOf(source, comment, buildkit[0].length, buildkit[1] ?? '');
  return { tool: 'buildkit', scope: 'instruction', ids, comment };
}

/** The check names of BuildKit's directive at the top of the file: `skip=A,B;error=true`. */
export function readCheckDirective(value: string): readonly string[] {
  const skipped = /(?:^|;)\s*skip\s*=\s*([^;]*)/.exec(value)?.[1] ?? '';
  return skipped.split(',').map((id) => id.trim());
}

/** @param end where the list ends in the comment's text, which is trimmed on both sides and stands at the line's end */
function idsOf(source: Source, comment: Comment, end: number, list: string): readonly IgnoredId[] {
  const line = source.text.slice(comment.range.start, comment.range.end);
  const listStart = comment.range.start + line.indexOf(comment.text, 1) + end - list.length;
  return [...list.matchAll(/[\w-]+/g)].map((match) => {
    const start = listStart + match.index;
    return { id: match[0], range: rangeOf(source, start, start + match[0].length) };
  });
}
