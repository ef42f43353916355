import { declarationsOf } from '../dockerfile/declarations.ts';
import { bodyRange, type Instruction } from '../dockerfile/instruction.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { lookupVariable } from '../dockerfile/scope.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { goCommandsOf, mayHideGo } from './go-commands.ts';
import { isPinned } from './pinned.ts';
import type { RuleContext } from './rule.ts';

/** A platform ARG above a module download that has no use for it, in a stage that is the same for all platforms. */
export interface CacheSplit {
  readonly name: string;
  readonly range: Range;
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** The downloads that it splits, up to where the argument is first used. */
  readonly downloads: readonly { readonly stage: Stage; readonly instruction: Instruction }[];
}

/** One for each declaration of one of the names, in the order of the file. */
export function cacheSplits(context: RuleContext, names: ReadonlySet<string>): readonly CacheSplit[] {
  const { dockerfile, reached } = context;
  const scan = downloadScanner(context);
  const all: (CacheSplit & { readonly downloads: { stage: Stage; instruction: Instruction }[] })[] = [];
  // Every stage is walked once, with what the stage that it is built on leaves unused.
  const unused = new Map<Stage, typeof all>();
  for (const stage of dockerfile.stages) {
    if (!reached.has(stage) || !isPinned(context, stage)) continue;
    const own = stage.instructions.flatMap((instruction) =>
      bareNames(context, stage, instruction, names).map((each) => ({ ...each, stage, instruction, downloads: [] })),
    );
    all.push(...own);
    const inherited = stage.base.stage === undefined ? [] : (unused.get(stage.base.stage) ?? []);
    const open = [...inherited, ...own].filter((each) => {
      const { downloads, used } = scan(stage, each.name, each.stage === stage ? each.instruction.index : -1);
      each.downloads.push(...downloads.map((instruction) => ({ stage, instruction })));
      return !used;
    });
    unused.set(stage, open);
  }
  return all.filter(({ downloads }) => downloads.length > 0);
}

/** The arguments that an ARG declares without a value, and that have none from above the first FROM either. */
function bareNames({ dockerfile }: RuleContext, stage: Stage, instruction: Instruction, names: ReadonlySet<string>) {
  if (instruction.keyword !== 'ARG') return [];
  return declarationsOf(instruction, dockerfile.directives.escapeChar).flatMap(({ name, raw, at }) =>
    raw !== undefined || !names.has(name) || lookupVariable(stage.scope, name, instruction.index + 1).state === 'set'
      ? []
      : [{ name, range: bodyRange(dockerfile.source, instruction, at, at + name.length) }],
  );
}

export interface DownloadScan {
  /** The module downloads of the stage below an instruction that come before the first use of the argument. */
  readonly downloads: readonly Instruction[];
  /** Is it used at all, as far as can be seen? */
  readonly used: boolean;
}

/** @returns a function of a stage, the name of an argument, and the index of the instruction below which to look */
export function downloadScanner(context: RuleContext): (stage: Stage, name: string, below: number) => DownloadScan {
  const { text } = context.dockerfile.source;
  const runsOf = Map.groupBy(context.runs, (run) => run.instruction);
  return (stage, name, below) => {
    const downloads: Instruction[] = [];
    for (let at = Math.max(0, below - stage.from.index); at < stage.instructions.length; at += 1) {
      const instruction = stage.instructions[at];
      if (instruction === undefined) break;
      const { start, end } = instruction.range;
      const runs = runsOf.get(instruction) ?? [];
      // What cannot be read, or calls programs that look at their environment, may use it.
      const opaque = instruction.keyword === 'RUN' && (runs.length === 0 || runs.some(readsEnvironment));
      if (opaque || new RegExp(`\\b${name}\\b`).test(text.slice(start, end))) return { downloads, used: true };
      if (runs.some(downloadsModules)) downloads.push(instruction);
    }
    return { downloads, used: false };
  };
}

function readsEnvironment(run: RunScript): boolean {
  return mayHideGo(run) || run.script.commands.some(({ words }) => words[0]?.text.startsWith('xx-') === true);
}

function downloadsModules(run: RunScript): boolean {
  return goCommandsOf(run).some(({ verb }) => verb === 'mod download');
}
