import type { Severity } from '../../src/model/finding.ts';
import type { RuleSettings } from '../../src/model/rule-setting.ts';

export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** Settings that give rules a severity, and nothing else. */
export function severities(levels: Severities): RuleSettings {
  return new Map(Object.entries(levels).map(([id, severity]) => [id, { severity }]));
}
