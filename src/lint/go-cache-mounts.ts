import type { RunScript } from '../dockerfile/runs.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import { type GoCaches, goCachesReader } from './go-caches.ts';
import { goCommandsOf, isCompiling, mayHideGo } from './go-commands.ts';
import { isMountedApart } from './mount-targets.ts';
import type { RuleContext, RuleEdit } from './rule.ts';

const WITHOUT_CACHE: ReadonlySet<string> = new Set(['bug', 'clean', 'doc', 'env', 'fmt', 'help', 'version']);

/**
 * Cache mounts for every go command that shares its folders with those of the stage: one that goes without would not
 * see what the others keep. No edit where a folder or a command is out of sight, or something else needs what is there.
 */
export function cacheMountEdits(context: RuleContext, stage: Stage): readonly RuleEdit[] {
  const { dockerfile, runs } = context;
  const family = dockerfile.stages.filter((each) => lineageOf(each).includes(stage) || lineageOf(stage).includes(each));
  const ours = runs.filter((run) => family.includes(run.stage));
  const folders = new Set<string>();
  const edits = new Map<number, RuleEdit>();
  const cachesOf = goCachesReader(dockerfile);
  for (const run of ours) {
    // What is cleaned would be the cache itself.
    if (mayHideGo(run) || cleans(run)) return [];
    const commands = goCommandsOf(run).filter(({ verb }) => !WITHOUT_CACHE.has(verb));
    for (const command of commands) {
      const caches = cachesOf(command);
      const needed = [caches.modules, ...(commands.some(isCompiling) ? [caches.builds] : [])];
      if (caches.user === undefined || needed.some((folder) => folder?.startsWith('/') !== true)) return [];
      const mounts = needed
        .flatMap((folder) => folder ?? [])
        .filter((folder) => !isMountedApart(run.instruction, folder))
        .map((folder) => ` --mount=type=cache,target=${folder}${ownerOf(caches)}`);
      for (const folder of needed) if (folder !== undefined) folders.add(folder);
      const at = run.instruction.keywordRange.end;
      if (mounts.length > 0 && !edits.has(at)) edits.set(at, { start: at, end: at, text: mounts.join('') });
    }
  }
  return isUsedOtherwise(context, ours, family, folders) ? [] : [...edits.values()];
}

function cleans(run: RunScript): boolean {
  return goCommandsOf(run).some(
    ({ verb, args }) => verb === 'clean' && args.some(({ text }) => /^--?(?:mod)?cache$/.test(text)),
  );
}

/** A cache is root's unless it is said otherwise. */
function ownerOf({ user }: GoCaches): string {
  return user === undefined || user.uid === '0' ? '' : `,uid=${user.uid},gid=${user.gid}`;
}

/** Is something in the folders copied to another stage, or named by a command? With a mount it would be gone. */
function isUsedOtherwise(
  { dockerfile }: RuleContext,
  runs: readonly RunScript[],
  family: readonly Stage[],
  folders: ReadonlySet<string>,
): boolean {
  const touches = (path: string): boolean =>
    [...folders].some((folder) => {
      const bare = path.replace(/\/+$/, '');
      return bare === folder || bare.startsWith(`${folder}/`) || folder.startsWith(`${bare}/`);
    });
  const named = runs.some((run) =>
    run.script.commands.some(({ words }) =>
      words.some(({ text }) => [...folders].some((folder) => text.includes(folder))),
    ),
  );
  const names = new Set(family.flatMap((stage) => [stage.name ?? '', String(stage.index)]));
  const copied = dockerfile.stages.some((stage) =>
    stage.instructions.some((instruction) => {
      const transfer = stage.transferOf(instruction);
      if (transfer?.from === undefined || !names.has(transfer.from.toLowerCase())) return false;
      return transfer.sources.some(
        (source) => source === undefined || touches(source.startsWith('/') ? source : `/${source}`),
      );
    }),
  );
  return named || copied;
}
