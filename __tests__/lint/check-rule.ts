import { expect, test } from 'vitest';
import type { ContextListing } from '../../src/dockerfile/context.ts';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';

export interface RuleCase {
  readonly name: string;
  readonly text: string;
  readonly file?: string;
  readonly target?: string;
  readonly context?: ContextListing;
}

export interface Rejected extends RuleCase {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity?: Severity;
  readonly evidenceBytes?: number;
}

export function findingsOf(rule: string, { text, file, target, context }: RuleCase): readonly Finding[] {
  const dockerfile = parseDockerfile(text, file ?? 'Dockerfile');
  return lint({ dockerfile, target, context }).filter((finding) => finding.rule === rule);
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
