import type { RunScript } from '../dockerfile/runs.ts';
import type { Scope } from '../dockerfile/scope.ts';
import { lookupVariable } from '../dockerfile/scope.ts';
import { readScript, UNKNOWN } from '../dockerfile/shell.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Known } from '../dockerfile/variables.ts';
import type { Platform } from '../model/platform.ts';
import { formatPlatform } from '../model/platform.ts';
import { type GoCommand, goCommandsOf } from './go-commands.ts';
import { goEnvFiles, goVariable } from './go-environment.ts';
import { type GoFlags, parseGoFlags, splitGoFlags, splitLinkerFlags } from './go-flags.ts';
import { outputsOf, resolveFolder } from './go-outputs.ts';

/** A go or xx-go command that a RUN runs, with the environment that it sees. */
export interface GoInvocation extends GoCommand {
  /** `xx-go`, also by `xx-go --wrap` before it. */
  readonly tool: 'go' | 'xx-go';
  /** The program and its verb as written. */
  readonly range: Range;
  /** The folder that it works in, `cd` and `-C` taken into account; undefined where that is unknown. */
  readonly folder: string | undefined;
  /** What a variable is for it; see `goVariable`. */
  readonly variable: (name: string) => Known;
  /** The scope that its RUN was read in: the stage's, or the one of a platform. */
  readonly scope: Scope;
}

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
  readonly invocation: GoInvocation;
  /** What an environment variable is for it: see `goVariable`. */
  readonly environment: (name: string) => Known;
  /**
   * A flag as it takes effect, named without dashes: the command line replaces GOFLAGS's of that name, the last one wins.
   * A flag without a value is `true`. Unknown where words that are not known may be that flag, or its value is not known.
   */
  readonly flag: (name: string) => Known;
  /** The words of the effective `-ldflags`, and whether they are all there is: nothing unknown in them, no `@file`. */
  readonly linkerFlags: { readonly words: readonly string[]; readonly visible: boolean };
  /** The same build when the image is made for one platform: TARGETARCH and its like have their values. */
  readonly on: (platform: Platform) => GoBuild;
}

export interface GoInvocations {
  readonly commands: readonly GoInvocation[];
  readonly builds: readonly GoBuild[];
}

export interface GoInput {
  /** Those of the stages that are built. */
  readonly runs: readonly RunScript[];
  /** The folder that an instruction starts in; undefined where that is unknown. */
  readonly workdirAt: (index: number) => string | undefined;
  /** The scopes of the stages in a build for a platform. */
  readonly scopesOn: (platform: Platform) => ReadonlyMap<Stage, Scope>;
}

/** Every go command and every Go build, in the order of the file. */
export function readGoInvocations(input: GoInput): GoInvocations {
  const files = goEnvFiles(input.runs);
  const wrapped = wrapReader(input.runs);
  const readRun = (run: RunScript, scope: Scope): readonly GoInvocation[] => {
    const { stage, instruction } = run;
    return withFolders(run, input.workdirAt(instruction.index)).map(({ command, folder }): GoInvocation => {
      const { at } = command.command;
      const verb = command.args.find(({ text }) => text === command.verb.split(' ')[0]) ?? command.program;
      return {
        ...command,
        tool: command.name === 'xx-go' || wrapped(stage, instruction.index, at) ? 'xx-go' : 'go',
        range: run.range(command.program.at, verb.end),
        folder,
        variable: (name) => goVariable(command, scope, files(stage, instruction.index, at), name),
        scope,
      };
    });
  };
  const onPlatform = platformReader(input, readRun);
  const commands = input.runs.flatMap((run) => (mentionsGo(run) ? readRun(run, run.stage.scope) : []));
  return { commands, builds: commands.flatMap((command) => readBuild(command, onPlatform) ?? []) };
}

function mentionsGo(run: RunScript): boolean {
  return run.text.includes('go');
}

/** The build of a command in the file as it is read for a platform: each RUN is read once for each. */
type OnPlatform = (build: GoInvocation, platform: Platform) => GoInvocation | undefined;

function platformReader(
  input: GoInput,
  readRun: (run: RunScript, scope: Scope) => readonly GoInvocation[],
): OnPlatform {
  const scopes = new Map<string, ReadonlyMap<Stage, Scope>>();
  const read = new Map<string, Map<RunScript, ReadonlyMap<number, GoInvocation>>>();
  return ({ run, command }, platform) => {
    const key = formatPlatform(platform);
    const known = scopes.get(key) ?? input.scopesOn(platform);
    scopes.set(key, known);
    const scope = known.get(run.stage) ?? run.stage.scope;
    const runs = read.get(key) ?? new Map<RunScript, ReadonlyMap<number, GoInvocation>>();
    read.set(key, runs);
    let commands = runs.get(run);
    if (commands === undefined) {
      const script = readScript(run.text, (name) => lookupVariable(scope, name, run.instruction.index));
      commands = new Map(readRun({ ...run, script }, scope).map((each) => [each.command.at, { ...each, run }]));
      runs.set(run, commands);
    }
    return commands.get(command.at);
  };
}

function withFolders(
  run: RunScript,
  workdir: string | undefined,
): readonly { readonly command: GoCommand; readonly folder: string | undefined }[] {
  const commands = new Map(goCommandsOf(run).map((command) => [command.command, command]));
  let folder = workdir;
  return run.script.commands.flatMap((each) => {
    if (each.words[0]?.text === 'cd') folder = resolveFolder(folder, each.words[1]?.text);
    const command = commands.get(each);
    return command === undefined ? [] : [{ command, folder }];
  });
}

/** Has `xx-go --wrap` made `go` into xx-go by then, in the stage or in those below it? */
function wrapReader(runs: readonly RunScript[]): (stage: Stage, index: number, at: number) => boolean {
  const wraps = new Map<Stage, { readonly index: number; readonly at: number }>();
  for (const { stage, instruction, script, text } of runs) {
    if (wraps.has(stage) || !text.includes('xx-go')) continue;
    const found = script.commands.find(({ words }) => words[0]?.text === 'xx-go' && words[1]?.text === '--wrap');
    if (found !== undefined) wraps.set(stage, { index: instruction.index, at: found.at });
  }
  return (stage, index, at) => {
    if (wraps.size === 0) return false;
    const own = wraps.get(stage);
    if (own !== undefined && (own.index < index || (own.index === index && own.at < at))) return true;
    for (let below = stage.base.stage; below !== undefined; below = below.base.stage) if (wraps.has(below)) return true;
    return false;
  };
}

function readBuild(invocation: GoInvocation, onPlatform: OnPlatform): GoBuild | undefined {
  const { verb, run, args, tool, range, variable } = invocation;
  if (verb !== 'build' && verb !== 'install') return undefined;
  const words = args.map((word) => word.text);
  const flags = parseGoFlags(words.slice(words.indexOf(verb) + 1));
  const goFlagsText = textOf(variable('GOFLAGS'));
  const goFlags = goFlagsText === undefined ? undefined : splitGoFlags(goFlagsText);
  const fromEnvironment = goFlags === undefined ? undefined : parseGoFlags(goFlags).values;
  const flag = (name: string): Known => {
    const given = flags.values.get(name);
    if (!flags.visible) return { state: 'unknown' };
    if (given !== undefined) return given.includes(UNKNOWN) ? { state: 'unknown' } : { state: 'set', value: given };
    if (fromEnvironment === undefined) return { state: 'unknown' };
    const value = fromEnvironment.get(name);
    return value === undefined ? { state: 'unset' } : { state: 'set', value };
  };
  const given = flags.values.get('ldflags') ?? fromEnvironment?.get('ldflags') ?? '';
  const linkerWords = splitLinkerFlags(given);
  const visible =
    flags.visible &&
    (goFlags !== undefined || flags.values.has('ldflags')) &&
    !given.includes(UNKNOWN) &&
    !linkerWords.some((word) => word.startsWith('@'));
  const place = {
    folder: resolveFolder(invocation.folder, flags.values.get('C') ?? '.'),
    bin: textOf(variable('GOBIN')),
    path: textOf(variable('GOPATH')),
  };
  const perPlatform = new Map<string, GoBuild>();
  const build: GoBuild = {
    run,
    program: tool,
    verb,
    range,
    flags,
    goFlags,
    outputs: outputsOf(verb, flags, place),
    maybeLibrary: !flags.values.has('o') && flags.packages.length > 0 && flags.packages.every(isFullPath),
    invocation: { ...invocation, folder: place.folder },
    environment: variable,
    flag,
    linkerFlags: { words: linkerWords, visible },
    on: (platform) => {
      const key = formatPlatform(platform);
      const known = perPlatform.get(key);
      if (known !== undefined) return known;
      const found = onPlatform(invocation, platform);
      const own = (found === undefined ? undefined : readBuild(found, onPlatform)) ?? build;
      perPlatform.set(key, own);
      return own;
    },
  };
  return build;
}

function textOf(known: Known): string | undefined {
  return known.state === 'set' ? known.value : known.state === 'unset' ? '' : undefined;
}

/** `example.org/library`, without a version: of this module or of another. */
function isFullPath(path: string): boolean {
  return /^[^./][^/]*\.[^/]*\//.test(path) && !path.includes('@');
}
