import type { RunScript } from '../dockerfile/runs.ts';
import { lineageOf } from '../dockerfile/stages.ts';
import { hiddenBuildsOf } from './hidden-builds.ts';
import { type PlainCommand, plainCommandsOf } from './plain-command.ts';

/** A `go …` or `xx-go …` of a RUN. */
export interface GoCommand extends PlainCommand {
  /** `build`, `test`, `mod download` … */
  readonly verb: string;
}

export function goCommandsOf(run: RunScript): readonly GoCommand[] {
  return plainCommandsOf(run).flatMap((plain) => {
    if (plain.name !== 'go' && plain.name !== 'xx-go') return [];
    // `go -C dir build`, `xx-go --wrap`: what the flags of go itself are.
    const words = plain.args.map(({ text }) => text);
    const first = words[0] === '-C' ? 2 : 0;
    const verb = words[first];
    if (verb === undefined || verb.startsWith('-')) return [];
    return [{ ...plain, verb: verb === 'mod' || verb === 'work' ? `${verb} ${words[first + 1] ?? ''}` : verb }];
  });
}

const COMPILING: ReadonlySet<string> = new Set(['build', 'install', 'run', 'test', 'vet']);
const FETCHING: ReadonlySet<string> = new Set(['get', 'mod download', 'mod tidy', 'mod vendor']);

/** Does the command compile, and so fill GOCACHE? */
export function isCompiling({ verb }: GoCommand): boolean {
  return COMPILING.has(verb);
}

/** Does it fetch the modules of the source at hand, and so fill GOMODCACHE? */
export function isFetching(command: GoCommand): boolean {
  return FETCHING.has(command.verb) || (isCompiling(command) && !isForeign(command));
}

/** `go install tool@v1`: of a module of its own, whatever source lies there. */
export function isForeign({ verb, args }: GoCommand): boolean {
  return /^(?:install|run)$/.test(verb) && args.some(({ text }) => /^[^-].*@/.test(text));
}

/** May the RUN run go in a way that is not visible: by make, mage, a script? */
export function mayHideGo(run: RunScript): boolean {
  return hiddenBuildsOf(run).some(({ kind }) => kind !== 'go-run');
}

/** Is the module made in the build, up to this command? Then there is no go.mod that was committed. */
export function isModuleMade({ run }: GoCommand, runs: readonly RunScript[]): boolean {
  const lineage = new Set(lineageOf(run.stage));
  return runs.some(
    (each) =>
      lineage.has(each.stage) &&
      each.instruction.index <= run.instruction.index &&
      goCommandsOf(each).some(({ verb }) => verb === 'mod init'),
  );
}
