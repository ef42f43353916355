import { declarationsOf } from '../dockerfile/declarations.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { fileEnd, fileOffset } from '../dockerfile/joined.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { rangeOf } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { dropWords } from './go-flag-edits.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { Remark, RuleContext, RuleEdit } from './rule.ts';

/** Modules are on unless GO111MODULE says otherwise since 1.16: https://go.dev/doc/go1.16#modules */
const ON_BY_DEFAULT = 16;

/** Commands within commands, by `$(…)`. */
const MAX_NESTED = 8;

/**
 * Where GO111MODULE is set to what Go takes anyhow. One value in the whole file: where another is in play, setting it back
 * does something.
 */
export function obsoleteModuleModes(context: RuleContext): readonly Remark[] {
  const { text } = context.dockerfile.source;
  const values = new Set(
    [...text.matchAll(/\bGO111MODULE(?:[= ]["']?|\b)([^\s"';&|)]*)/g)].map((match) => match[1] ?? ''),
  );
  const [mode] = values;
  if (values.size !== 1 || (mode !== 'on' && mode !== 'auto')) return [];
  // `auto` makes a difference where no go.mod lies.
  if (mode === 'auto' && context.files?.exists('go.mod') !== true) return [];
  if (/\$\{?GO111MODULE|\bARG\s[^\n]*GO111MODULE/i.test(text)) return [];
  return [...context.reached].flatMap((stage) => {
    if (!isModern(context, stage)) return [];
    return [
      ...stage.instructions.flatMap((instruction) => inEnv(context, instruction, mode)),
      ...context.runs.filter((run) => run.stage === stage).flatMap((run) => inRun(context, run, mode)),
    ];
  });
}

function isModern(context: RuleContext, stage: Stage): boolean {
  const go = context.imageState(stage).facts?.go;
  if (go === undefined) return false;
  return go.minor === undefined ? go.toolchain === 'local' : go.minor >= ON_BY_DEFAULT;
}

function inEnv({ dockerfile }: RuleContext, instruction: Instruction, mode: string): readonly Remark[] {
  if (instruction.keyword !== 'ENV') return [];
  const { source, directives } = dockerfile;
  const { body } = instruction;
  const declared = declarationsOf(instruction, directives.escapeChar);
  return declared
    .filter(({ name }) => name === 'GO111MODULE')
    .flatMap(({ at }) => {
      const word = new RegExp(`^GO111MODULE[= ]\\s*(["']?)${mode}\\1(?=\\s|$)`).exec(body.text.slice(at));
      if (word === null) return [];
      const range = rangeOf(source, fileOffset(body, at), fileEnd(body, at + word[0].length));
      const { text, lineStarts } = source;
      const whole = { start: lineStarts[instruction.range.line - 1] ?? 0, end: lineEnd(text, instruction.range.end) };
      const edit =
        declared.length === 1
          ? // What stands in the lines of the instruction beside it, stays: a comment.
            instruction.comments.some(({ range: { start } }) => start > instruction.range.start)
            ? undefined
            : { ...whole, text: '' }
          : dropWords(text, range.start, range.end);
      return [remark(mode, range, edit)];
    });
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at + 1;
}

function inRun({ dockerfile }: RuleContext, run: RunScript, mode: string): readonly Remark[] {
  const { text } = dockerfile.source;
  const pattern = new RegExp(`\\bGO111MODULE=(["']?)${mode}\\1(?=[\\s;&|]|$)`, 'g');
  const matches = [...run.text.matchAll(pattern)];
  const commands = matches.length === 0 ? [] : plainCommandsOf(run);
  let next = 0;
  return matches.flatMap(({ index, 0: word }) => {
    // Both are in the order of the text; a command within another ends before it.
    while ((commands[next]?.command.end ?? Infinity) <= index) next += 1;
    const command = commands
      .slice(next, next + MAX_NESTED)
      .find(({ command: { at, end } }) => at <= index && index < end);
    if (command === undefined) return [];
    const { program, name, args, environment } = command;
    const range = run.range(index, index + word.length);
    const isPrefix = index < program.at && environment.has('GO111MODULE');
    const others = args.filter((each) => !/^-|^env$/.test(each.text)).length > 1;
    const sets =
      name === 'export' || (name === 'go' && args[0]?.text === 'env' && args.some((each) => each.text === '-w'));
    if (!isPrefix && !sets) return [];
    if (text.slice(range.start, range.end) !== word) return [remark(mode, range, undefined)];
    const blank = /^[ \t]+/.exec(text.slice(range.end))?.[0].length ?? 0;
    const edit = isPrefix
      ? blank > 0
        ? { start: range.start, end: range.end + blank, text: '' }
        : undefined
      : others
        ? dropWords(text, range.start, range.end)
        : undefined;
    return [remark(mode, range, edit)];
  });
}

function remark(mode: string, range: Remark['range'], edit: RuleEdit | undefined): Remark {
  return {
    message:
      mode === 'on'
        ? 'GO111MODULE=on is what Go takes anyhow since 1.16: take it out'
        : 'GO111MODULE=auto is of the time of GOPATH, and there is a go.mod: take it out',
    range,
    ...(edit === undefined || mode !== 'on' ? {} : { fix: { safe: true, edits: [edit] } }),
  };
}
