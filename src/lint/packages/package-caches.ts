import type { RunScript } from '../../dockerfile/runs.ts';
import { lookupVariable } from '../../dockerfile/scope.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { mayClear } from '../clears.ts';
import { isMountedApart } from '../mount-targets.ts';
import { plainCommandsOf } from '../plain-command.ts';
import { type PackageCommand, packageCommandsOf } from './package-command.ts';

/** What package managers leave on disk beside the packages. */
export interface PackageCache {
  readonly what: string;
  /** The folders that it may lie in. */
  readonly folders: readonly string[];
  readonly fills: (command: PackageCommand) => boolean;
  readonly empties: (command: PackageCommand) => boolean;
  /** An option of the filling command that keeps the cache from being made. */
  readonly option?: { readonly text: string; readonly verbs: readonly string[] };
  /** A command that empties it. */
  readonly remedy: (command: PackageCommand) => string;
}

/** A cache that stays in the layer of a RUN, and the commands that fill it. */
export interface LeftCache {
  readonly cache: PackageCache;
  readonly filledBy: readonly [PackageCommand, ...PackageCommand[]];
}

const has = (command: PackageCommand, ...options: readonly string[]): boolean =>
  command.options.some((option) => options.includes(option.split('=', 1)[0] ?? ''));

/** A word that cannot be known may be the option in question. */
const mayHaveOption = (command: PackageCommand): boolean => command.names.includes(UNKNOWN);

const APT_LISTS: PackageCache = {
  what: 'the package lists of apt',
  folders: ['/var/lib/apt/lists'],
  fills: ({ manager, verb }) => manager === 'apt' && verb === 'update',
  empties: ({ manager, verb }) => manager === 'apt' && /^dist-?clean$/.test(verb),
  remedy: () => 'rm -rf /var/lib/apt/lists/*',
};

const APT_ARCHIVES: PackageCache = {
  what: 'the .deb files',
  folders: ['/var/cache/apt/archives'],
  fills: ({ manager, verb }) => manager === 'apt' && /^(?:install|(?:dist-|full-)?upgrade)$/.test(verb),
  empties: ({ manager, verb }) => manager === 'apt' && /^(?:auto-?|dist-?)?clean$/.test(verb),
  remedy: () => 'apt-get clean',
};

const APK: PackageCache = {
  what: 'the package index of apk',
  folders: ['/var/cache/apk', '/etc/apk/cache'],
  fills: (command) =>
    command.manager === 'apk' &&
    /^(?:add|update|upgrade|fix)$/.test(command.verb) &&
    !has(command, '--no-cache', '--root', '-p') &&
    !mayHaveOption(command),
  empties: ({ manager, verb }) => manager === 'apk' && verb === 'cache',
  option: { text: '--no-cache', verbs: ['add', 'upgrade'] },
  remedy: () => 'rm -rf /var/cache/apk/*',
};

const DNF: PackageCache = {
  what: 'the package metadata of dnf',
  folders: ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5', '/var/cache/tdnf'],
  fills: (command) =>
    command.manager === 'dnf' &&
    /^(?:check-update|distro-sync|(?:group)?install|makecache|reinstall|update|upgrade)$/.test(command.verb) &&
    !has(command, '--installroot') &&
    !mayHaveOption(command),
  empties: ({ manager, verb, names }) => manager === 'dnf' && verb === 'clean' && names.includes('all'),
  remedy: ({ name }) => `${name} clean all`,
};

const PIP: PackageCache = {
  what: 'the download cache of pip',
  folders: ['/root/.cache/pip', '~/.cache/pip'],
  fills: (command) =>
    command.manager === 'pip' &&
    command.verb === 'install' &&
    !has(command, '--no-cache-dir') &&
    !mayHaveOption(command) &&
    // Of other images it is not known what they set for pip.
    /^library\//.test(rootReference(command.run) ?? '') &&
    !setsNoCache(command),
  empties: ({ manager, verb }) => manager === 'pip' && verb === 'cache',
  option: { text: '--no-cache-dir', verbs: ['install'] },
  remedy: () => 'pip cache purge',
};

function rootReference({ stage }: RunScript): string | undefined {
  let at = stage;
  while (at.base.stage !== undefined) at = at.base.stage;
  return at.base.reference?.path;
}

function setsNoCache({ run, environment }: PackageCommand): boolean {
  const name = 'PIP_NO_CACHE_DIR';
  if (environment.has(name) || run.script.assigned.has(name)) return true;
  return lookupVariable(run.stage.scope, name, run.instruction.index).state === 'set';
}

/** What a RUN leaves in its layer. `keepsArchives`: has docker-clean, which drops .deb files, been removed? */
export function leftCaches(run: RunScript, keepsArchives: boolean): readonly LeftCache[] {
  const commands = packageCommandsOf(run);
  if (commands.length === 0) return [];
  const all = plainCommandsOf(run);
  const caches = [APT_LISTS, ...(keepsArchives ? [APT_ARCHIVES] : []), APK, DNF, PIP];
  return caches.flatMap((cache): readonly LeftCache[] => {
    const [first, ...more] = commands.filter(cache.fills);
    if (first === undefined || cache.folders.some((folder) => isMountedApart(run.instruction, folder))) return [];
    const last = (more.at(-1) ?? first).command.at;
    const emptied =
      commands.some((command) => command.command.at > last && cache.empties(command)) ||
      all.some((plain) => (plain.command.at > last || plain.name === 'trap') && mayClear(plain, cache.folders));
    return emptied ? [] : [{ cache, filledBy: [first, ...more] }];
  });
}

/** Does the RUN take away the configuration by which debian images drop .deb files after an install? */
export function removesDockerClean(run: RunScript): boolean {
  return plainCommandsOf(run).some(
    ({ name, args }) => name === 'rm' && args.some(({ text }) => text.endsWith('/docker-clean')),
  );
}
