import type { Severity } from './finding.ts';

/** The options that rules and image checks can have, as they are written. */
export const RULE_OPTION_NAMES = ['min-bytes', 'except'] as const;

export type RuleOptionName = (typeof RULE_OPTION_NAMES)[number];

/** How a rule or an image check judges, where that differs from its own way. */
export interface RuleOptions {
  /** It speaks from so many bytes on, instead of from its own threshold. */
  readonly minBytes?: number;
  /** Patterns of what it keeps quiet about, as in `.dockerignore`. */
  readonly except?: readonly string[];
}

/** What a rule or an image check is set to. */
export interface RuleSetting {
  /** `off`, or the severity that its findings have instead of its own. */
  readonly severity?: Severity | 'off';
  readonly options?: RuleOptions;
}

/** Settings by the ids of rules, image checks, and checks of BuildKit and hadolint. */
export type RuleSettings = ReadonlyMap<string, RuleSetting>;

/** What both set: of one rule `over` beats `under` in what it sets itself, its severity and each of its options. */
export function mergeRuleSettings(under: RuleSettings, over: RuleSettings): RuleSettings {
  const merged = new Map(under);
  for (const [id, setting] of over) {
    const below = under.get(id);
    const options = { ...below?.options, ...setting.options };
    merged.set(id, { ...below, ...setting, ...(Object.keys(options).length === 0 ? {} : { options }) });
  }
  return merged;
}

/** The names of the options that are set. */
export function optionNames({ minBytes, except }: RuleOptions): readonly RuleOptionName[] {
  return [
    ...(minBytes === undefined ? [] : ['min-bytes' as const]),
    ...(except === undefined ? [] : ['except' as const]),
  ];
}
