import type { GoBuild } from './go-build.ts';
import { lastBoolean } from './go-flags.ts';
import type { RuleEdit } from './rule.ts';

/** Adds a flag to a Go build, right behind its verb; undefined where the command is not written out in the file. */
export function insertFlag(text: string, build: GoBuild, flag: string): RuleEdit | undefined {
  const { range, verb, run, invocation } = build;
  const written = text.slice(range.start, range.end);
  const { program, args } = invocation;
  if (!written.startsWith(program.text) || !written.endsWith(verb)) return undefined;
  let { end } = range;
  // `-C dir` has to be the first flag of all.
  const at = args.findIndex((word) => word.text === verb);
  const next = args[at + 1];
  if (next !== undefined && /^--?C(?:=|$)/.test(next.text)) {
    const last = next.text.includes('=') ? next : args[at + 2];
    if (last === undefined) return undefined;
    end = run.range(last.at, last.end).end;
  }
  return { start: end, end, text: ` ${flag}` };
}

/**
 * Makes `-s -w` of a build's linker flags, into which they are merged; undefined where the flags that count are not
 * written out for this command, or say on purpose that something stays.
 */
export function stripEdit(text: string, build: GoBuild): RuleEdit | undefined {
  const { words } = build.linkerFlags;
  const own = build.flags.values.get('ldflags');
  // What GOFLAGS says, a flag of the command would replace.
  if (own === undefined) return words.length > 0 ? undefined : insertFlag(text, build, '-ldflags="-s -w"');
  if (lastBoolean(words, 's') === false) return undefined;
  const value = valueRange(text, build);
  if (value === undefined) return undefined;
  if (lastBoolean(words, 'w') === false) return dropOff(value);
  const added = lastBoolean(words, 'w') === true ? '-s' : '-s -w';
  const { start, raw } = value;
  const quoted = /^(["'])(?:[^\s"'=-][^\s"'=]*=)?/.exec(raw);
  if (quoted !== null) {
    const at = start + quoted[0].length;
    return { start: at, end: at, text: raw[quoted[0].length] === quoted[1] ? added : `${added} ` };
  }
  return /^-[\w.=/:+-]+$/.test(raw) ? { start, end: start + raw.length, text: `"${added} ${raw}"` } : undefined;
}

interface Written {
  readonly start: number;
  /** With its quotes. */
  readonly raw: string;
}

/** The value of the last `-ldflags` of the command, as it is written. */
function valueRange(text: string, { invocation, run }: GoBuild): Written | undefined {
  const at = invocation.args.findLastIndex((word) => /^--?ldflags(?:=|$)/.test(word.text));
  const word = invocation.args[at];
  const next = invocation.args[at + 1];
  if (word === undefined) return undefined;
  const { start, end } = run.range(word.at, word.end);
  const raw = text.slice(start, end);
  const flag = /^--?ldflags=/.exec(raw);
  if (flag !== null) return { start: start + flag[0].length, raw: raw.slice(flag[0].length) };
  const whole = /^(["'])--?ldflags=/.exec(raw);
  // `"-ldflags=-X a=b"`: the quote stands before the flag.
  if (whole !== null) return { start: start + whole[0].length - 1, raw: `${whole[1]}${raw.slice(whole[0].length)}` };
  if (!/^--?ldflags$/.test(raw) || next === undefined) return undefined;
  const value = run.range(next.at, next.end);
  return { start: value.start, raw: text.slice(value.start, value.end) };
}

/** `-w=0` becomes `-w`. */
function dropOff({ start, raw }: Written): RuleEdit | undefined {
  const found = [...raw.matchAll(/(?<=^|[\s"'=])--?w(=(?:0|f|F|false|FALSE|False))(?=$|[\s"'])/g)];
  const only = found[0];
  if (only === undefined || found.length > 1) return undefined;
  const value = only[1] ?? '';
  const at = start + only.index + only[0].length - value.length;
  return { start: at, end: at + value.length, text: '' };
}

/**
 * Takes words that follow one another out of a command, with the blank before them; a line of which nothing is left goes
 * whole.
 */
export function dropWords(text: string, start: number, end: number): RuleEdit {
  let from = start;
  while (/[ \t]/.test(text[from - 1] ?? '')) from -= 1;
  if (text[from - 1] !== '\n') return { start: from, end, text: '' };
  const rest = /^[ \t]*[\\`][ \t]*\r?\n/.exec(text.slice(end));
  if (rest !== null) return { start: from, end: end + rest[0].length, text: '' };
  const loose = /[ \t]*[\\`][ \t]*\r?\n$/.exec(text.slice(0, from));
  return /^[ \t]*\r?(?:\n|$)/.test(text.slice(end)) && loose !== null
    ? { start: loose.index, end, text: '' }
    : { start, end: end + (/^[ \t]+/.exec(text.slice(end))?.[0].length ?? 0), text: '' };
}
