import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { lastAtOrBelow } from '../dockerfile/source.ts';

const COMMENT = /^plimsoll\s+ignore=([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)(?:\s|$)/i;

/**
 * Reads `# plimsoll ignore=rule-a,rule-b reason`, which silences rules for the instruction below it.
 * @returns whether a remark of the rule at that offset of the file is silenced
 */
export function ignoreReader(dockerfile: Dockerfile): (rule: string, offset: number) => boolean {
  const ignores = dockerfile.instructions.flatMap(({ comments, range }) => {
    const rules = comments.flatMap(
      ({ text }) =>
        COMMENT.exec(text)?.[1]
          ?.toLowerCase()
          .split(/\s*,\s*/) ?? [],
    );
    return rules.length === 0 ? [] : [{ rules, range }];
  });
  const starts = ignores.map(({ range }) => range.start);
  return (rule, offset) => {
    const last = ignores[lastAtOrBelow(starts, offset)];
    return last !== undefined && last.range.start <= offset && offset <= last.range.end && last.rules.includes(rule);
  };
}
