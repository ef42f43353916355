import { ruleSuggestion } from '../lint/rule-ids.ts';
import { RULE_PAGES } from '../lint/rule-pages.ts';
import { RULES } from '../lint/rules/index.ts';
import { ConfigError, EXIT } from '../model/errors.ts';
import { explainCheck, explainRule, listRules } from '../report/explain.ts';
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
  const wanted = id.toLowerCase();
  const rule = RULES.find((candidate) => candidate.id === wanted);
  const page = RULE_PAGES[wanted];
  if (rule !== undefined && page !== undefined) {
    out(explainRule(rule, page, paint));
    return EXIT.fine;
  }
  const { IMAGE_CHECKS } = await import('../image/checks/index.ts');
  const check = IMAGE_CHECKS.find((candidate) => candidate.id === wanted);
  if (check === undefined) {
    const known = [...RULES, ...IMAGE_CHECKS].map((candidate) => candidate.id);
    throw new ConfigError(`there is no rule "${id}"`, { hint: ruleSuggestion(id, known) });
  }
  out(explainCheck(check, paint));
  return EXIT.fine;
}
