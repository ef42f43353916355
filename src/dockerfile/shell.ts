import {
  type AssignmentPrefix,
  type CommandArgument,
  forEachChild,
  type ParameterRemoveOperation,
  parse,
  type SyntaxNode,
  type Word,
  type WordPart,
} from 'unbash';
import { cutByPattern, type Known, type Lookup } from './variables.ts';

/** Stands in a word for what cannot be known before the shell runs. */
export const UNKNOWN = '\uFFFF';

export interface ShellWord {
  /** Quotes removed, variables replaced; what cannot be known is `UNKNOWN`. */
  readonly text: string;
  /** Index in the script. */
  readonly at: number;
  readonly end: number;
}

export interface ShellCommand {
  /** The program and its arguments; empty for a command of assignments alone. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the program: its environment. Undefined values are unknown. */
  readonly environment: ReadonlyMap<string, string | undefined>;
  /** What the script has assigned above it. Undefined values are unknown. */
  readonly variables: ShellVariable | undefined;
  readonly at: number;
  readonly end: number;
}

/** The last assignment so far, and those before it. */
export interface ShellVariable {
  readonly name: string;
  readonly value: string | undefined;
  readonly previous: ShellVariable | undefined;
}

/** The value that the script itself gave `name`: not at all, a known one, or (`value` undefined) one that is unknown. */
export function assignedValue(variables: ShellVariable | undefined, name: string): ShellVariable | undefined {
  let at = variables;
  while (at !== undefined && at.name !== name) at = at.previous;
  return at;
}

interface ShellExpansion {
  readonly name: string;
  /** Has it a value of its own where the variable is empty or unset (`${X:-d}`, `${X+d}`, `${X:?}`)? */
  readonly guarded: boolean;
  readonly at: number;
  readonly end: number;
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly expansions: readonly ShellExpansion[];
  /** Names that the script sets itself: by assignment, `for`, `read`, `export` and the like. */
  readonly assigned: ReadonlySet<string>;
  /** Names that it exports, at any place: what it starts sees their values. */
  readonly exported: ReadonlySet<string>;
  /** `set -a`: it exports whatever it assigns. */
  readonly exportsAll: boolean;
  /** Does it read commands from somewhere else (`.`, `source`, `eval`), which may set any name? */
  readonly sources: boolean;
}

/** How deep a tree is walked: the parser bounds it as well. */
const MAX_DEPTH = 200;
const DECLARING: readonly string[] = [
  'export',
  'declare',
  'typeset',
  'local',
  'readonly',
  'read',
  'getopts',
  'mapfile',
  'readarray',
];
const BRANCHING: readonly string[] = ['If', 'Case', 'For', 'ArithmeticFor', 'Select', 'While', 'Function'];

/** Reads a script of a POSIX shell or bash; never throws. `outer` is the environment that it starts in. */
export function readScript(text: string, outer: Lookup): ShellScript {
  const commands: ShellCommand[] = [];
  const expansions: ShellExpansion[] = [];
  const assigned = new Set<string>();
  const exported = new Set<string>();
  let exportsAll = false;
  // Values by straight-line reading: a name that is set twice, or in a loop or a branch, is unknown afterwards.
  const values = new Map<string, string | undefined>();
  let variables: ShellVariable | undefined;
  let sources = false;
  const lookup = (name: string): Known => {
    if (!assigned.has(name)) return outer(name);
    const value = values.get(name);
    return value === undefined ? { state: 'unknown' } : { state: 'set', value };
  };
  let branches = 0;
  const assign = (name: string, value: string | undefined): void => {
    const known = assigned.has(name) || branches > 0 ? undefined : value;
    values.set(name, known);
    variables = { name, value: known, previous: variables };
    assigned.add(name);
  };

  const readCommand = (node: Extract<SyntaxNode, { type: 'Command' }>): void => {
    const words = [...(node.name === undefined ? [] : [node.name]), ...node.args].flatMap((word) =>
      expandArgument(word, lookup),
    );
    const program = words[0]?.text;
    const environment = new Map<string, string | undefined>();
    for (const prefix of node.prefix) {
      if (prefix.type !== 'Assignment') continue;
      const value = assignedText(prefix, lookup);
      if (program === undefined) assign(prefix.name, value);
      else {
        environment.set(prefix.name, value);
        assigned.add(prefix.name);
      }
    }
    if (program === '.' || program === 'source' || program === 'eval') sources = true;
    if (program === 'set' && words.slice(1).some(({ text: word }) => /^-[a-z]*a|^allexport$/.test(word)))
      exportsAll = true;
    if (program !== undefined && DECLARING.includes(program)) {
      const exports = program === 'export' || words[1]?.text === '-x';
      for (const { text: word } of words.slice(1)) {
        const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(word);
        if (match?.[1] === undefined) continue;
        if (exports) exported.add(match[1]);
        // `export NAME` alone changes no value.
        if (match[2] === undefined && program === 'export') continue;
        assign(match[1], match[2] === undefined || match[2].includes(UNKNOWN) ? undefined : match[2]);
      }
    }
    commands.push({ words, environment, variables, at: node.pos, end: node.end });
  };

  const visit = (node: SyntaxNode, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    if (node.type === 'For' || node.type === 'Select') assign(node.name.text, undefined);
    if (node.type === 'SimpleExpansion') {
      expansions.push({ name: node.text.slice(1), guarded: false, at: node.pos, end: node.end });
    }
    if (node.type === 'ParameterExpansion') {
      const guarded = node.operation?.type === 'Default';
      expansions.push({ name: node.parameter, guarded, at: node.pos, end: node.end });
      if (node.operation?.type === 'Default' && node.operation.operator.endsWith('='))
        assign(node.parameter, undefined);
    }
    if (node.type === 'Command') readCommand(node);
    const branch = BRANCHING.includes(node.type) ? 1 : 0;
    branches += branch;
    forEachChild(node, (child) => visit(child, depth + 1));
    branches -= branch;
  };
  visit(parse(text), 0);
  return { commands, expansions: expansions.toSorted((a, b) => a.at - b.at), assigned, exported, exportsAll, sources };
}

function assignedText(assignment: AssignmentPrefix, lookup: Lookup): string | undefined {
  if (assignment.append === true || assignment.index !== undefined || assignment.value.type !== 'Word')
    return undefined;
  const text = expandWord(assignment.value, lookup)
    .map((chunk) => chunk.text)
    .join('');
  return text.includes(UNKNOWN) ? undefined : text;
}

interface Chunk {
  readonly text: string;
  /** From a variable outside quotes: the shell splits it into words. */
  readonly splits: boolean;
}

function expandArgument(argument: CommandArgument, lookup: Lookup): readonly ShellWord[] {
  const { pos: at, end } = argument;
  if (argument.type === 'Assignment') {
    const value =
      argument.value.type === 'Word'
        ? expandWord(argument.value, lookup)
            .map((chunk) => chunk.text)
            .join('')
        : UNKNOWN;
    return [{ text: `${argument.name}${argument.append === true ? '+=' : '='}${value}`, at, end }];
  }
  const chunks = expandWord(argument, lookup);
  const words: string[] = [];
  let word: string | undefined;
  for (const { text, splits } of chunks) {
    if (!splits) {
      word = (word ?? '') + text;
      continue;
    }
    const pieces = text.split(/[ \t\n]+/);
    pieces.forEach((piece, index) => {
      if (index > 0) {
        if (word !== undefined) words.push(word);
        word = undefined;
      }
      if (piece !== '') word = (word ?? '') + piece;
    });
  }
  if (word !== undefined) words.push(word);
  return words.map((text) => ({ text, at, end }));
}

function expandWord(word: Word, lookup: Lookup): readonly Chunk[] {
  if (word.parts === undefined) return [{ text: word.value, splits: false }];
  return word.parts.flatMap((part) => expandPart(part, lookup, false, 0));
}

function expandPart(part: WordPart, lookup: Lookup, quoted: boolean, depth: number): readonly Chunk[] {
  const splits = !quoted;
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ text: part.value, splits: false }];
    case 'DoubleQuoted':
    case 'LocaleString':
      // The empty chunk keeps "" a word.
      return [{ text: '', splits: false }, ...part.parts.flatMap((child) => expandPart(child, lookup, true, depth))];
    case 'SimpleExpansion':
      return [{ text: shownValue(lookup(part.text.slice(1))), splits }];
    case 'ParameterExpansion': {
      if (part.prefix !== undefined || part.index !== undefined || depth > MAX_DEPTH)
        return [{ text: UNKNOWN, splits }];
      const known = lookup(part.parameter);
      if (part.operation === undefined) return [{ text: shownValue(known), splits }];
      if (part.operation.type === 'Remove') return [{ text: removedPattern(known, part.operation), splits }];
      if (part.operation.type !== 'Default' || known.state === 'unknown') return [{ text: UNKNOWN, splits }];
      const { operator, operand } = part.operation;
      const value = known.state === 'set' ? known.value : undefined;
      const missing = value === undefined || (operator.startsWith(':') && value === '');
      const alternative = (): readonly Chunk[] =>
        operand.parts === undefined
          ? [{ text: operand.value, splits }]
          : operand.parts.flatMap((child) => expandPart(child, lookup, quoted, depth + 1));
      if (operator.endsWith('+')) return missing ? [{ text: '', splits }] : alternative();
      if (!missing) return [{ text: value, splits }];
      return operator.endsWith('?') ? [{ text: UNKNOWN, splits }] : alternative();
    }
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [{ text: part.text, splits: false }];
    default:
      return [{ text: UNKNOWN, splits }];
  }
}

/** `${NAME#pattern}`, `${NAME%pattern}`: only with a pattern of plain text and wildcards. */
function removedPattern(known: Known, { operator, operand }: ParameterRemoveOperation): string {
  if (
    known.state === 'unknown' ||
    operand.parts?.some((part) => part.type !== 'Literal' && part.type !== 'Glob') === true
  )
    return UNKNOWN;
  return cutByPattern(known.state === 'set' ? known.value : '', operator, operand.text, '') ?? UNKNOWN;
}

function shownValue(known: Known): string {
  return known.state === 'set' ? known.value : known.state === 'unset' ? '' : UNKNOWN;
}
