import type { RunScript } from '../dockerfile/runs.ts';
import { isDeclared, lookupVariable, type Scope } from '../dockerfile/scope.ts';
import { assignedValue, UNKNOWN } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Known } from '../dockerfile/variables.ts';
import { type GoCommand, goCommandsOf } from './go-commands.ts';
import { isGoImage } from './go-image.ts';
import { lastWhere } from './last-where.ts';

/** What `go env -w` has written so far, by name. Undefined values are unknown. */
type GoEnvFile = ReadonlyMap<string, string | undefined>;

interface GoEnvWrite {
  readonly index: number;
  readonly at: number;
  readonly file: GoEnvFile;
}

/** More names than go knows are not Go's. */
const MAX_NAMES = 200;

/** The `go env -w` and `-u` of all stages. */
export function goEnvFiles(runs: readonly RunScript[]): (stage: Stage, index: number, at: number) => GoEnvFile {
  const runsOf = Map.groupBy(
    runs.filter((run) => run.text.includes('env')),
    (run) => run.stage,
  );
  const writesOf = new Map<Stage, readonly GoEnvWrite[]>();
  const startOf = new Map<Stage, GoEnvFile>();
  const endOf = (stage: Stage): GoEnvFile => {
    const open: Stage[] = [];
    let at: Stage | undefined = stage;
    for (; at !== undefined && !startOf.has(at); at = at.base.stage) open.push(at);
    for (const next of open.toReversed()) {
      const { stage: parent } = next.base;
      const start: GoEnvFile = parent === undefined ? new Map() : lastFile(parent);
      startOf.set(next, start);
      writesOf.set(next, writesIn(runsOf.get(next) ?? [], start));
    }
    return lastFile(stage);
  };
  const lastFile = (stage: Stage): GoEnvFile => writesOf.get(stage)?.at(-1)?.file ?? startOf.get(stage) ?? new Map();
  return (stage, index, at) => {
    endOf(stage);
    const found = lastWhere(
      writesOf.get(stage) ?? [],
      (write) => write.index < index || (write.index === index && write.at < at),
    );
    return found?.file ?? startOf.get(stage) ?? new Map();
  };
}

function writesIn(runs: readonly RunScript[], start: GoEnvFile): readonly GoEnvWrite[] {
  const writes: GoEnvWrite[] = [];
  let file = start;
  for (const run of runs) {
    for (const { verb, args, command } of goCommandsOf(run)) {
      if (verb !== 'env') continue;
      const words = args.slice(1).map((word) => word.text);
      const removes = words.includes('-u');
      if (!removes && !words.includes('-w')) continue;
      const next = new Map(file);
      for (const word of words) {
        const equals = word.indexOf('=');
        const name = equals === -1 ? word : word.slice(0, equals);
        if (word.startsWith('-')) continue;
        if (removes) next.delete(name);
        else if (next.size < MAX_NAMES) next.set(name, known(word.slice(equals + 1)));
      }
      file = next;
      writes.push({ index: run.instruction.index, at: command.at, file });
    }
  }
  return writes;
}

/**
 * What a variable is for a go command: before the command (also by `env`), exported above it in the script, by ARG or ENV,
 * by `go env -w`. As go has it, an empty one is not set. `scope` is the stage's, or the one of a platform.
 */
export function goVariable(command: GoCommand, scope: Scope, file: GoEnvFile, name: string): Known {
  const outer = environmentVariable(command, scope, name);
  if (outer.state === 'unknown' || (outer.state === 'set' && outer.value !== '')) return outer;
  if (!file.has(name)) return { state: 'unset' };
  return ofValue(file.get(name));
}

function environmentVariable({ command, environment, run }: GoCommand, scope: Scope, name: string): Known {
  const { script, instruction, stage } = run;
  if (environment.has(name)) return ofValue(known(environment.get(name)));
  if (script.sources) return { state: 'unknown' };
  const declared = isDeclared(scope, name, instruction.index);
  // What is assigned and not exported, go does not see.
  if (declared || script.exportsAll || script.exported.has(name)) {
    const assigned = script.assigned.has(name) ? assignedValue(command.variables, name) : undefined;
    if (assigned !== undefined) return ofValue(assigned.value);
  }
  const outer = lookupVariable(scope, name, instruction.index);
  if (outer.state !== 'unknown' || declared) return outer;
  // Images that set Go's own variables are few; those of the toolchain set these two.
  if (name === 'GOPATH' && isGoImage(rootOf(stage))) return { state: 'set', value: '/go' };
  return { state: 'unset' };
}

function rootOf(stage: Stage): Stage {
  let root = stage;
  while (root.base.stage !== undefined) root = root.base.stage;
  return root;
}

function ofValue(value: string | undefined): Known {
  return value === undefined ? { state: 'unknown' } : { state: 'set', value };
}

function known(value: string | undefined): string | undefined {
  return value === undefined || value.includes(UNKNOWN) ? undefined : value;
}
