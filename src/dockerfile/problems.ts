import { nearest } from '../model/suggest.ts';
import { argumentComplaint } from './argument-problems.ts';
import { type Complaint, clip } from './complaint.ts';
import { flagComplaint } from './flag-problems.ts';
import type { Instruction } from './instruction.ts';
import { KEYWORDS } from './keywords.ts';
import { type Problem, problemAt } from './problem.ts';
import { lookupVariable, type Scope } from './scope.ts';
import type { Source } from './source.ts';
import { linkComplaint } from './stage-links.ts';
import type { Stage } from './stages.ts';
import type { Known } from './variables.ts';
import { demandComplaint, wordComplaint, wordsOf } from './word-problems.ts';

export interface ProblemInput {
  readonly source: Source;
  readonly instructions: readonly Instruction[];
  readonly globals: Scope;
  readonly stages: readonly Stage[];
  readonly escapeChar: string;
}

/** What BuildKit would refuse in instructions that could be told apart. */
export function findProblems(input: ProblemInput): readonly Problem[] {
  const { source, instructions, escapeChar } = input;
  const place = (complaint: Complaint, fallback: { readonly start: number; readonly end: number }): Problem => {
    const { start, end } = complaint.at ?? fallback;
    return problemAt(source, start, end, complaint.message, complaint.hint);
  };
  const whole = wholeFile(input);
  if (whole !== undefined) return [place(whole, { start: 0, end: 0 })];

  const problems: Problem[] = [];
  let staged = false;
  let lastUnknown = -2;
  for (const instruction of instructions) {
    const fallback = instruction.keywordRange;
    if (!KEYWORDS.includes(instruction.keyword)) {
      // One lost continuation makes a run of them: the first says it all.
      if (lastUnknown !== instruction.index - 1)
        problems.push(place(unknownInstruction(source, instruction), fallback));
      lastUnknown = instruction.index;
      continue;
    }
    if (instruction.keyword === 'FROM') staged = true;
    else if (!staged && instruction.keyword !== 'ARG') {
      problems.push(
        place(
          { message: `${instruction.keyword} stands before the first FROM`, hint: 'only ARG may stand there' },
          fallback,
        ),
      );
      continue;
    }
    const complaint =
      flagComplaint(instruction, escapeChar) ??
      argumentComplaint(instruction, escapeChar) ??
      wordComplaint(source, instruction, escapeChar) ??
      // Of a stage's own words it is asked only where the stage is built.
      (staged && instruction.keyword !== 'FROM'
        ? undefined
        : demandComplaint(wordsOf(instruction, escapeChar), escapeChar, (name) =>
            globalVariable(input.globals, name, instruction.index),
          ));
    if (complaint !== undefined) problems.push(place(complaint, fallback));
  }
  for (const stage of input.stages) {
    const complaint = baseComplaint(stage) ?? platformComplaint(stage);
    if (complaint !== undefined)
      problems.push(place(complaint, stage.from.body.text === '' ? stage.from.keywordRange : stage.from.range));
  }
  const link = linkComplaint(input.stages);
  if (link !== undefined) problems.push(place(link[0], link[1].keywordRange));
  return problems;
}

/** Above the first FROM, and in FROM, the arguments that BuildKit sets itself are there without an ARG. */
function globalVariable(globals: Scope, name: string, index: number): Known {
  return /^(?:BUILD|TARGET)/.test(name) ? { state: 'unknown' } : lookupVariable(globals, name, index);
}

function wholeFile({ source, instructions, stages }: ProblemInput): Complaint | undefined {
  if (instructions.length === 0) {
    return source.text.trim() === '' || source.text.trim() === '\uFEFF'
      ? { message: 'this file is empty', hint: 'a Dockerfile begins with FROM' }
      : { message: 'this file holds no instruction', hint: 'a Dockerfile begins with FROM' };
  }
  if (stages.length > 0 || instructions.some((instruction) => !KEYWORDS.includes(instruction.keyword)))
    return undefined;
  const first = instructions[0];
  return {
    message: 'this file has no FROM, so there is nothing to build',
    hint: 'begin with FROM and the image to build on',
    ...(first === undefined ? {} : { at: first.keywordRange }),
  };
}

function unknownInstruction(source: Source, { keyword, keywordRange }: Instruction): Complaint {
  const written = source.text.slice(keywordRange.start, keywordRange.end);
  // Over two lines, the file has an escape and a line end in it.
  const word = written.includes('\n') ? keyword : written;
  const near = nearest(word, KEYWORDS);
  return {
    message: `unknown instruction "${clip(word)}"`,
    hint:
      near === undefined
        ? 'if the line belongs to the one above, that one must end in a backslash'
        : `did you mean ${near}?`,
  };
}

function baseComplaint({ base }: Stage): Complaint | undefined {
  const { raw, resolved } = base;
  if (raw === '' || resolved === undefined || resolved === 'scratch' || base.stage !== undefined) return undefined;
  if (resolved === '') {
    return {
      message: `FROM ${clip(raw)} names no image: the variable has no value`,
      hint: 'declare it with a default before the first FROM: ARG NAME=image',
    };
  }
  if (base.reference !== undefined) return undefined;
  return {
    message: `"${clip(resolved)}" is not an image reference`,
    hint: /[A-Z]/.test(resolved) ? 'names of images are in lower case' : 'write [registry/]name[:tag][@digest]',
  };
}

/** As containerd's platforms.Parse has it; whether the platform exists is another matter. */
function platformComplaint({ platform }: Stage): Complaint | undefined {
  const { raw, resolved } = platform ?? {};
  if (raw === undefined || raw === '' || resolved === undefined) return undefined;
  if (/^[\w-]+(?:\([\w.%+-]*\))?(?:\/[\w.-]+){0,2}$/.test(resolved)) return undefined;
  return resolved === ''
    ? {
        message: `--platform=${clip(raw)} names no platform: the variable has no value`,
        hint: 'declare it with a default',
      }
    : { message: `"${clip(resolved)}" is not a platform`, hint: 'write os/arch, or os/arch/variant' };
}
