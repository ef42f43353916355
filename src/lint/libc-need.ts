import type { GoFact, GoProgram, GoSource } from '../gosource/facts.ts';
import type { Answer } from './images/facts.ts';

/** What a program would take libc in for if cgo were on. */
export interface LibcNeed {
  readonly answer: Answer;
  /** Has it C code, its own or a module's, beside that of the standard library? The C linker is used then. */
  readonly cCode: Answer;
  /** The first place that says so. */
  readonly fact: GoFact | undefined;
}

const UNKNOWN_NEED: LibcNeed = { answer: 'unknown', cCode: 'unknown', fact: undefined };

/**
 * What the programs of a build need libc for: of several, what is true of all of them.
 * @param tags of the build; `netgo` and `osusergo` keep net and os/user from libc
 */
export function libcNeedOf(source: GoSource | undefined, tags: readonly string[]): LibcNeed {
  if (source === undefined || source.unresolved.length > 0) return UNKNOWN_NEED;
  const needs = source.programs.map((program) => needOf(program, tags));
  const [first] = needs;
  if (first === undefined) return UNKNOWN_NEED;
  return {
    answer: common(needs.map(({ answer }) => answer)),
    cCode: common(needs.map(({ cCode }) => cCode)),
    fact: first.fact,
  };
}

function needOf(program: GoProgram, tags: readonly string[]): LibcNeed {
  const inC = program.facts.filter(({ use }) => use === 'cgo');
  const facts = program.facts.filter(
    ({ use }) =>
      use === 'cgo' ||
      use === 'plugin' ||
      (use === 'net' && !tags.includes('netgo')) ||
      (use === 'os-user' && !tags.includes('osusergo')),
  );
  const otherwise = program.complete && program.unknown.length === 0 ? 'no' : 'unknown';
  return {
    answer: facts.length > 0 ? 'yes' : otherwise,
    cCode: inC.length > 0 ? 'yes' : otherwise,
    // The program's own words tell more than those of a module that it has in vendor/.
    fact: facts.find(({ own }) => own) ?? facts[0],
  };
}

function common(answers: readonly Answer[]): Answer {
  const [first = 'unknown'] = answers;
  return answers.every((answer) => answer === first) ? first : 'unknown';
}

/** `main.go:5 has import "net"`: the place, for a message. */
export function factText({ at, what }: GoFact): string {
  return `${at.file}:${at.line} has ${what}`;
}
