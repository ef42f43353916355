import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { isDeclared, lookupVariable } from '../dockerfile/scope.ts';
import { assignedValue } from '../dockerfile/shell.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import { isGoImage } from './go-image.ts';
import { lastWhere } from './last-where.ts';
import type { PlainCommand } from './plain-command.ts';
import { type UserSetting, userSettingsOf } from './user.ts';

/** Where a go command keeps what it fetches and compiles; undefined where that cannot be known. */
export interface GoCaches {
  /** GOMODCACHE. */
  readonly modules: string | undefined;
  /** GOCACHE. */
  readonly builds: string | undefined;
  /** The user by number, as the caches must belong to that one; undefined where it is a name. */
  readonly user: { readonly uid: string; readonly gid: string } | undefined;
}

/** The folders of `go help environment` for a go command of a RUN. */
export function goCachesOf(command: PlainCommand, dockerfile: Dockerfile): GoCaches {
  return goCachesReader(dockerfile)(command);
}

/** The same for many commands of a file. */
export function goCachesReader(dockerfile: Dockerfile): (command: PlainCommand) => GoCaches {
  const settings = new Map<Stage, readonly UserSetting[]>();
  return (command) => {
    const { stage } = command.run;
    const users = settings.get(stage) ?? userSettingsOf(dockerfile, lineageOf(stage));
    settings.set(stage, users);
    return readCaches(command, users);
  };
}

function readCaches(command: PlainCommand, users: readonly UserSetting[]): GoCaches {
  const { stage, instruction, script } = command.run;
  const official = isGoImage(lineageOf(stage)[0] ?? stage);
  /** '' where it is not set. */
  const variable = (name: string): string | undefined => {
    if (command.environment.has(name)) return command.environment.get(name);
    const assigned = script.assigned.has(name) ? assignedValue(command.command.variables, name) : undefined;
    if (assigned !== undefined) return assigned.value;
    const outer = lookupVariable(stage.scope, name, instruction.index);
    if (outer.state === 'set') return outer.value;
    if (outer.state === 'unset') return '';
    // What the golang images set is known: GOPATH, and none of the others.
    return !official || isDeclared(stage.scope, name, instruction.index) ? undefined : name === 'GOPATH' ? '/go' : '';
  };
  const user = userAt(users, instruction, official);
  const home = (): string | undefined => {
    const set = variable('HOME');
    return set === '' || set === undefined ? (user?.uid === '0' ? '/root' : undefined) : set;
  };
  const below = (folder: string | undefined, path: string): string | undefined =>
    folder === undefined ? undefined : `${folder}/${path}`;
  const firstOf = (name: string, otherwise: () => string | undefined): string | undefined => {
    const set = variable(name);
    return set === '' ? otherwise() : set;
  };
  return {
    modules: firstOf('GOMODCACHE', () =>
      below(firstOf('GOPATH', () => below(home(), 'go'))?.split(':', 1)[0], 'pkg/mod'),
    ),
    builds: firstOf('GOCACHE', () =>
      below(
        firstOf('XDG_CACHE_HOME', () => below(home(), '.cache')),
        'go-build',
      ),
    ),
    user,
  };
}

/** The last USER above the instruction; root where a golang image is told nothing. */
function userAt(users: readonly UserSetting[], before: Instruction, official: boolean): GoCaches['user'] {
  const last = lastWhere(users, ({ instruction }) => instruction.index < before.index);
  if (last === undefined) return official ? { uid: '0', gid: '0' } : undefined;
  const [name, group] = (last.value ?? '').split(':');
  const uid = name === 'root' ? '0' : name;
  if (uid === undefined || !/^[0-9]+$/.test(uid)) return undefined;
  return { uid, gid: group !== undefined && /^[0-9]+$/.test(group) ? group : '0' };
}
