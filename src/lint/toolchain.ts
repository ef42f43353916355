import { posix } from 'node:path';
import { UNKNOWN } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { isGoRun, programsOf } from './entrypoint.ts';
import type { GoBuild } from './go-build.ts';
import { isGoImage } from './go-image.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';

/** What is read of a rule's context to tell whether the shipped image is one to compile in. */
type Judged = Pick<RuleContext, 'target' | 'lineage' | 'shipped' | 'purpose' | 'start' | 'goBuilds' | 'runs'>;

/**
 * The toolchain that the shipped image carries and that its program does not need: what starts was built in it, or is
 * run from source. Rules about what else a toolchain leaves behind keep quiet then: the cause is one.
 */
export function shippedToolchain(context: Judged): 'Go' | 'Rust' | undefined {
  const { target, lineage, purpose, start } = context;
  const root = lineage[0];
  if (purpose !== 'runtime' || target === undefined || root === undefined || start === undefined) return undefined;
  if (isGoImage(root)) return startsGo(context) ? 'Go' : undefined;
  return isRustImage(root) && startsRust(context) ? 'Rust' : undefined;
}

function startsGo({ shipped, start, goBuilds }: Judged): boolean {
  const builtHere = goBuilds.filter((build) => shipped.has(build.run.stage) && !isForeign(build));
  return (
    start?.commands.some(
      (words) =>
        isGoRun(words) || programsOf(words).some((program) => builtHere.some((build) => makes(build, program))),
    ) === true
  );
}

/** `go install tool@v1`: somebody else's program, mostly one that works on Go source and needs the toolchain. */
function isForeign(build: GoBuild): boolean {
  return build.flags.packages.some((path) => path.includes('@'));
}

/** Programs that every such image has: whoever starts one does not start what was built. */
const SYSTEM: ReadonlySet<string> = new Set(['bash', 'go', 'make', 'sh', 'sleep', 'tail', 'true']);

/** Is the program what the build made? By its path; by its name alone where it is looked up on PATH. */
function makes(build: GoBuild, program: string): boolean {
  if (program === '' || program.includes(UNKNOWN) || SYSTEM.has(posix.basename(program))) return false;
  return build.outputs.some((output) => {
    const folder = posix.dirname(output);
    const name = posix.basename(output);
    if (output.endsWith('/')) return program.startsWith(output) || !program.includes('/');
    if (name === posix.basename(program)) return true;
    // The module's own name: anything that starts from that folder, or by name from the folder on PATH.
    if (!name.includes(UNKNOWN)) return false;
    return program.includes('/')
      ? program.startsWith('./') || posix.dirname(program) === folder
      : build.verb === 'install';
  });
}

function isRustImage(stage: Stage): boolean {
  return stage.base.reference?.path.split('/').at(-1) === 'rust';
}

/** `cargo run`, what lies in cargo's own output folder, or what `cargo install --path` put on PATH. */
function startsRust({ shipped, start, runs }: Judged): boolean {
  const cargo = runs
    .filter((run) => shipped.has(run.stage))
    .flatMap(plainCommandsOf)
    .filter(isCargo);
  const installs = cargo.some(({ args }) => args[0]?.text === 'install' && args.some(({ text }) => text === '--path'));
  const builds = installs || cargo.some(({ args }) => args[0]?.text === 'build');
  return (
    start?.commands.some(
      (words) =>
        (posix.basename(words[0] ?? '') === 'cargo' && words[1] === 'run') ||
        programsOf(words).some(
          (program) =>
            (builds && /(?:^|\/)target\/(?:[^/]+\/)?(?:debug|release)\/[^/]+$/.test(program)) ||
            (installs && program.startsWith('/usr/local/cargo/bin/')),
        ),
    ) === true
  );
}

function isCargo({ name }: { readonly name: string }): boolean {
  return name === 'cargo';
}
