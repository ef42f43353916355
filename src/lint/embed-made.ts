import { mountsOf } from '../dockerfile/mounts.ts';
import { lineageOf } from '../dockerfile/stages.ts';
import type { GoBuild } from './go-build.ts';
import { goCommandsOf } from './go-commands.ts';
import { IDLE_PROGRAMS } from './module-files.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';
import { workdirReader } from './workdir.ts';

/** May a step before a build, or another stage, have made files at these paths of its stage? Yes where that is not known. */
export function embedsMadeBefore(context: RuleContext, build: GoBuild, paths: readonly string[]): boolean {
  const { stage, instruction: last } = build.run;
  const lineage = lineageOf(stage);
  const workdirAt = workdirReader(context.dockerfile);
  const brought = lineage.some((each) =>
    each.instructions.some((instruction) => {
      if (instruction.index > last.index) return false;
      if (instruction.keyword === 'RUN' && mountsOf(instruction).some((mount) => mayBring(mount, paths))) return true;
      const transfer = each.transferOf(instruction);
      if (transfer === undefined) return false;
      const elsewhere =
        transfer.from !== undefined || instruction.heredocs.length > 0 || transfer.sources.some(isAddress);
      return elsewhere && mayHold(transfer.destination, workdirAt(instruction.index), paths);
    }),
  );
  const runs = context.runs.filter((run) => lineage.includes(run.stage) && run.instruction.index <= last.index);
  // A RUN in another shell, or one that is too long to be read, is none of these.
  const unread = lineage.some((each) =>
    each.instructions.some(
      (instruction) =>
        instruction.keyword === 'RUN' &&
        instruction.index <= last.index &&
        !runs.some((run) => run.instruction === instruction),
    ),
  );
  return (
    brought ||
    unread ||
    runs.some(
      (run) =>
        run.script.sources ||
        />(?!\s*\/dev\/null|&)/.test(run.text) ||
        plainCommandsOf(run).some(
          ({ name, args }) => !IDLE_PROGRAMS.has(name) || (name === 'git' && args[0]?.text !== 'config'),
        ) ||
        goCommandsOf(run).some(({ verb }) => /^(?:generate|run|tool)$/.test(verb)),
    )
  );
}

/** A mount of another stage or image, or one that lies over the files. */
function mayBring(mount: ReadonlyMap<string, string>, paths: readonly string[]): boolean {
  const type = mount.get('type') ?? 'bind';
  if (type !== 'bind') return type !== 'cache' && type !== 'secret' && type !== 'ssh';
  return (
    mount.has('from') && mayHold(mount.get('target') ?? mount.get('dst') ?? mount.get('destination'), undefined, paths)
  );
}

function isAddress(source: string | undefined): boolean {
  return source === undefined || /^[a-z]+:|^git@/.test(source);
}

function mayHold(destination: string | undefined, workdir: string | undefined, paths: readonly string[]): boolean {
  if (destination === undefined || (!destination.startsWith('/') && workdir === undefined)) return true;
  const to = (destination.startsWith('/') ? destination : `${workdir}/${destination}`)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (to.includes('..')) return true;
  const folder = `/${to.join('/')}`;
  return paths.some(
    (path) => folder === '/' || path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`),
  );
}
