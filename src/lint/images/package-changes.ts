import { UNKNOWN } from '../../dockerfile/shell.ts';
import type { PackageCommand } from '../packages/package-command.ts';

/** What a command of the distribution's package manager does to the image. */
export interface PackageChange {
  readonly action: 'install' | 'remove';
  /** Names without version, architecture and repository; a word that cannot be known is `UNKNOWN`. */
  readonly packages: readonly string[];
  /** The name that `apk add --virtual` gives to the packages; `apk del` takes them back by it. */
  readonly group: string | undefined;
  /** Does apt also install what the packages recommend? Never true of the others, whose weak dependencies are few. */
  readonly recommends: boolean;
  /** Does it take dependencies that nobody else needs away (`autoremove`, `apk del`)? */
  readonly sweeps: boolean;
}

const INSTALL: ReadonlySet<string> = new Set(['add', 'install', 'groupinstall', 'localinstall', 'reinstall']);
const REMOVE: ReadonlySet<string> = new Set(['autopurge', 'autoremove', 'del', 'erase', 'purge', 'remove']);

/** Undefined where nothing is installed or removed, or only below another root folder than the image's. */
export function packageChangeOf(command: PackageCommand): PackageChange | undefined {
  const { manager, verb, options } = command;
  const action = INSTALL.has(verb) ? 'install' : REMOVE.has(verb) ? 'remove' : undefined;
  if (manager === 'pip' || action === undefined) return undefined;
  if (optionValue(options, /^(?:--root|-p|--installroot)$/) !== undefined) return undefined;
  return {
    action,
    packages: command.names.map(packageName),
    group: manager === 'apk' && action === 'install' ? optionValue(options, /^(?:-t|--virtual)$/) : undefined,
    recommends: manager === 'apt' && action === 'install' && !refusesRecommends(options),
    sweeps:
      action === 'remove' &&
      (manager !== 'apt' || /^auto/.test(verb) || options.some((word) => /^--auto-?remove$/.test(word))),
  };
}

function optionValue(options: readonly string[], name: RegExp): string | undefined {
  const at = options.findIndex((option) => name.test(option.split('=', 1)[0] ?? ''));
  const option = options[at];
  if (option === undefined) return undefined;
  const equals = option.indexOf('=');
  return equals === -1 ? (options[at + 1] ?? '') : option.slice(equals + 1);
}

function refusesRecommends(options: readonly string[]): boolean {
  return options.some(
    (option) => option === '--no-install-recommends' || /Install-Recommends"?=(?:0|false|no)$/i.test(option),
  );
}

function packageName(word: string): string {
  const name = /^[^=<>~@:/]*/.exec(word)?.[0] ?? word;
  // A file, a URL, a group of dnf or a pattern: what is in it is not known.
  const opaque = /^(?:\.{0,2}\/|@|https?:)|[*?[]|\.(?:apk|deb|rpm)$/.test(word);
  return opaque || name === '' || name.includes(UNKNOWN) ? UNKNOWN : name;
}
