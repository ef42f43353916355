import type { ContextListing } from '../dockerfile/context.ts';
import type { ContextFiles } from '../dockerfile/context-tree.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { atLeast, type Finding, type Severity, type TextEdit } from '../model/finding.ts';
import type { Platform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import { ruleUrl } from '../model/project.ts';
import type { RuleSettings } from '../model/rule-setting.ts';
import { createRuleContext } from './context.ts';
import { withLineEnds } from './fixes/line-ends.ts';
import type { GoSourceReader } from './go-sources.ts';
import { createIgnores } from './ignores/ignores.ts';
import { unusedIgnores } from './ignores/unused.ts';
import type { Remark, Rule, RuleContext, RuleEdit } from './rule.ts';
import { checkRuleSettings } from './rule-settings.ts';
import { RULES } from './rules/index.ts';

export interface LintInput {
  readonly dockerfile: Dockerfile;
  /** The stage that is built; the last one where it is not given. */
  readonly target?: string | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  /** The platforms that the builder has a machine of its own for; nothing is known where it is left out. */
  readonly nativePlatforms?: readonly Platform[] | undefined;
  /** Names that `--build-context` gives to something else than the image or stage. */
  readonly namedContexts?: readonly string[] | undefined;
  /** What the build context holds; without it, rules about the context keep quiet. */
  readonly context?: ContextListing | undefined;
  readonly files?: ContextFiles | undefined;
  /** Reads Go source of the context; without it, rules about programs' source keep quiet. */
  readonly readGoSource?: GoSourceReader | undefined;
  readonly rules?: RuleSettings | undefined;
  /** What the team wants of its Go binaries. */
  readonly policy?: Policy | undefined;
}

/**
 * Judges one Dockerfile by all rules, in the order of its lines. Reads and starts nothing.
 * @throws ConfigError for the setting of an unknown rule or option, or a target that is no stage of the file
 */
export function lint(input: LintInput): readonly Finding[] {
  const settings: RuleSettings = input.rules ?? new Map();
  checkRuleSettings(settings);
  const { dockerfile } = input;
  const context = createRuleContext(input);
  const ignores = createIgnores(dockerfile);
  const runs = (rule: Rule): boolean =>
    (settings.get(rule.id)?.severity ?? (rule.offByDefault === true ? 'off' : undefined)) !== 'off' &&
    (rule.runtimeOnly !== true || context.purpose === 'runtime');
  const ask = (rule: Rule, facts: RuleContext): readonly Finding[] => {
    const { severity, options = {} } = settings.get(rule.id) ?? {};
    return rule
      .check(facts, options)
      .filter((remark) => !ignores.silences(rule.id, remark.file === undefined ? remark.range.start : -1))
      .map((remark) => toFinding(dockerfile, rule, remark, severity === 'off' ? undefined : severity));
  };

  const asked = RULES.filter(runs);
  const findings = asked.filter((rule) => rule.judges === undefined).flatMap((rule) => ask(rule, context));
  const judged = new Set(asked.filter((rule) => rule.judges === undefined).map(({ id }) => id));
  const unused = unusedIgnores(
    ignores,
    RULES.map(({ id }) => id),
    ({ scope, stage }, id) =>
      judged.has(id) && (scope === 'file' || stage === undefined || context.reached.has(stage)) && !isNarrow(input, id),
  );
  findings.push(
    ...asked.filter((rule) => rule.judges !== undefined).flatMap((rule) => ask(rule, { ...context, unused })),
  );
  return inOrder(findings);
}

/** Findings in the order of the file's lines, whatever rule or tool they are of. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || (a.rule < b.rule ? -1 : 1),
  );
}

/** Is less judged than the file is for? What a rule about several platforms has to say of one is not all. */
function isNarrow({ platforms = [] }: LintInput, id: string): boolean {
  return platforms.length === 1 && /^(?:arch-|go-c|go-flags)/.test(id);
}

function toFinding(dockerfile: Dockerfile, rule: Rule, remark: Remark, setting: Severity | undefined): Finding {
  const { range } = remark;
  const { file } = dockerfile;
  return {
    rule: rule.id,
    source: 'plimsoll',
    also: [],
    severity: severityOf(rule, remark, setting),
    message: remark.message,
    file: remark.file ?? file,
    line: range.line,
    column: range.column,
    endLine: range.endLine,
    ...(remark.evidenceBytes === undefined ? {} : { evidenceBytes: remark.evidenceBytes }),
    ...(remark.fix === undefined
      ? {}
      : { fix: { safe: remark.fix.safe, edits: remark.fix.edits.map((edit) => toEdit(dockerfile, edit)) } }),
    url: ruleUrl(rule.id),
  };
}

function toEdit({ file, source }: Dockerfile, edit: RuleEdit): TextEdit {
  if (edit.file !== undefined && edit.file !== file) return { ...edit, file: edit.file };
  return { file, start: edit.start, end: edit.end, text: withLineEnds(edit.text, source.text) };
}

/** A setting replaces the rule's severity; what a rule itself calls milder than that stays as mild. */
function severityOf(rule: Rule, remark: Remark, setting: Severity | undefined): Severity {
  const general = setting ?? rule.severity;
  const special = remark.severity;
  return special === undefined || special === rule.severity || atLeast(special, general) ? general : special;
}
