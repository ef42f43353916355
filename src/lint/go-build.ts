import { posix } from 'node:path';
import type { RunScript } from '../dockerfile/runs.ts';
import { isDeclared, lookupVariable } from '../dockerfile/scope.ts';
import { assignedValue, type ShellCommand, UNKNOWN } from '../dockerfile/shell.ts';
import type { Range } from '../dockerfile/source.ts';
import { type GoFlags, parseGoFlags, splitGoFlags } from './go-flags.ts';

/** A `go build` or `go install` that a RUN runs. */
export interface GoBuild {
  readonly run: RunScript;
  readonly program: 'go' | 'xx-go';
  readonly verb: 'build' | 'install';
  /** `go` and its verb as written. */
  readonly range: Range;
  readonly flags: GoFlags;
  /** GOFLAGS, split; undefined where its value cannot be known. */
  readonly goFlags: readonly string[] | undefined;
  /** Where binaries come to lie: absolute paths, with `UNKNOWN` for what cannot be known; none where none is kept. */
  readonly outputs: readonly string[];
  /** Packages named by their full path may be libraries that are only compiled ahead of time. */
  readonly maybeLibrary: boolean;
}

const WRAPPERS: ReadonlySet<string> = new Set(['env', 'exec', 'command', 'time', 'nice']);

/** The Go builds of a script. `workdir` is where it starts; undefined where that is unknown. */
export function goBuildsOf(run: RunScript, workdir: string | undefined): readonly GoBuild[] {
  const builds: GoBuild[] = [];
  let folder = workdir;
  for (const command of run.script.commands) {
    if (command.words[0]?.text === 'cd') folder = resolveFolder(folder, command.words[1]?.text);
    const build = readBuild(run, command, folder);
    if (build !== undefined) builds.push(build);
  }
  return builds;
}

function readBuild(run: RunScript, command: ShellCommand, folder: string | undefined): GoBuild | undefined {
  const own = new Map(command.environment);
  let at = 0;
  while (at < command.words.length) {
    const word = command.words[at]?.text ?? '';
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word);
    if (at > 0 && assignment?.[1] !== undefined) own.set(assignment[1], known(assignment[2] ?? ''));
    else if (!WRAPPERS.has(word)) break;
    at += 1;
  }
  const program = command.words[at];
  const verb = command.words[at + 1];
  if (program === undefined || verb === undefined) return undefined;
  const name = posix.basename(program.text);
  if (name !== 'go' && name !== 'xx-go') return undefined;
  if (verb.text !== 'build' && verb.text !== 'install') return undefined;

  const environment = (name: string): string | undefined => {
    if (own.has(name)) return own.get(name);
    const assigned = run.script.assigned.has(name) ? assignedValue(command.variables, name) : undefined;
    if (assigned !== undefined) return assigned.value;
    const outer = lookupVariable(run.stage.scope, name, run.instruction.index);
    // Images that set Go's own variables are few; those of the toolchain leave these unset.
    return outer.state === 'set'
      ? outer.value
      : outer.state === 'unset' || !isDeclared(run.stage.scope, name, run.instruction.index)
        ? ''
        : undefined;
  };
  const flags = parseGoFlags(command.words.slice(at + 2).map((word) => word.text));
  const goFlags = environment('GOFLAGS');
  const start = resolveFolder(folder, flags.values.get('C') ?? '.');
  return {
    run,
    program: name,
    verb: verb.text,
    range: run.range(program.at, verb.end),
    flags,
    goFlags: goFlags === undefined ? undefined : splitGoFlags(goFlags),
    outputs: outputsOf(verb.text, flags, start, [environment('GOBIN'), environment('GOPATH')]),
    maybeLibrary: !flags.values.has('o') && flags.packages.length > 0 && flags.packages.every(isFullPath),
  };
}

function outputsOf(
  verb: 'build' | 'install',
  flags: GoFlags,
  folder: string | undefined,
  [bin, path]: readonly (string | undefined)[],
): readonly string[] {
  const { packages, values } = flags;
  if (packages.some((name) => name === 'std' || name === 'cmd')) return [];
  if (verb === 'install') {
    const target =
      bin === undefined || path === undefined ? UNKNOWN : bin === '' ? `${path === '' ? '/go' : path}/bin` : bin;
    return (packages.length === 0 ? ['.'] : packages).map((name) => `${target}/${programName(name) ?? UNKNOWN}`);
  }
  const given = values.get('o');
  if (given === '/dev/null') return [];
  if (given?.startsWith('/') === true || given?.startsWith(UNKNOWN) === true) return [given];
  // Several packages without -o: go compiles them and throws the result away.
  const several = packages.length > 1 || packages.some((name) => name.includes('...'));
  if (given === undefined && several) return [];
  const name = given ?? (packages.length === 0 ? undefined : programName(packages[0] ?? '')) ?? UNKNOWN;
  if (folder === undefined) return [UNKNOWN];
  // A folder stays one: `-o bin/` puts the binary there under the package's own name.
  return [posix.join(folder, name)];
}

/** What go calls the binary of a package; undefined where the name stands in go.mod, which is not read here. */
function programName(path: string): string | undefined {
  const parts = (path.split('@', 1)[0] ?? '').split('/');
  const last = parts.at(-1) ?? '';
  // The last element of a path may be the major version: `example.org/tool/v2` is `tool`.
  const name = /^v[0-9]+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? '') : last;
  if (name === '' || name === '.' || name === '..' || name.includes('...') || name.includes(UNKNOWN)) return undefined;
  return name.endsWith('.go') ? name.slice(0, -3) : name;
}

/** `example.org/library`, without a version: of this module or of another. */
function isFullPath(path: string): boolean {
  return /^[^./][^/]*\.[^/]*\//.test(path) && !path.includes('@');
}

function resolveFolder(folder: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined || path.includes(UNKNOWN)) return undefined;
  if (path.startsWith('/')) return posix.normalize(path);
  return folder === undefined ? undefined : posix.join(folder, path);
}

function known(value: string): string | undefined {
  return value.includes(UNKNOWN) ? undefined : value;
}
