import { expect } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { type FixTier, fixTexts, type Texts } from '../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Finding } from '../../src/model/finding.ts';
import { inputOf, type RuleCase } from './check-rule.ts';

/**
 * The Dockerfile of a case with the fixes of one rule in it. Fails where there was none to apply, where the result is
 * no Dockerfile any more, where the rule still offers a fix for it, or where any rule says something new of it.
 * @param tier `safe` leaves out suggested fixes, as --fix does
 */
export function fixed(rule: string, each: RuleCase, tier: FixTier = 'suggested'): string {
  const file = each.file ?? 'Dockerfile';
  return fixedFiles(rule, each, tier).get(file) ?? each.text;
}

/** The same for a rule whose fix changes another file, such as `.dockerignore`: the texts that changed, by path. */
export function fixedFiles(rule: string, each: RuleCase, tier: FixTier = 'suggested'): Texts {
  const file = each.file ?? 'Dockerfile';
  const judge = (texts: Texts): readonly Finding[] => {
    const dockerfile = parseDockerfile(texts.get(file) ?? '', file);
    return lint(inputOf(each, dockerfile, texts.get('.dockerignore')));
  };
  const ignore = each.files?.['.dockerignore'];
  const texts = new Map([
    [file, each.text],
    ...(typeof ignore === 'string' ? [['.dockerignore', ignore] as const] : []),
  ]);
  const before = judge(texts);
  const { changed, applied } = fixTexts({
    texts,
    judge: (now) =>
      judge(now).map((finding) => {
        const { fix, ...rest } = finding;
        // Only the fixes of the rule in question; those of the others are theirs to test.
        return finding.rule === rule || fix === undefined ? finding : rest;
      }),
    tier,
  });
  expect(
    applied.map((finding) => finding.rule),
    `${rule} has a fix for this`,
  ).toContain(rule);
  const text = changed.get(file);
  if (text === undefined) return changed;
  expect(parseDockerfile(text, file).problems, 'what BuildKit would refuse after the fix').toHaveLength(
    parseDockerfile(each.text, file).problems.length,
  );
  const after = judge(new Map([[file, text]]));
  expect(
    after.filter((finding) => finding.rule === rule && finding.fix !== undefined).map(({ message }) => message),
    `what ${rule} still wants fixed`,
  ).toEqual([]);
  expect(countsOver(after, before), 'what is new after the fix').toEqual([]);
  return changed;
}

/** Rules that say more of the first than of the second; an ignore comment that is left without a job counts for none. */
export function countsOver(after: readonly Finding[], before: readonly Finding[]): readonly string[] {
  const count = (findings: readonly Finding[], rule: string): number =>
    findings.filter((finding) => finding.rule === rule).length;
  return [...new Set(after.map(({ rule }) => rule))].filter(
    (rule) => rule !== 'unused-ignore' && count(after, rule) > count(before, rule),
  );
}
