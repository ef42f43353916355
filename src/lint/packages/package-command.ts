import type { RunScript } from '../../dockerfile/runs.ts';
import { type PlainCommand, plainCommandsOf } from '../plain-command.ts';

export type PackageTool = 'apt' | 'apk' | 'dnf' | 'pip';

/** What a package manager is told in a RUN: `apt-get -y install curl=8.*`. */
export interface PackageCommand extends PlainCommand {
  readonly manager: PackageTool;
  /** `install`, `add`, `update` …; of pip's `cache purge` only the first word. */
  readonly verb: string;
  readonly verbWord: PlainCommand['program'];
  /** Options with their values, as written: `--no-cache`, `-o`, `APT::Install-Recommends=0`. */
  readonly options: readonly string[];
  /** What else is named, versions and all. */
  readonly names: readonly string[];
}

const MANAGERS: ReadonlyMap<string, PackageTool> = new Map([
  ['apt', 'apt'],
  ['apt-get', 'apt'],
  ['apk', 'apk'],
  ['dnf', 'dnf'],
  ['dnf5', 'dnf'],
  ['microdnf', 'dnf'],
  ['tdnf', 'dnf'],
  ['yum', 'dnf'],
  ['pip', 'pip'],
  ['pip3', 'pip'],
]);

/** Options whose value is the next word (apt-get(8), apk(8), dnf(8), pip install --help). */
const WITH_VALUE: Readonly<Record<PackageTool, ReadonlySet<string>>> = {
  apt: new Set(['-o', '--option', '-c', '--config-file', '-t', '--target-release', '--default-release', '-a']),
  apk: new Set(['-t', '--virtual', '-X', '--repository', '-p', '--root', '--arch', '--cache-dir', '--keys-dir']),
  dnf: new Set(['-c', '-d', '-e', '-x', '--exclude', '--enablerepo', '--disablerepo', '--installroot', '--setopt']),
  pip: new Set(['-r', '--requirement', '-c', '--constraint', '-i', '--index-url', '-t', '--target', '--prefix']),
};

/** Every command of a package manager in a script, in its order. */
export function packageCommandsOf(run: RunScript): readonly PackageCommand[] {
  return plainCommandsOf(run).flatMap((plain) => packageCommand(plain) ?? []);
}

function packageCommand(plain: PlainCommand): PackageCommand | undefined {
  const asModule = /^python[0-9.]*$/.test(plain.name) && plain.args[0]?.text === '-m' && plain.args[1]?.text === 'pip';
  const manager = asModule ? 'pip' : MANAGERS.get(plain.name);
  if (manager === undefined) return undefined;
  const options: string[] = [];
  const names: string[] = [];
  let verbWord: PlainCommand['program'] | undefined;
  let value = false;
  for (const word of plain.args.slice(asModule ? 2 : 0)) {
    if (value || word.text.startsWith('-')) {
      options.push(word.text);
      value = !value && WITH_VALUE[manager].has(word.text);
    } else if (verbWord === undefined) verbWord = word;
    else names.push(word.text);
  }
  return verbWord === undefined ? undefined : { ...plain, manager, verb: verbWord.text, verbWord, options, names };
}
