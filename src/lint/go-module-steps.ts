import type { Instruction } from '../dockerfile/instruction.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import { type GoCommand, goCommandsOf, isCompiling, isFetching, isForeign, mayHideGo } from './go-commands.ts';
import type { RuleContext } from './rule.ts';
import { takesWholeContext } from './whole-context.ts';

/** The first command of a stage that fetches the modules, and the copy of source code above it. */
export interface FirstFetch {
  readonly command: GoCommand;
  readonly source: Instruction | undefined;
}

/** Undefined where none is visible, or something out of sight may have fetched them before. */
export function firstFetchOf(
  stage: Stage,
  runsOf: ReadonlyMap<Instruction, readonly RunScript[]>,
): FirstFetch | undefined {
  let source: Instruction | undefined;
  for (const each of lineageOf(stage)) {
    for (const instruction of each.instructions) {
      if (source === undefined && takesSource(each, instruction)) source = instruction;
      for (const run of runsOf.get(instruction) ?? []) {
        const command = goCommandsOf(run).find(isFetching);
        if (command !== undefined) return { command, source };
        if (mayHideGo(run)) return undefined;
      }
    }
  }
  return undefined;
}

/** The COPY that brings a folder of the context, with the go.mod in it, to where the command works. */
export function moduleCopyOf(
  { files, goCommands, takings }: RuleContext,
  { run, command }: GoCommand,
): Instruction | undefined {
  const folder = goCommands.find((each) => each.run === run && each.command === command)?.folder;
  if (files === undefined || folder === undefined) return undefined;
  const stages = new Set(lineageOf(run.stage));
  const isModule = (source = ''): boolean =>
    files.isSent(`${source}/go.sum`) === true &&
    files.isSent(`${source}/go.mod`) === true &&
    files.isSent(`${source}/vendor`) === false;
  return takings().find(
    ({ stage, instruction, kind, sources, destination }) =>
      kind !== 'mount' &&
      stages.has(stage) &&
      instruction.index < run.instruction.index &&
      destination?.replace(/(?<=.)\/$/, '') === folder &&
      sources.some((source) => source !== undefined && source !== '.' && isModule(source)),
  )?.instruction;
}

/**
 * Has a step above the last copy from the context, before an instruction of the stage, compiled packages? Or may have, out of
 * sight: what it compiled is kept in its layer, and a change of what is copied later leaves it there.
 */
export function aheadReader({ runs }: RuleContext): (stage: Stage, instruction: Instruction) => boolean {
  const runsOf = Map.groupBy(runs, (run) => run.instruction);
  const known = new Map<Stage, CompiledAhead>();
  return (stage, { index }) => {
    const unread: Stage[] = [];
    for (let each: Stage | undefined = stage; each !== undefined && !known.has(each); each = each.base.stage)
      unread.push(each);
    for (const each of unread.reverse()) known.set(each, readAhead(each, known.get(each.base.stage ?? each), runsOf));
    return (known.get(stage)?.from ?? Infinity) < index;
  };
}

interface CompiledAhead {
  readonly compiled: boolean;
  /** Index of the first copy from the context below what compiles. */
  readonly from: number;
}

function readAhead(
  stage: Stage,
  below: CompiledAhead | undefined,
  runsOf: ReadonlyMap<Instruction, readonly RunScript[]>,
): CompiledAhead {
  let { compiled, from } = below ?? { compiled: false, from: Infinity };
  for (const instruction of stage.instructions) {
    if (from !== Infinity) break;
    const transfer = compiled ? stage.transferOf(instruction) : undefined;
    if (transfer !== undefined && transfer.from === undefined) from = instruction.index;
    compiled ||= (runsOf.get(instruction) ?? []).some(
      (run) => mayHideGo(run) || goCommandsOf(run).some((go) => isCompiling(go) && !isForeign(go)),
    );
  }
  return { compiled, from };
}

/** Go files, the whole context, or the folders that hold a program's packages; other folders may be modules of their own. */
function takesSource(stage: Stage, instruction: Instruction): boolean {
  const transfer = stage.transferOf(instruction);
  if (transfer === undefined || transfer.from !== undefined) return false;
  if (takesWholeContext(stage, instruction)) return !comesWithoutDependencies(transfer.sources);
  const names = transfer.sources.map((path) => path?.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '') ?? '');
  return names.some((name) => /\.go$|^(?:cmd|internal|pkg)$/.test(name)) && !comesWithoutDependencies(names);
}

/** Files by name, go.mod among them and go.sum not: a module that needs no other. */
function comesWithoutDependencies(names: readonly (string | undefined)[]): boolean {
  return (
    names.includes('go.mod') && !names.some((name) => name === undefined || /^go\.(?:sum|\*)$|^\*?$|^\.$/.test(name))
  );
}

/** Does a step of the stage say that modules come from vendor/, or that the source is only mounted? */
export function fetchesNothing(stage: Stage): boolean {
  return lineageOf(stage).some((each) =>
    each.instructions.some(
      ({ keyword, body, flags }) =>
        /-mod[= ]vendor\b/.test(body.text) ||
        ((keyword === 'COPY' || keyword === 'ADD') && /(?:^|[\s"/])vendor(?:[\s"/]|$)/.test(body.text)) ||
        (keyword === 'RUN' && flags.some(({ name, value }) => name === 'mount' && isBind(value ?? ''))),
    ),
  );
}

/** A mount of the context, or of a stage: `type=bind` is what a mount is by default. */
function isBind(mount: string): boolean {
  return !/(?:^|,)type=/.test(mount) || /(?:^|,)type="?bind/.test(mount);
}
