import type { Directives } from './directives.ts';
import { type Instruction, parseInstruction } from './instruction.ts';
import { type Problem, problemAt } from './problem.ts';
import { findProblems } from './problems.ts';
import type { Scope } from './scope.ts';
import { createSource, type Source } from './source.ts';
import { type Comment, splitStatements } from './split.ts';
import { lineageOf, readStages, type Stage, targetStage } from './stages.ts';

/** A Dockerfile as read: nothing in it was run, and nothing beside it was looked at. */
export interface Dockerfile {
  /** Its path as findings name it. */
  readonly file: string;
  readonly source: Source;
  readonly directives: Directives;
  readonly instructions: readonly Instruction[];
  /** The comment lines that no instruction follows. */
  readonly trailingComments: readonly Comment[];
  /** The ARG instructions before the first FROM, and what they come to. */
  readonly globalArgs: readonly Instruction[];
  readonly globals: Scope;
  /** The `--build-arg` values that it was read with. */
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
  /** What BuildKit would refuse, in the order of the file. A problem costs one instruction, not the file. */
  readonly problems: readonly Problem[];
}

const NO_ARGS: ReadonlyMap<string, string> = new Map();

/**
 * Reads a Dockerfile; never throws.
 * @param file the path that findings will name
 * @param buildArgs `--build-arg` values, which win over the defaults of ARG
 */
export function parseDockerfile(text: string, file: string, buildArgs = NO_ARGS): Dockerfile {
  const whole = createSource(text);
  const binary = binaryProblem(whole);
  // Of a binary file nothing is read: what looks like an instruction in it is none.
  const source = binary === undefined ? whole : createSource('');
  const { directives, statements, trailingComments, problems } = splitStatements(source);
  const { escapeChar } = directives;
  const instructions = statements.map((statement, index) => parseInstruction(source, statement, index, escapeChar));
  const { globals, globalArgs, stages } = readStages(instructions, escapeChar, buildArgs);
  const found =
    binary === undefined
      ? [...problems, ...findProblems({ source, instructions, globals, stages, escapeChar })]
      : [binary];
  return {
    file,
    source: whole,
    directives,
    instructions,
    trailingComments,
    globalArgs,
    globals,
    buildArgs,
    stages,
    problems: found.toSorted((a, b) => a.range.start - b.range.start),
  };
}

function binaryProblem(source: Source): Problem | undefined {
  const at = source.text.indexOf('\0');
  if (at === -1) return undefined;
  // The byte order mark of UTF-16 is no UTF-8, and every other byte of its plain letters is zero.
  const utf16 = source.text.startsWith('\uFFFD\uFFFD');
  return utf16
    ? problemAt(source, 0, 1, 'this is UTF-16 text', 'save it as UTF-8, which is what BuildKit reads')
    : problemAt(source, at, at + 1, 'this is not text: it holds a NUL byte', 'name a Dockerfile, saved as UTF-8');
}

/**
 * The stages whose layers a build of `target` ships, the root first; empty in a file without stages.
 * @throws ConfigError where there is no such stage
 */
export function shippedLineage(dockerfile: Dockerfile, target?: string): readonly Stage[] {
  const stage = targetStage(dockerfile, target);
  return stage === undefined ? [] : lineageOf(stage);
}
