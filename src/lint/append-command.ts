import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { fileEnd } from '../dockerfile/joined.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import type { RuleEdit } from './rule.ts';

/** Ends a RUN with one more command, in the way that its lines are written; no edit where that may change what it does. */
export function appendCommand(dockerfile: Dockerfile, run: RunScript, command: string): readonly RuleEdit[] {
  const { body, exec, heredocs, range } = run.instruction;
  if (exec !== undefined || heredocs.length > 0) return [];
  // Nothing comes after a comment, a loose end or a shell that is left.
  if (/[;&|\\]$|(?:^|\s)#/.test(body.text)) return [];
  if (run.script.commands.some(({ words }) => words[0]?.text === 'exit' || words[0]?.text === 'exec')) return [];
  const { text } = dockerfile.source;
  const { escapeChar } = dockerfile.directives;
  const end = fileEnd(body, body.text.length);
  const lines = text.slice(range.start, end).split('\n');
  const last = lines.at(-1) ?? '';
  if (lines.length === 1) return [{ start: end, end, text: ` && ${command}` }];
  const indent = /^[ \t]*/.exec(last)?.[0] ?? '';
  const leads = last.trimStart().startsWith('&&') || !lines.some((line) => /&&[ \t]*[\\`]\r?$/.test(line));
  const joint = leads ? ` ${escapeChar}\n${indent}&& ` : ` && ${escapeChar}\n${indent}`;
  return [{ start: end, end, text: `${joint}${command}` }];
}
