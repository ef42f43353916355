import { posix } from 'node:path';
import type { RunScript } from '../dockerfile/runs.ts';
import { isDeclared, lookupVariable } from '../dockerfile/scope.ts';
import { assignedValue, type ShellCommand, UNKNOWN } from '../dockerfile/shell.ts';
import type { Range } from '../dockerfile/source.ts';
import { type GoFlags, parseGoFlags, splitGoFlags } from './go-flags.ts';

/** A `go build` or `go install` that a RUN runs. */
export interface GoBuild {
  readonly run: RunScript;
  readonly verb: 'build' | 'install';
  /** `go` and its verb as written. */
  readonly range: Range;
  readonly flags: GoFlags;
  /** GOFLAGS, split; undefined where its value cannot be known. */
  readonly goFlags: readonly string[] | undefined;
  /** Where the binary comes to lie: an absolute path, cut at `UNKNOWN` where the rest cannot be known. */
  readonly output: string | undefined;
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
  if (!['go', 'xx-go'].includes(posix.basename(program.text))) return undefined;
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
    verb: verb.text,
    range: run.range(program.at, verb.end),
    flags,
    goFlags: goFlags === undefined ? undefined : splitGoFlags(goFlags),
    output: outputOf(verb.text, flags, start, environment('GOBIN'), environment('GOPATH')),
  };
}

function outputOf(
  verb: 'build' | 'install',
  flags: GoFlags,
  folder: string | undefined,
  bin: string | undefined,
  path: string | undefined,
): string | undefined {
  if (verb === 'install') {
    if (bin === undefined || path === undefined) return undefined;
    return `${bin === '' ? `${path === '' ? '/go' : path}/bin` : bin}/${UNKNOWN}`;
  }
  const given = flags.values.get('o');
  if (given === undefined) return folder === undefined ? undefined : `${folder === '/' ? '' : folder}/${UNKNOWN}`;
  if (given.startsWith('/')) return given;
  return folder === undefined || given.startsWith(UNKNOWN) ? undefined : posix.join(folder, given);
}

function resolveFolder(folder: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined || path.includes(UNKNOWN)) return undefined;
  if (path.startsWith('/')) return posix.normalize(path);
  return folder === undefined ? undefined : posix.join(folder, path);
}

function known(value: string): string | undefined {
  return value.includes(UNKNOWN) ? undefined : value;
}
