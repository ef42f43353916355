import { ConfigError } from '../model/errors.ts';
import { nearest } from '../model/suggest.ts';
import { flagValue, type Instruction } from './instruction.ts';
import { type ImageReference, parseReference } from './reference.ts';
import { createScope, lookupVariable, type Scope } from './scope.ts';
import { type Transfer, transferReader } from './transfer.ts';
import { expandWord, parseWord } from './variables.ts';
import { splitPlainWords } from './words.ts';

/** A word as written and as it comes out; `resolved` is undefined where that cannot be known. */
interface Resolved {
  readonly raw: string;
  readonly resolved: string | undefined;
}

interface StageBase extends Resolved {
  /** The earlier stage that this one is built on. */
  readonly stage: Stage | undefined;
  /** The image; undefined for a stage, for scratch, and where it is unknown or no reference. */
  readonly reference: ImageReference | undefined;
}

export interface Stage {
  readonly index: number;
  /** In lower case, as BuildKit compares it. */
  readonly name: string | undefined;
  readonly from: Instruction;
  readonly base: StageBase;
  readonly platform: Resolved | undefined;
  /** What follows FROM. */
  readonly instructions: readonly Instruction[];
  readonly scope: Scope;
  /** What a COPY or ADD of the stage takes; undefined for other instructions. */
  readonly transferOf: (instruction: Instruction) => Transfer | undefined;
}

/** Cuts instructions into the global ones and the stages. */
export function readStages(
  instructions: readonly Instruction[],
  escapeChar: string,
  buildArgs: ReadonlyMap<string, string>,
): { readonly globals: Scope; readonly globalArgs: readonly Instruction[]; readonly stages: readonly Stage[] } {
  const firstFrom = instructions.findIndex((instruction) => instruction.keyword === 'FROM');
  const before = firstFrom === -1 ? instructions : instructions.slice(0, firstFrom);
  const globalArgs = before.filter((instruction) => instruction.keyword === 'ARG');
  const shared = { escapeChar, buildArgs };
  const globals = createScope({
    ...shared,
    instructions: globalArgs,
    parent: undefined,
    globals: undefined,
    openBase: false,
  });
  const stages: Stage[] = [];
  const byName = new Map<string, Stage>();
  let at = firstFrom;
  while (at !== -1 && at < instructions.length) {
    const from = instructions[at];
    if (from === undefined) break;
    let next = at + 1;
    while (next < instructions.length && instructions[next]?.keyword !== 'FROM') next += 1;
    const body = instructions.slice(at + 1, next);
    const stage = readStage(from, body, byName, globals, shared, stages.length);
    stages.push(stage);
    if (stage.name !== undefined) byName.set(stage.name, stage);
    at = next;
  }
  return { globals, globalArgs, stages };
}

function readStage(
  from: Instruction,
  instructions: readonly Instruction[],
  byName: ReadonlyMap<string, Stage>,
  globals: Scope,
  shared: { readonly escapeChar: string; readonly buildArgs: ReadonlyMap<string, string> },
  index: number,
): Stage {
  // Every global ARG counts, whatever FROM it stands above: only those before the first are global.
  const resolve = (raw: string): string | undefined =>
    expandWord(
      parseWord(raw, shared.escapeChar),
      (name) => platformUnknown(name) ?? lookupVariable(globals, name, Infinity),
    );
  const words = splitPlainWords(from.body.text);
  const raw = words[0]?.text ?? '';
  const named = words[1]?.text.toLowerCase() === 'as' ? words[2]?.text.toLowerCase() : undefined;
  const resolved = resolve(raw);
  const stage = resolved === undefined ? undefined : byName.get(resolved.toLowerCase());
  const known = stage === undefined && resolved !== undefined && resolved !== 'scratch';
  const platform = flagValue(from, 'platform');
  const scope = createScope({
    ...shared,
    instructions,
    parent: stage?.scope,
    globals,
    openBase: resolved !== 'scratch',
  });
  return {
    index,
    name: named,
    from,
    base: { raw, resolved, stage, reference: known ? parseReference(resolved) : undefined },
    platform: platform === undefined ? undefined : { raw: platform, resolved: resolve(platform) },
    instructions,
    scope,
    transferOf: transferReader(scope, shared.escapeChar),
  };
}

/** In FROM the platform arguments are there without an ARG; which they are depends on the build. */
function platformUnknown(name: string): { readonly state: 'unknown' } | undefined {
  return /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$/.test(name) ? { state: 'unknown' } : undefined;
}

interface HasStages {
  readonly file: string;
  readonly stages: readonly Stage[];
}

/**
 * The stage that a build makes: the named or numbered one, else the last; undefined in a file without stages.
 * @throws ConfigError where there is no such stage, with the nearest name.
 */
export function targetStage(dockerfile: HasStages, target?: string): Stage | undefined {
  if (target === undefined || target === '') return dockerfile.stages.at(-1);
  const stage = findStage(dockerfile.stages, target);
  if (stage !== undefined) return stage;
  const names = dockerfile.stages.flatMap((candidate) => candidate.name ?? []);
  const near = nearest(target, names);
  throw new ConfigError(`${dockerfile.file} has no stage "${target}"`, {
    hint:
      near !== undefined
        ? `did you mean "${near}"?`
        : names.length > 0
          ? `its stages: ${names.join(', ')}`
          : 'none of its stages has a name: write FROM image AS name, or use the number of the stage',
  });
}

/** A stage by name (the last of that name) or by number, as `COPY --from` and `--target` take it. */
export function findStage(stages: readonly Stage[], wanted: string): Stage | undefined {
  const name = wanted.toLowerCase();
  return stages.findLast((stage) => stage.name === name) ?? (/^\d+$/.test(wanted) ? stages[Number(wanted)] : undefined);
}

/** The stages whose layers a stage ships: itself last, before it what `FROM stage` builds on, the root first. */
export function lineageOf(stage: Stage): readonly Stage[] {
  const lineage: Stage[] = [];
  for (let at: Stage | undefined = stage; at !== undefined; at = at.base.stage) lineage.push(at);
  return lineage.toReversed();
}
