import { parseSize } from '../model/bytes.ts';
import { ConfigError } from '../model/errors.ts';
import { isSeverity, SEVERITIES, type Severity } from '../model/finding.ts';
import {
  mergeRuleSettings,
  RULE_OPTION_NAMES,
  type RuleOptionName,
  type RuleOptions,
  type RuleSettings,
} from '../model/rule-setting.ts';
import { suggestion } from '../model/suggest.ts';

/**
 * One setting each: `ID=LEVEL`, `ID.min-bytes=SIZE` or `ID.except=PATTERN`, with `=` or `:`. The last level and size of
 * a rule count, its patterns add up.
 * @throws ConfigError for a level, option or size that is none; which rule has which option is not known here
 */
export function readRules(entries: readonly string[]): RuleSettings {
  let rules: RuleSettings = new Map();
  for (const entry of entries) {
    const [, id, option, value] = /^([\w-]+)(?:\.([^\s=:]+))?\s*[=:]\s*(\S(?:.*\S)?)$/.exec(entry) ?? [];
    if (id === undefined || value === undefined || (option === undefined && /\s/.test(value))) {
      throw new ConfigError(`"${entry}" does not set a rule`, {
        hint: 'write rule-id=off, note, warning or error; or an option, as in rule-id.min-bytes=1MB, rule-id.except=testdata',
      });
    }
    const setting =
      option === undefined
        ? { severity: readLevel(value, id) }
        : { options: readOption(option, value, id, rules.get(id)?.options) };
    rules = mergeRuleSettings(rules, new Map([[id, setting]]));
  }
  return rules;
}

function readLevel(text: string, id: string): Severity | 'off' {
  if (text === 'off' || isSeverity(text)) return text;
  throw new ConfigError(`unknown level "${text}" for rule ${id}`, { hint: suggestion(text, [...SEVERITIES, 'off']) });
}

function readOption(name: string, text: string, id: string, before: RuleOptions | undefined): RuleOptions {
  const known = RULE_OPTION_NAMES.find((option) => option === name);
  if (known === undefined) {
    throw new ConfigError(`unknown option "${name}" for rule ${id}`, { hint: suggestion(name, RULE_OPTION_NAMES) });
  }
  const read: Readonly<Record<RuleOptionName, () => RuleOptions>> = {
    'min-bytes': () => ({ minBytes: readSize(text, `${id}.${name}`) }),
    except: () => ({ except: [...(before?.except ?? []), text] }),
  };
  return read[known]();
}

function readSize(text: string, what: string): number {
  try {
    return parseSize(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${what}: ${error.message}`, { hint: error.hint, cause: error });
  }
}
