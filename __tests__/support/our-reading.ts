import { declarationsOf } from '../../src/dockerfile/declarations.ts';
import { type Dockerfile, parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import type { Instruction } from '../../src/dockerfile/instruction.ts';
import { splitPlainWords } from '../../src/dockerfile/words.ts';
import type { TheirFile, TheirInstruction } from './buildkit-parser.ts';

const WHOLE: readonly string[] = ['RUN', 'CMD', 'ENTRYPOINT', 'WORKDIR', 'USER', 'STOPSIGNAL'];
const WORDS: readonly string[] = ['ARG', 'FROM', 'COPY', 'ADD', 'VOLUME', 'SHELL'];

/** What both parsers are to agree on, instruction by instruction and stage by stage. */
export interface Reading {
  readonly escape: string;
  readonly instructions: readonly unknown[];
  readonly stages: readonly unknown[];
}

export function ourReading(text: string): Reading {
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  return {
    escape: dockerfile.directives.escapeChar,
    instructions: dockerfile.instructions.map((each) => ({
      keyword: each.keyword,
      line: each.range.line,
      endLine: each.range.endLine,
      flags: each.flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)),
      exec: each.exec !== undefined,
      args: argumentsOf(dockerfile, each),
      heredocs: each.heredocs.map(({ name, expand, chomp, content }) => ({ name, expand, chomp, content })),
    })),
    stages: dockerfile.stages.map(({ name, base, platform, instructions }) => ({
      name: name ?? '',
      base: base.raw,
      platform: platform?.raw ?? '',
      commands: instructions.length,
    })),
  };
}

/** The words that what reads an instruction further goes by. */
function argumentsOf({ directives }: Dockerfile, instruction: Instruction): readonly string[] {
  const { keyword, body, exec } = instruction;
  if (exec !== undefined) return exec;
  switch (keyword) {
    case 'ARG':
    case 'ENV':
      return declarationsOf(instruction, directives.escapeChar).map(({ name, raw }) =>
        raw === undefined ? name : `${name}=${raw}`,
      );
    case 'FROM':
    case 'COPY':
    case 'ADD':
    case 'VOLUME':
      return splitPlainWords(body.text).map((word) => word.text);
    default:
      return WHOLE.includes(keyword) && body.text !== '' ? [body.text] : [];
  }
}

function theirArguments({ keyword, exec, args }: TheirInstruction): readonly string[] {
  if (keyword === 'ENV')
    // Key, value and delimiter, one after another.
    return args.flatMap((key, index) => (index % 3 === 0 ? [`${bare(key)}=${args[index + 1]}`] : []));
  if (keyword === 'ARG') return args.map((word) => word.replace(/^[^=]*/, bare));
  const told = exec || WHOLE.includes(keyword) || WORDS.includes(keyword);
  return told && keyword !== 'HEALTHCHECK' ? args : [];
}

/** @param text what `file` was read from */
export function theirReading(file: TheirFile, text: string): Reading {
  const lines = text.split('\n');
  return {
    escape: file.escape,
    instructions: file.instructions.map((each) => ({
      keyword: each.keyword,
      line: each.line,
      endLine: lastOwnLine(lines, each),
      flags: each.flags,
      exec: each.exec && each.keyword !== 'HEALTHCHECK',
      args: theirArguments(each),
      heredocs: each.heredocs,
    })),
    stages: file.stages,
  };
}

/** Names are expanded later on, which takes their quotes away; we do so at once. */
function bare(name: string): string {
  return name.replace(/["']/g, '');
}

/** BuildKit counts blank lines and comments after a last continuation in, up to the end of the file. */
function lastOwnLine(lines: readonly string[], { line, endLine, heredocs }: TheirInstruction): number {
  let last = endLine;
  const isNothing = (text: string): boolean => text.trim() === '' || text.trimStart().startsWith('#');
  while (heredocs.length === 0 && last > line && isNothing(lines[last - 1] ?? '')) last -= 1;
  return last;
}
