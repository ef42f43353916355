import { nearest } from '../model/suggest.ts';
import { isBrokenExecForm } from './exec-form.ts';
import type { Instruction } from './instruction.ts';
import { FLAGS, KEYWORDS } from './keywords.ts';
import { type Problem, problemAt } from './problem.ts';
import type { Source } from './source.ts';
import type { Stage } from './stages.ts';
import { splitPlainWords, splitQuotedWords } from './words.ts';

export interface ProblemInput {
  readonly source: Source;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly escapeChar: string;
}

type Complaint = {
  readonly message: string;
  readonly hint: string;
  readonly at?: { readonly start: number; readonly end: number };
};

/** What BuildKit would refuse in instructions that could be told apart. */
export function findProblems(input: ProblemInput): readonly Problem[] {
  const { source, instructions } = input;
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
    const complaint = flagComplaint(instruction) ?? argumentComplaint(instruction, input.escapeChar);
    if (complaint !== undefined) problems.push(place(complaint, fallback));
  }
  for (const stage of input.stages) {
    const complaint = baseComplaint(stage);
    if (complaint !== undefined)
      problems.push(place(complaint, stage.from.body.text === '' ? stage.from.keywordRange : stage.from.range));
  }
  return problems;
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

function unknownInstruction(source: Source, { keywordRange }: Instruction): Complaint {
  const word = source.text.slice(keywordRange.start, keywordRange.end);
  const near = nearest(word, KEYWORDS);
  return {
    message: `unknown instruction "${clip(word)}"`,
    hint:
      near === undefined
        ? 'if the line belongs to the one above, that one must end in a backslash'
        : `did you mean ${near}?`,
  };
}

function flagComplaint({ keyword, flags }: Instruction): Complaint | undefined {
  // What the trigger of an ONBUILD takes is the trigger's own matter.
  if (keyword === 'ONBUILD') return undefined;
  const known = FLAGS.get(keyword) ?? [];
  const repeatable: readonly string[] = ['mount', 'exclude', 'device'];
  const seen = new Set<string>();
  for (const flag of flags) {
    if (!known.includes(flag.name)) {
      const near = nearest(flag.name, known);
      return {
        message: `${keyword} has no flag --${clip(flag.name)}`,
        hint:
          near !== undefined
            ? `did you mean --${near}?`
            : known.length > 0
              ? `it takes --${known.join(', --')}`
              : 'it takes none',
        at: flag.range,
      };
    }
    if (seen.has(flag.name) && !repeatable.includes(flag.name)) {
      return { message: `--${flag.name} stands twice`, hint: 'keep one of them', at: flag.range };
    }
    seen.add(flag.name);
  }
  return undefined;
}

const NEEDS_ARGUMENT: readonly string[] = [
  'ARG',
  'ENV',
  'EXPOSE',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
  'HEALTHCHECK',
];

function argumentComplaint(instruction: Instruction, escapeChar: string): Complaint | undefined {
  const { keyword, body, exec } = instruction;
  if (body.text === '' && NEEDS_ARGUMENT.includes(keyword)) {
    return { message: `${keyword} has no argument`, hint: 'give it one, or drop the line' };
  }
  switch (keyword) {
    case 'FROM':
      return fromComplaint(splitPlainWords(body.text).map((word) => word.text));
    case 'COPY':
    case 'ADD': {
      const count = exec?.length ?? splitPlainWords(body.text).length;
      if (count < 2)
        return { message: `${keyword} needs a source and a destination`, hint: `write ${keyword} SOURCE DESTINATION` };
      break;
    }
    case 'SHELL':
      if (exec === undefined) return { message: 'SHELL takes a JSON array', hint: 'write SHELL ["/bin/sh", "-c"]' };
      break;
    case 'ENV':
    case 'LABEL':
      return assignmentComplaint(
        keyword,
        splitQuotedWords(body.text, escapeChar).map((word) => word.text),
      );
  }
  if (['RUN', 'CMD', 'ENTRYPOINT', 'COPY', 'ADD', 'VOLUME'].includes(keyword) && isBrokenExecForm(body.text)) {
    return {
      message: `the JSON array of ${keyword} holds something other than strings`,
      hint: 'put every word in double quotes',
    };
  }
  return undefined;
}

function fromComplaint(words: readonly string[]): Complaint | undefined {
  if (words.length !== 1 && (words.length !== 3 || words[1]?.toLowerCase() !== 'as')) {
    return {
      message: words.length === 0 ? 'FROM names no image' : 'FROM takes an image, or an image AS a name',
      hint: 'write FROM image, or FROM image AS name',
    };
  }
  const name = words[2];
  if (name === undefined || /^[a-z][a-z0-9-_.]*$/i.test(name)) return undefined;
  return {
    message: `"${clip(name)}" cannot name a stage`,
    hint: 'a name begins with a letter and holds letters, digits, "-", "_" and "."',
  };
}

function assignmentComplaint(keyword: string, words: readonly string[]): Complaint | undefined {
  const first = words[0];
  if (first === undefined) return undefined;
  if (!first.includes('=')) {
    return words.length > 1
      ? undefined
      : { message: `${keyword} ${clip(first)} has no value`, hint: `write ${keyword} ${clip(first)}=value` };
  }
  const without = words.find((word) => !word.includes('='));
  if (without === undefined) return undefined;
  return {
    message: `"${clip(without)}" in ${keyword} has no "="`,
    hint: 'put a value that holds spaces in double quotes',
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

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
