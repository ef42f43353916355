import type { Finding } from '../model/finding.ts';
import { WHOLE_IMAGE_CHECKS } from '../model/image-check-ids.ts';

export interface FindingChanges {
  readonly added: readonly Finding[];
  readonly fixed: readonly Finding[];
}

/** Findings that only one side has. Lines move and sizes change, so neither tells two findings apart. */
export function findingChanges(base: readonly Finding[], head: readonly Finding[]): FindingChanges {
  return { added: without(head, base), fixed: without(base, head) };
}

/** Those of `mine` beyond as many equal ones as `theirs` holds. */
function without(mine: readonly Finding[], theirs: readonly Finding[]): readonly Finding[] {
  const left = new Map<string, number>();
  for (const finding of theirs) left.set(identity(finding), (left.get(identity(finding)) ?? 0) + 1);
  return mine.filter((finding) => {
    const key = identity(finding);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** A finding of a whole image names a folder or an example that is another one when a file comes or goes. */
const WHOLE_IMAGE: ReadonlySet<string> = new Set<string>(WHOLE_IMAGE_CHECKS);

function identity({ rule, file, path, platform, message }: Finding): string {
  if (WHOLE_IMAGE.has(rule)) return [rule, platform ?? ''].join('\0');
  return [rule, file ?? '', path ?? '', platform ?? '', withoutNumbers(message)].join('\0');
}

/** Sizes and counts stand in messages: "980 kB in 1 file" and "1.10 MB in 2 files" are one finding. */
function withoutNumbers(message: string): string {
  return message.replace(/[0-9]+(?:\.[0-9]+)?(?: [kMGT]?B\b)?/g, '#').replace(/# (\w+?)s?\b/g, '# $1');
}
