import { posix } from 'node:path';
import type { ContextFiles } from '../dockerfile/context-tree.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import { matchesWildcard } from '../dockerfile/wildcard.ts';
import type { ContextTaking } from './context-takings.ts';
import { goCommandsOf } from './go-commands.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';

/**
 * Has a file of the context come to a path of the stage before an instruction, or by a mount of it? Yes also where that
 * cannot be known.
 */
export function mayHaveLanded(
  { takings, files }: Pick<RuleContext, 'takings' | 'files'>,
  place: { readonly stage: Stage; readonly index: number },
  path: string,
  target: string,
): boolean {
  if (files === undefined) return true;
  const lineage = lineageOf(place.stage);
  return takings()
    .filter(({ stage }) => lineage.includes(stage))
    .filter(({ instruction: { index }, kind }) => (kind === 'mount' ? index === place.index : index < place.index))
    .some((taking) => taking.sources.some((source) => mayBring(files, taking, source, path, target)));
}

function mayBring(
  files: ContextFiles,
  { destination, parents, excludes }: ContextTaking,
  source: string | undefined,
  path: string,
  target: string,
): boolean {
  if (source === undefined || destination === undefined) return true;
  if (excludes.length === 0 && files.isSent(path) === false) return false;
  const isWild = /[*?[]/.test(source);
  const below = isWild ? '' : posix.relative(source, path);
  const inside = source === '.' ? path : below;
  const taken = isWild
    ? matchesWildcard(source, path) || source.includes('[')
    : inside === '' || !inside.startsWith('..');
  if (!taken) return false;
  // Which of a pattern's folders a file is in, and so where it lands, is a matter of its own.
  if (isWild && source.includes('/')) return true;
  const lands = parents
    ? posix.join(destination, path)
    : isWild
      ? posix.join(destination, posix.basename(path))
      : posix.join(destination, inside);
  const asFile = posix.join(destination, posix.basename(path));
  return (
    lands === target ||
    (inside === '' && (asFile === target || destination === target)) ||
    (isWild && destination === target)
  );
}

/** Programs that make no file of the source. */
export const IDLE_PROGRAMS: ReadonlySet<string> = new Set(
  '[ : addgroup adduser apk apt apt-get cd chmod chown command echo env export git go ls mkdir pwd rm set true update-ca-certificates upx which xx-apk xx-apt xx-go xx-verify'.split(
    ' ',
  ),
);
const MAKING = /^(?:get|mod edit|mod init|mod tidy|mod vendor|work (?:edit|init|sync|use|vendor))$/;

/** May a step above an instruction have made or fetched module files in a way that is not followed here? */
export function mayMakeModules(context: RuleContext, stage: Stage, index: number): boolean {
  const lineage = lineageOf(stage);
  const fetched = lineage.some((each) =>
    each.instructions.some((instruction) => {
      if (instruction.index > index) return false;
      const transfer = each.transferOf(instruction);
      if (transfer?.from !== undefined || instruction.heredocs.length > 0) return true;
      if (transfer?.sources.some((path) => path === undefined || /^[a-z]+:|^git@/.test(path)) === true) return true;
      return mountsOf(instruction).some((mount) => mount.has('from'));
    }),
  );
  return (
    fetched || context.runs.some((run) => lineage.includes(run.stage) && run.instruction.index <= index && makes(run))
  );
}

function makes(run: RunScript): boolean {
  return (
    run.script.sources ||
    plainCommandsOf(run).some(
      ({ name, args }) => !IDLE_PROGRAMS.has(name) || (name === 'git' && args[0]?.text === 'clone'),
    ) ||
    goCommandsOf(run).some(({ verb }) => MAKING.test(verb))
  );
}
