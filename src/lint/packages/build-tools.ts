import { UNKNOWN } from '../../dockerfile/shell.ts';
import { matchesWildcard } from '../../dockerfile/wildcard.ts';
import type { PackageCommand } from './package-command.ts';

/** Compilers, what drives them, and toolchains, by their names in Alpine, Debian and Red Hat. */
const TOOLS: ReadonlySet<string> = new Set([
  'alpine-sdk',
  'autoconf',
  'automake',
  'bison',
  'build-base',
  'build-essential',
  'cargo',
  'clang',
  'cmake',
  'flex',
  'g++',
  'gcc',
  'gcc-c++',
  'go',
  'golang',
  'golang-go',
  'libtool',
  'linux-headers',
  'make',
  'meson',
  'musl-dev',
  'ninja-build',
  'pkg-config',
  'pkgconf',
  'rust',
  'rustc',
]);

/** The names that packages are known by, of what a command installs: versions and architectures dropped. */
export function buildToolsOf({ names }: PackageCommand): readonly string[] {
  return [...new Set(names.map(bareName).filter(isBuildTool))];
}

function bareName(name: string): string {
  return name.replace(/[=<>~@:].*$/s, '');
}

function isBuildTool(name: string): boolean {
  if (!/^[a-z0-9][a-z0-9+._-]*$/i.test(name)) return false;
  if (TOOLS.has(name)) return true;
  return /-(?:dev|devel)$/.test(name) || /^(?:clang|g\+\+|gcc|golang|linux-headers)-[0-9]/.test(name);
}

/** The names that a later command of the same RUN takes away again: patterns; `*` where that is not known. */
export function removedNames(commands: readonly PackageCommand[], marks: boolean): readonly string[] {
  const removals = commands.filter(({ manager, verb }) => REMOVING[manager].has(verb));
  return removals.flatMap(({ names }) => {
    // With `apt-mark auto` all that is not held goes; a variable may name anything.
    if (marks || names.some((name) => name.includes(UNKNOWN))) return ['*'];
    return names.map(bareName);
  });
}

const REMOVING: Readonly<Record<PackageCommand['manager'], ReadonlySet<string>>> = {
  apt: new Set(['autopurge', 'autoremove', 'purge', 'remove']),
  apk: new Set(['del']),
  dnf: new Set(['autoremove', 'erase', 'history', 'remove']),
  pip: new Set(['uninstall']),
};

/** Is the package one of those removed, by its own name or that of the virtual package it came with? */
export function isRemoved(name: string, install: PackageCommand, removed: readonly string[]): boolean {
  const group = virtualName(install);
  return removed.some(
    (pattern) => matchesWildcard(pattern, name) || (group !== undefined && matchesWildcard(pattern, group)),
  );
}

/** `apk add --virtual .build-deps`, `-t .build-deps`. */
function virtualName({ options }: PackageCommand): string | undefined {
  const at = options.findIndex((option) => /^(?:-t|--virtual)(?:=|$)/.test(option));
  return at === -1 ? undefined : (options[at]?.split('=')[1] ?? options[at + 1]);
}
