import { declarationsOf } from './declarations.ts';
import type { Instruction } from './instruction.ts';
import { PLATFORM_ARGS } from './keywords.ts';
import { expandWord, type Known, parseWord } from './variables.ts';

/** A declaration as it takes effect: from the instruction after `index` on. */
interface Binding {
  readonly index: number;
  readonly value: string | undefined;
}

interface Found {
  readonly arg: Binding | undefined;
  readonly env: Binding | undefined;
}

/**
 * The variables of one stage (or of the lines before the first FROM), in the order in which they come about. What a
 * `FROM stage` inherits is found in `parent`.
 */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly bindings: ReadonlyMap<string, { readonly arg: readonly Binding[]; readonly env: readonly Binding[] }>;
  /** Could the base set a variable that this file does not show? */
  readonly openBase: boolean;
  /** What a name is at the end of the stage, kept so that a long lineage is walked once and not for every use. */
  readonly atEnd: Map<string, Found>;
}

export interface ScopeInput {
  readonly instructions: readonly Instruction[];
  readonly parent: Scope | undefined;
  readonly globals: Scope | undefined;
  readonly openBase: boolean;
  readonly escapeChar: string;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Values of the automatic platform arguments, which an ARG without a default takes; left out where they are not known. */
  readonly platformArgs?: ReadonlyMap<string, string> | undefined;
}

const UNSET: Known = { state: 'unset' };
const UNKNOWN: Known = { state: 'unknown' };
const NOTHING: Found = { arg: undefined, env: undefined };

/** Values are those of a build with `buildArgs` and the file's own defaults. */
export function createScope(input: ScopeInput): Scope {
  const bindings = new Map<string, { readonly arg: Binding[]; readonly env: Binding[] }>();
  const openBase = input.parent?.openBase ?? input.openBase;
  const scope: Scope = { parent: input.parent, bindings, openBase, atEnd: new Map() };
  for (const instruction of input.instructions) {
    for (const { kind, name, raw } of declarationsOf(instruction, input.escapeChar)) {
      const own =
        raw === undefined
          ? undefined
          : expandWord(parseWord(raw, input.escapeChar), (wanted) => {
              const known = lookupVariable(scope, wanted, instruction.index);
              // Above the first FROM BuildKit's own are there without an ARG; which they are depends on the build.
              if (known.state !== 'unset' || input.globals !== undefined || !PLATFORM_ARGS.includes(wanted))
                return known;
              const value = input.platformArgs?.get(wanted);
              return value === undefined ? UNKNOWN : { state: 'set', value };
            });
      const given =
        kind === 'ARG'
          ? (input.buildArgs.get(name) ??
            inheritedDefault(input.globals, name, raw) ??
            (raw === undefined ? input.platformArgs?.get(name) : undefined))
          : undefined;
      const lists = bindings.get(name) ?? { arg: [], env: [] };
      bindings.set(name, lists);
      (kind === 'ENV' ? lists.env : lists.arg).push({ index: instruction.index, value: given ?? own });
    }
  }
  return scope;
}

/** `ARG X` in a stage takes the default that a global `ARG X=…` has. */
function inheritedDefault(globals: Scope | undefined, name: string, raw: string | undefined): string | undefined {
  if (raw !== undefined || globals === undefined) return undefined;
  return globals.bindings.get(name)?.arg.at(-1)?.value;
}

/** What `name` is for an instruction at `index`: an ENV wins over an ARG of the same name, then the last one wins. */
export function lookupVariable(scope: Scope, name: string, index: number): Known {
  const { env, arg } = findBinding(scope, name, index);
  const binding = env ?? arg;
  if (binding !== undefined) return binding.value === undefined ? UNKNOWN : { state: 'set', value: binding.value };
  // No image sets the platform arguments by itself; any other name may be in the environment of the base.
  return scope.openBase && !PLATFORM_ARGS.includes(name) ? UNKNOWN : UNSET;
}

/** Is there an ARG or ENV of that name above the instruction, in the stage or in what it is built on? */
export function isDeclared(scope: Scope, name: string, index: number): boolean {
  const { env, arg } = findBinding(scope, name, index);
  return env !== undefined || arg !== undefined;
}

/** Index of the ARG or ENV instruction that gives `name` its value for an instruction at `index`; undefined where none does. */
export function declarationIndex(scope: Scope, name: string, index: number): number | undefined {
  const { env, arg } = findBinding(scope, name, index);
  return (env ?? arg)?.index;
}

function findBinding(scope: Scope, name: string, index: number): Found {
  const own = scope.bindings.get(name);
  const inherited = scope.parent === undefined ? NOTHING : findAtEnd(scope.parent, name);
  if (own === undefined) return inherited;
  return { arg: lastBefore(own.arg, index) ?? inherited.arg, env: lastBefore(own.env, index) ?? inherited.env };
}

function findAtEnd(scope: Scope, name: string): Found {
  const open: Scope[] = [];
  let at: Scope | undefined = scope;
  while (at !== undefined && !at.atEnd.has(name)) {
    open.push(at);
    at = at.parent;
  }
  let found = at?.atEnd.get(name) ?? NOTHING;
  for (const next of open.toReversed()) {
    const own = next.bindings.get(name);
    if (own !== undefined) found = { arg: own.arg.at(-1) ?? found.arg, env: own.env.at(-1) ?? found.env };
    next.atEnd.set(name, found);
  }
  return found;
}

function lastBefore(bindings: readonly Binding[], index: number): Binding | undefined {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bindings[middle]?.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return bindings[low - 1];
}
