import type { Finding } from '../model/finding.ts';

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

function identity({ rule, file, path, platform, message }: Finding): string {
  // Sizes and counts stand in messages: "12.3 MB wasted" and "12.4 MB wasted" are one finding.
  return [rule, file ?? '', path ?? '', platform ?? '', message.replace(/[0-9]+(?:\.[0-9]+)?/g, '#')].join('\0');
}
