import { exceptReader } from '../dockerfile/except.ts';
import { ConfigError } from '../model/errors.ts';
import { IMAGE_CHECK_IDS, IMAGE_CHECK_OPTIONS } from '../model/image-check-ids.ts';
import { optionNames, type RuleOptionName, type RuleOptions, type RuleSettings } from '../model/rule-setting.ts';
import { ruleSuggestion } from './rule-ids.ts';
import { RULES } from './rules/index.ts';
import { isForeignCheck } from './same-cause.ts';

/**
 * Are the settings of rules and checks that exist, with options that those have?
 * @throws ConfigError for an id that no rule has, with the nearest one; for an option that a rule does not have, with
 * those that it has; for a pattern that is none
 */
export function checkRuleSettings(settings: RuleSettings): void {
  const known = optionsById();
  for (const [id, { options }] of settings) {
    const has = known.get(id);
    // A setting may speak of a check of BuildKit or hadolint, whose findings are merged in.
    if (has === undefined && !isForeignCheck(id))
      throw new ConfigError(`there is no rule "${id}"`, { hint: ruleSuggestion(id, [...known.keys()]) });
    if (options !== undefined) checkOptions(id, options, has ?? []);
  }
}

function optionsById(): ReadonlyMap<string, readonly RuleOptionName[]> {
  const byCheck: Readonly<Record<string, readonly RuleOptionName[]>> = IMAGE_CHECK_OPTIONS;
  return new Map([
    ...RULES.map(({ id, options }) => [id, options ?? []] as const),
    ...IMAGE_CHECK_IDS.map((id) => [id, byCheck[id] ?? []] as const),
  ]);
}

function checkOptions(id: string, options: RuleOptions, has: readonly RuleOptionName[]): void {
  for (const name of optionNames(options)) {
    if (has.includes(name)) continue;
    throw new ConfigError(`rule ${id} has no option ${name}`, {
      hint:
        has.length === 0
          ? `${id} takes no options`
          : `${id} has the ${has.length === 1 ? 'option' : 'options'} ${has.join(' and ')}`,
    });
  }
  try {
    exceptReader(options.except);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`rule ${id}: ${error.message}`, { hint: error.hint, cause: error });
  }
}
