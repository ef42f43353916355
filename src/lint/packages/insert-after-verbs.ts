import type { RuleEdit } from '../rule.ts';
import type { PackageCommand } from './package-command.ts';

/** Puts an option after the verb of each command; no edit where a verb does not stand in the file as itself. */
export function insertAfterVerbs(
  text: string,
  option: string,
  commands: readonly PackageCommand[],
): readonly RuleEdit[] {
  const edits = commands.flatMap(({ run, verb, verbWord }) => {
    const { start, end } = run.range(verbWord.at, verbWord.end);
    return text.slice(start, end) === verb ? [{ start: end, end, text: ` ${option}` }] : [];
  });
  return edits.length === commands.length ? edits : [];
}
