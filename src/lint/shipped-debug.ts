import type { RunScript } from '../dockerfile/runs.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { GoBuild } from './go-build.ts';
import { lastBoolean, parseGoFlags, splitLinkerFlags } from './go-flags.ts';
import type { RuleContext } from './rule.ts';

/** What a shipped binary keeps for debuggers. *dwarf*: asked for beside `-s`, which would drop it. */
export interface DebugLeft {
  readonly build: GoBuild;
  readonly what: 'both' | 'symbols' | 'dwarf';
}

/**
 * The builds whose binary is shipped with its debug information; not those made for a debugger, stripped later, or whose
 * flags are not visible.
 */
export function debugLeftIn(context: RuleContext): readonly DebugLeft[] {
  if (hasDebugger(context)) return [];
  const strippedUntil = lastStrip(context);
  const twins = strippedOutputs(context.goBuilds);
  return context.goBuilds.flatMap((build) => {
    const what = leftBy(build);
    const { stage, instruction } = build.run;
    if (what === undefined || (strippedUntil.get(stage) ?? -1) >= instruction.index) return [];
    if (build.outputs.some((output) => twins.get(build.run)?.has(output) === true)) return [];
    return context.isShipped(build) ? [{ build, what }] : [];
  });
}

/** May a binary be made without optimization, as debuggers want it? A value of an argument may ask for that. */
export function mayBeDebugBuild(build: GoBuild): boolean {
  const gcflags = build.flag('gcflags');
  if (gcflags.state !== 'set') return gcflags.state === 'unknown';
  return /(?:^|[\s=])-[Nl](?:$|\s)/.test(gcflags.value);
}

/** Undefined where nothing is left, or that cannot be seen. */
function leftBy(build: GoBuild): DebugLeft['what'] | undefined {
  const { values, visible } = build.flags;
  if (!visible || build.goFlags === undefined || mayBeDebugBuild(build)) return undefined;
  if (['archive', 'c-archive'].includes(values.get('buildmode') ?? '')) return undefined;
  const given = values.get('ldflags') ?? parseGoFlags(build.goFlags).values.get('ldflags') ?? '';
  const flags = splitLinkerFlags(given);
  if (lastBoolean(flags, 's') === true) return lastBoolean(flags, 'w') === false ? 'dwarf' : undefined;
  if (!build.linkerFlags.visible) return undefined;
  return lastBoolean(flags, 'w') === true ? 'symbols' : 'both';
}

/** Is delve in the stages that are built, or what the image starts? */
export function hasDebugger({ runs, reached, lineage }: RuleContext): boolean {
  const isDelve = (text: string): boolean => /(?:^|\/)dlv$|go-delve\/delve|^delve$/.test(text.split('@', 1)[0] ?? '');
  return (
    runs.some(
      (run) =>
        reached.has(run.stage) && run.script.commands.some(({ words }) => words.some(({ text }) => isDelve(text))),
    ) ||
    lineage.some((stage) =>
      stage.instructions.some(
        ({ keyword, exec }) => (keyword === 'ENTRYPOINT' || keyword === 'CMD') && exec?.some(isDelve),
      ),
    )
  );
}

/** The last instruction of each stage that runs `strip`. */
function lastStrip({ runs }: RuleContext): ReadonlyMap<Stage, number> {
  const last = new Map<Stage, number>();
  for (const { stage, instruction, script } of runs) {
    if (script.commands.some(({ words }) => /(?:^|[/-])strip$/.test(words[0]?.text ?? '')))
      last.set(stage, instruction.index);
  }
  return last;
}

/** What a script also builds stripped: of two branches, one is for debugging. */
function strippedOutputs(builds: readonly GoBuild[]): ReadonlyMap<RunScript, ReadonlySet<string>> {
  const outputs = new Map<RunScript, Set<string>>();
  for (const { run, outputs: made, flags } of builds) {
    const linker = splitLinkerFlags(flags.values.get('ldflags') ?? '');
    if (lastBoolean(linker, 's') !== true || lastBoolean(linker, 'w') === false) continue;
    outputs.set(run, new Set([...(outputs.get(run) ?? []), ...made]));
  }
  return outputs;
}
