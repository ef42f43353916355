import { ruleSuggestion } from '../lint/rule-ids.ts';
import { RULES } from '../lint/rules/index.ts';
import { ConfigError, EXIT } from '../model/errors.ts';
import { explainRule, listRules } from '../report/explain.ts';
import { painter } from '../report/text.ts';
import type { ExplainArguments } from './program.ts';
import type { Shell } from './shell.ts';

/**
 * `plimsoll explain`: the page of a rule, or all rules in a line each.
 * @throws ConfigError for a rule that does not exist, with the nearest one
 */
export async function explainCommand({ rule: id }: ExplainArguments, { out, colour }: Shell): Promise<number> {
  const paint = painter(colour);
  if (id === undefined) {
    out(listRules(RULES, paint));
    return EXIT.fine;
  }
  const known = RULES.map((rule) => rule.id);
  const rule = RULES.find((candidate) => candidate.id === id.toLowerCase());
  if (rule === undefined) throw new ConfigError(`there is no rule "${id}"`, { hint: ruleSuggestion(id, known) });
  out(explainRule(rule, paint));
  return EXIT.fine;
}
