import { expect, test } from 'vitest';
import type { ContextListing } from '../../src/dockerfile/context.ts';
import { type Dockerfile, parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { listingOf } from '../../src/dockerfile/listing.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';
import type { Platform } from '../../src/model/platform.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { RuleSettings } from '../../src/model/rule-setting.ts';
import { contextOf, type Files, goSourceOf } from '../support/context.ts';

export interface RuleCase {
  readonly name: string;
  readonly text: string;
  readonly file?: string;
  readonly target?: string;
  readonly platforms?: readonly Platform[];
  /** The platforms that the builder has a machine of its own for. */
  readonly nativePlatforms?: readonly Platform[];
  readonly policy?: Policy;
  readonly rules?: RuleSettings;
  readonly context?: ContextListing;
  /** The build context, with Go source if the rule reads any; `.dockerignore` among them counts. */
  readonly files?: Files;
}

export interface Rejected extends RuleCase {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity?: Severity;
  readonly evidenceBytes?: number;
}

export function findingsOf(rule: string, each: RuleCase): readonly Finding[] {
  const dockerfile = parseDockerfile(each.text, each.file ?? 'Dockerfile');
  return lint(inputOf(each, dockerfile)).filter((finding) => finding.rule === rule);
}

/** What a case is judged by. `ignore` is the text of `.dockerignore` where it is not the one among the files. */
export function inputOf(each: RuleCase, dockerfile: Dockerfile, ignore?: string): LintInput {
  const { target, platforms, nativePlatforms, policy, rules } = each;
  if (each.files === undefined)
    return { dockerfile, target, platforms, nativePlatforms, policy, rules, context: each.context };
  const all = ignore === undefined ? each.files : { ...each.files, '.dockerignore': ignore };
  const files = contextOf(all);
  const context = each.context ?? listingOf(files);
  return {
    dockerfile,
    target,
    platforms,
    nativePlatforms,
    policy,
    rules,
    context,
    files,
    readGoSource: goSourceOf(all),
  };
}

/** Tests of a rule as data: what it keeps quiet about, and what it says where it does not. */
export function checkRule(
  rule: string,
  cases: { readonly accept: readonly RuleCase[]; readonly reject: readonly Rejected[] },
): void {
  test.each(cases.accept.map((each) => [each.name, each] as const))('quiet: %s', (_, each) => {
    expect(findingsOf(rule, each)).toEqual([]);
  });
  test.each(cases.reject.map((each) => [each.name, each] as const))('found: %s', (_, each) => {
    const { line, column, message, severity, evidenceBytes } = each;
    const found = findingsOf(rule, each);
    expect(found.map((one) => `${one.line}:${one.column} ${one.message}`)).toEqual([`${line}:${column} ${message}`]);
    if (severity !== undefined) expect(found[0]?.severity).toBe(severity);
    expect(found[0]?.evidenceBytes).toBe(evidenceBytes);
  });
}
