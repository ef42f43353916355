import type { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { lastAtOrBelow } from '../../dockerfile/source.ts';
import type { Finding, Severity } from '../../model/finding.ts';
import type { RuleSettings } from '../../model/rule-setting.ts';
import { createIgnores } from '../ignores/ignores.ts';
import { inOrder } from '../lint.ts';
import { isTwinOf, oneCause, rulesLike } from '../same-cause.ts';
import type { ForeignFinding } from './foreign.ts';

export interface MergeInput {
  readonly dockerfile: Dockerfile;
  readonly own: readonly Finding[];
  readonly foreign: readonly ForeignFinding[];
  /** Was hadolint asked? Some rules of ours leave their matter to it then. */
  readonly hadolint: boolean;
  /** Settings of foreign checks too, by their names. */
  readonly rules?: RuleSettings | undefined;
}

/** Rules that say what hadolint says: where it was asked, it is the one to speak, or to have been told not to. */
const YIELDING: readonly string[] = ['add-for-copy', 'package-recommends'];

/** What hadolint says of a file that it cannot parse. */
const HADOLINT_UNREAD = 'DL1000';

/**
 * One list of what all tools say of a Dockerfile. What several say of one cause at one instruction is one finding, which
 * names the others in `also`. Our ignore comments and settings hold for the others' checks as well.
 */
export function mergeFindings({ dockerfile, own, foreign, hadolint, rules }: MergeInput): readonly Finding[] {
  const instructionOf = instructionReader(dockerfile);
  const byInstruction = new Map<number, Finding[]>();
  const place = (finding: Finding): Finding[] => {
    const at = finding.line === undefined ? -1 : instructionOf(finding.line);
    const list = byInstruction.get(at) ?? [];
    byInstruction.set(at, list);
    return list;
  };
  for (const finding of own) place(finding).push(finding);
  for (const finding of heard(dockerfile, foreign, rules)) {
    const list = place(finding);
    const twin = list.findIndex(({ rule }) => oneCause(rule, finding.rule) || isTwinOf(rule, finding.rule));
    const first = list[twin];
    if (first === undefined) list.push(finding);
    else list[twin] = fold(first, finding);
  }
  const all = [...byInstruction.values()].flat();
  return inOrder(all.filter(({ rule }) => !(hadolint && YIELDING.includes(rule))));
}

/** Both as one: ours, which knows the place and the fix, unless it yields. */
function fold(first: Finding, second: Finding): Finding {
  if (!YIELDING.includes(first.rule)) return { ...first, also: [...new Set([...first.also, second.rule])] };
  const { rule, source, severity, message, url } = second;
  return { ...first, rule, source, severity, message, url, also: [...first.also, first.rule] };
}

/** The foreign findings that nobody has silenced, as ours are. */
function heard(
  dockerfile: Dockerfile,
  foreign: readonly ForeignFinding[],
  rules: RuleSettings = new Map(),
): readonly Finding[] {
  const ignores = createIgnores(dockerfile);
  const { lineStarts } = dockerfile.source;
  const instructionOf = instructionReader(dockerfile);
  return foreign.flatMap((finding): readonly Finding[] => {
    const { source, check, message, line, endLine, url } = finding;
    const setting = rules.get(check)?.severity;
    if (setting === 'off') return [];
    const at = line === undefined ? undefined : instructionOf(line);
    const offset = dockerfile.instructions[at ?? -1]?.range.start ?? lineStarts[(line ?? 0) - 1];
    if (offset !== undefined && [check, ...rulesLike(check)].some((rule) => ignores.silences(rule, offset))) return [];
    // Of a file that is read here without complaint, the fault is hadolint's: it knows less of the language than BuildKit.
    const unread = check === HADOLINT_UNREAD && dockerfile.problems.length === 0;
    const severity: Severity = setting ?? (unread ? 'note' : finding.severity);
    const known = line !== undefined && line <= lineStarts.length ? { line, endLine: endLine ?? line } : {};
    const said = unread ? `hadolint cannot read this file, and says nothing else of it: ${message}` : message;
    return [{ rule: check, source, also: [], severity, message: said, file: dockerfile.file, ...known, url }];
  });
}

/** Index of the instruction that a line belongs to; -1 above the first. */
function instructionReader({ instructions }: Dockerfile): (line: number) => number {
  const starts = instructions.map(({ range }) => range.line);
  return (line) => {
    const index = lastAtOrBelow(starts, line);
    return instructions[index] !== undefined && (starts[index] ?? 0) <= line ? index : -1;
  };
}
