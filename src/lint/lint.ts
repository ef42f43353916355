import type { ContextListing } from '../dockerfile/context.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { ConfigError } from '../model/errors.ts';
import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import type { Platform } from '../model/platform.ts';
import { ruleUrl } from '../model/project.ts';
import { suggestion } from '../model/suggest.ts';
import { createRuleContext } from './context.ts';
import { ignoreReader } from './ignore-comments.ts';
import type { Remark, Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

/** `off`, or the severity that a rule's findings have instead of its own. */
export type RuleSetting = 'off' | Severity;

export interface LintInput {
  readonly dockerfile: Dockerfile;
  /** The stage that is built; the last one where it is not given. */
  readonly target?: string | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  /** What the build context holds; without it, rules about the context keep quiet. */
  readonly context?: ContextListing | undefined;
  readonly rules?: ReadonlyMap<string, RuleSetting> | undefined;
}

/**
 * Judges one Dockerfile by all rules, in the order of its lines. Reads and starts nothing.
 * @throws ConfigError for the setting of an unknown rule, or a target that is no stage of the file
 */
export function lint(input: LintInput): readonly Finding[] {
  const settings = input.rules ?? new Map<string, RuleSetting>();
  checkRuleIds([...settings.keys()]);
  const { dockerfile } = input;
  const context = createRuleContext(input);
  const isIgnored = ignoreReader(dockerfile);
  const findings = RULES.flatMap((rule) => {
    const setting = settings.get(rule.id);
    if (setting === 'off' || (rule.runtimeOnly === true && context.purpose !== 'runtime')) return [];
    return rule
      .check(context)
      .filter((remark) => !isIgnored(rule.id, remark.range.start))
      .map((remark) => toFinding(dockerfile.file, rule, remark, setting));
  });
  return findings.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || (a.rule < b.rule ? -1 : 1),
  );
}

/** @throws ConfigError for an id that no rule has, with the nearest one */
function checkRuleIds(ids: readonly string[]): void {
  const known = RULES.map((rule) => rule.id);
  for (const id of ids) {
    if (!known.includes(id)) throw new ConfigError(`there is no rule "${id}"`, { hint: suggestion(id, known) });
  }
}

function toFinding(file: string, rule: Rule, remark: Remark, setting: Severity | undefined): Finding {
  const { range } = remark;
  return {
    rule: rule.id,
    source: 'plimsoll',
    also: [],
    severity: severityOf(rule, remark, setting),
    message: remark.message,
    file,
    line: range.line,
    column: range.column,
    endLine: range.endLine,
    ...(remark.evidenceBytes === undefined ? {} : { evidenceBytes: remark.evidenceBytes }),
    ...(remark.fix === undefined
      ? {}
      : { fix: { safe: remark.fix.safe, edits: remark.fix.edits.map((edit) => ({ file, ...edit })) } }),
    url: ruleUrl(rule.id),
  };
}

/** A setting replaces the rule's severity; what a rule itself calls milder than that stays as mild. */
function severityOf(rule: Rule, remark: Remark, setting: Severity | undefined): Severity {
  const general = setting ?? rule.severity;
  const special = remark.severity;
  return special === undefined || special === rule.severity || atLeast(special, general) ? general : special;
}
