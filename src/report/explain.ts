import type { ImageCheck } from '../image/checks/check.ts';
import type { Example, Rule, RulePage } from '../lint/rule.ts';
import { imageCheckUrl, ruleUrl } from '../model/project.ts';
import { RULE_OPTION_NAMES, type RuleOptionName } from '../model/rule-setting.ts';
import type { Paint } from './text.ts';

/** How far a rule's fix goes, in words. */
export const FIX_WORDS: Readonly<Record<Rule['fix'], string>> = {
  none: 'none',
  safe: 'safe: --fix writes it',
  suggested: 'suggested: --diff shows it',
};

type OptionSentences = Readonly<Partial<Record<RuleOptionName, string>>>;

const CHECK_OPTIONS = {
  'min-bytes': 'It speaks from this size on, instead of from the threshold above.',
  except: 'Files at these paths or patterns in the image, and all that lies below them, are left out.',
} as const;

/** What the options of a check do, a sentence each. */
export function checkOptions({ options = [] }: ImageCheck): OptionSentences {
  return Object.fromEntries(options.map((name) => [name, CHECK_OPTIONS[name]]));
}

/** Options as a list in Markdown. */
export function optionLines(sentences: OptionSentences): string {
  return RULE_OPTION_NAMES.flatMap((name) => {
    const sentence = sentences[name];
    return sentence === undefined ? [] : [`- \`${name}\`: ${sentence}`];
  }).join('\n');
}

const STYLES = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

/** What the page of a rule says, for a terminal. */
export function explainRule(rule: Rule, page: RulePage, paint: Paint): string {
  const facts = [
    `Severity: ${paint(STYLES[rule.severity], rule.severity)}`,
    `Fix: ${FIX_WORDS[rule.fix]}`,
    ...(rule.runtimeOnly === true ? ['Judges only images that are run as a service'] : []),
  ];
  const example = ({ bad, good }: Example): string =>
    `${paint('bold', 'Found')}\n\n${indent(bad)}\n\n${paint('bold', 'Better')}\n\n${indent(good)}`;
  return `${[
    `${paint('bold', rule.id)}: ${rule.summary}`,
    facts.join('\n'),
    unmarked(page.why),
    `What it saves: ${unmarked(page.saves)}`,
    ...(page.options === undefined ? [] : [`Options:\n${unmarked(optionLines(page.options))}`]),
    ...page.examples.map(example),
    `Silence it in one place with "# plimsoll ignore=${rule.id} reason" above the instruction,\neverywhere with --rule ${rule.id}=off.`,
    ruleUrl(rule.id),
  ].join('\n\n')}\n`;
}

/** What the page says of a check on the built image, for a terminal. */
export function explainCheck(check: ImageCheck, paint: Paint): string {
  return `${[
    `${paint('bold', check.id)}: ${check.summary}`,
    `Severity: ${paint(STYLES[check.severity], check.severity)}\nSpeaks from: ${check.threshold}`,
    unmarked(check.why),
    `What to do: ${unmarked(check.fix)}`,
    ...(check.options === undefined ? [] : [`Options:\n${optionLines(checkOptions(check)).replaceAll('`', '')}`]),
    `Silence it with --rule ${check.id}=off.`,
    imageCheckUrl(check.id),
  ].join('\n\n')}\n`;
}

/** All rules, one a line: id, severity, how far the fix goes, summary. */
export function listRules(rules: readonly Rule[], paint: Paint): string {
  const widest = Math.max(0, ...rules.map(({ id }) => id.length));
  return rules
    .map(({ id, severity, fix, summary }) => {
      const fixable = (fix === 'none' ? '' : fix).padEnd('suggested'.length);
      return `${paint('bold', id.padEnd(widest))}  ${paint(STYLES[severity], severity.padEnd('warning'.length))}  ${fixable}  ${summary}\n`;
    })
    .join('');
}

/** Markdown's marks of code and bold are no help in a terminal. */
function unmarked(text: string): string {
  return text.replaceAll('`', '').replaceAll('**', '');
}

function indent(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '  ');
}
