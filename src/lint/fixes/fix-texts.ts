import { type Finding, SEVERITIES } from '../../model/finding.ts';
import { applyEdits, type Edit, fits } from './apply-edits.ts';
import { createEditSet, type EditSet } from './edit-set.ts';
import { withLineEnds } from './line-ends.ts';
import { stillThere } from './still-there.ts';

/** Texts of files by the path that findings and edits name them by. A file that does not exist yet is not among them. */
export type Texts = ReadonlyMap<string, string>;

/** `safe`: what --fix writes. `suggested`: what --diff shows as well. */
export type FixTier = 'safe' | 'suggested';

export interface FixInput {
  /** The files as they are. An edit of a file that is not here makes it, from nothing. */
  readonly texts: Texts;
  /** What the rules say of the files, were they like this. */
  readonly judge: (texts: Texts) => readonly Finding[];
  readonly tier: FixTier;
}

export interface FixResult {
  /** Only the files that changed, or that are new. */
  readonly changed: Texts;
  /** The findings whose fixes are in, in the order in which they were put in. */
  readonly applied: readonly Finding[];
  /** What is left when nothing more can be fixed. */
  readonly left: readonly Finding[];
}

/** More rounds than any pile of fixes over one another needs; what would go on for ever ends here. */
const MAX_ROUNDS = 50;
/** UTF-16 units that are judged again in all: thousands of times a usual file, and a score of times a monstrous one. */
const MAX_JUDGED = 1 << 24;

/**
 * Applies fixes until there are none, judging anew after each round. Fixes that touch each other go in one after the other.
 * A fix after which any rule says more than before is left out: a repair must not break what was fine.
 */
export function fixTexts({ texts, judge: judgeOnce, tier }: FixInput): FixResult {
  let now = texts;
  let judged = 0;
  const judge: FixInput['judge'] = (some) => {
    for (const text of some.values()) judged += text.length;
    return judgeOnce(some);
  };
  const isSpent = (): boolean => judged > MAX_JUDGED;
  let findings = judge(now);
  const applied: Finding[] = [];
  const refused = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS && !isSpent(); round += 1) {
    const wanted = findings.filter((finding) => isWanted(finding, tier) && !refused.has(keyOf(finding)));
    const together = apart(wanted, now);
    if (together.length === 0) break;
    const step =
      tryFixes(together, now, findings, judge) ??
      firstGood(together, (one) => (isSpent() ? undefined : tryFixes([one], now, findings, judge)), refused);
    if (step === undefined) continue;
    now = step.texts;
    findings = step.findings;
    applied.push(...step.applied);
  }
  return { changed: new Map([...now].filter(([path, text]) => texts.get(path) !== text)), applied, left: findings };
}

interface Step {
  readonly texts: Texts;
  readonly findings: readonly Finding[];
  readonly applied: readonly Finding[];
}

function isWanted({ fix }: Finding, tier: FixTier): boolean {
  return fix !== undefined && fix.edits.length > 0 && (fix.safe || tier === 'suggested');
}

function keyOf({ rule, message, file, line, column }: Finding): string {
  return JSON.stringify([rule, message, file, line, column]);
}

/** The first findings whose fixes do not touch each other; a fix is taken with all its edits or not at all. */
function apart(findings: readonly Finding[], texts: Texts): readonly Finding[] {
  const sets = new Map<string, EditSet>();
  return findings.filter(({ fix }) => {
    const taken: [EditSet, Edit][] = [];
    for (const edit of fix?.edits ?? []) {
      const set = sets.get(edit.file) ?? createEditSet();
      sets.set(edit.file, set);
      if (fits(edit, texts.get(edit.file)?.length ?? 0) && set.add(edit)) {
        taken.push([set, edit]);
        continue;
      }
      for (const [other, own] of taken) other.delete(own);
      return false;
    }
    return true;
  });
}

/** Undefined where the outcome is no better: nothing changed, a rule says more than before, or the same of the same place. */
function tryFixes(
  chosen: readonly Finding[],
  texts: Texts,
  before: readonly Finding[],
  judge: FixInput['judge'],
): Step | undefined {
  const edits = Map.groupBy(
    chosen.flatMap(({ fix }) => fix?.edits ?? []),
    (edit) => edit.file,
  );
  const next = new Map(texts);
  for (const [file, own] of edits) {
    const text = texts.get(file) ?? '';
    next.set(
      file,
      applyEdits(
        text,
        own.map((edit) => ({ ...edit, text: withLineEnds(edit.text, text) })),
      ),
    );
  }
  if ([...next].every(([file, text]) => texts.get(file) === text)) return undefined;
  const findings = judge(next);
  if (saysMore(findings, before) || stillThere(chosen, findings, { before: texts, after: next, edits }))
    return undefined;
  return { texts: next, findings, applied: chosen };
}

/**
 * Where fixes together make something worse: those that do so alone are refused, for the next round. Where none does, it
 * is two that do not go together, and the first goes in.
 */
function firstGood(
  chosen: readonly Finding[],
  tryOne: (finding: Finding) => Step | undefined,
  refused: Set<string>,
): Step | undefined {
  const steps = chosen.length === 1 ? [undefined] : chosen.map(tryOne);
  const bad = chosen.filter((_, index) => steps[index] === undefined);
  for (const finding of bad) refused.add(keyOf(finding));
  return bad.length === 0 ? steps[0] : undefined;
}

/** Counted by rule and from each severity on, so that a note may not become an error either. */
function saysMore(after: readonly Finding[], before: readonly Finding[]): boolean {
  const had = countByRule(before);
  return [...countByRule(after)].some(([key, count]) => count > (had.get(key) ?? 0));
}

function countByRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { file, rule, severity } of findings) {
    // A repair may leave a comment with nothing to silence, and so be the reason that the comment goes next.
    if (rule === 'unused-ignore') continue;
    for (const level of SEVERITIES.slice(SEVERITIES.indexOf(severity))) {
      const key = JSON.stringify([file, rule, level]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
