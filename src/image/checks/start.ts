import { posix } from 'node:path';
import type { Unstartable } from '../file-facts.ts';
import type { Folder, LayerFile } from '../layer-tree.ts';
import type { ImageConfig } from './config.ts';
import { type Found, resolvePath } from './paths.ts';

const EXECUTABLE = 0o111;
/** As the kernel: a script may be started by a script, four times over. */
const MAX_SCRIPTS = 4;
const SHELLS: ReadonlySet<string> = new Set(['ash', 'bash', 'dash', 'ksh', 'sh', 'zsh']);
/** Programs that only start another one, behind their flags. */
const INITS: ReadonlySet<string> = new Set(['tini', 'tini-static', 'dumb-init', 'docker-init', 'catatonit']);

/** What a container starts: the words, and the instruction that a person would look at. */
export interface Start {
  readonly argv: readonly string[];
  readonly by: 'ENTRYPOINT' | 'CMD';
}

/** Where the first word of a command leads. */
export type Program =
  | { readonly kind: 'found'; readonly path: string; readonly file: LayerFile }
  | { readonly kind: 'missing'; readonly found: Found | null }
  | { readonly kind: 'not-executable'; readonly path: string; readonly file: LayerFile }
  | { readonly kind: 'folder'; readonly path: string }
  /** It may be mounted, or is made by the runtime. */
  | { readonly kind: 'unknown' };

/** A file that the kernel is asked to start, and cannot. */
export interface NoProgram {
  readonly kind: 'no-program';
  readonly path: string;
  readonly file: LayerFile;
  readonly begins: Unstartable | 'empty';
}

/** Null where the image names nothing to start: one to build on, or to copy from. */
export function startOf({ entrypoint, cmd }: ImageConfig): Start | null {
  if (entrypoint.length > 0) return { argv: [...entrypoint, ...cmd], by: 'ENTRYPOINT' };
  return cmd.length > 0 ? { argv: cmd, by: 'CMD' } : null;
}

/** The text that a command hands to a shell, as the shell form writes it: `/bin/sh -c TEXT`. */
export function shellText(argv: readonly string[]): string | undefined {
  if (!SHELLS.has(posix.basename(argv[0] ?? ''))) return undefined;
  const flag = [1, 2, 3].find((index) => /^-[a-z]*c$/.test(argv[index] ?? ''));
  return flag === undefined ? undefined : argv[flag + 1];
}

/** Finds a program as runc does (Go's `exec.LookPath` in the working folder): by its path, or in the folders of PATH. */
export function findProgram(root: Folder, config: ImageConfig, word: string): Program {
  if (word.includes('/')) {
    const path = posix.resolve(config.workingFolder, word);
    return programAt(root, config, path);
  }
  let first: Program = { kind: 'missing', found: null };
  for (const folder of (config.env.get('PATH') ?? '').split(':')) {
    const path = posix.resolve(config.workingFolder, folder, word);
    const found = programAt(root, config, path);
    if (found.kind === 'found' || found.kind === 'unknown') return found;
    // Of several wrong ones the first that is there at all is what a person meant.
    if (first.kind === 'missing' && (found.kind !== 'missing' || hasBrokenLink(found))) first = found;
  }
  return first;
}

function hasBrokenLink(program: Program): boolean {
  return program.kind === 'missing' && program.found?.kind === 'missing' && program.found.link !== null;
}

function programAt(root: Folder, config: ImageConfig, at: string): Program {
  const found = resolvePath(root, at);
  if (mayComeLater(config, at, found)) return { kind: 'unknown' };
  if (found.kind === 'folder') return { kind: 'folder', path: found.path };
  if (found.kind !== 'file') return { kind: 'missing', found };
  const { path, file } = found;
  return { kind: (file.mode & EXECUTABLE) === 0 ? 'not-executable' : 'found', path, file };
}

/**
 * May there be something else at the path when the container runs: by a mount where it lies or where its links lead, or as
 * it is a thing of the kernel's?
 */
export function mayComeLater({ volumes }: ImageConfig, path: string, found: Found): boolean {
  if (found.kind === 'special') return true;
  const places = [path, found.kind === 'missing' ? found.whole : found.path];
  return volumes.some((volume) => {
    const at = posix.resolve('/', volume);
    return places.some((place) => place === at || place.startsWith(at === '/' ? at : `${at}/`));
  });
}

/** A file that the kernel is asked to start, and by which chain of words that comes. */
export interface Started {
  readonly path: string;
  readonly file: LayerFile;
}

/** Why a chain of programs ends before anything runs. */
export interface BrokenStart {
  /** The word that leads nowhere, or that a shell does not know, and what names it: an instruction, or a script. */
  readonly word: string;
  readonly by: string;
  readonly program: Exclude<Program, { kind: 'found' | 'unknown' }> | NoProgram;
  /** The script whose first line it is. */
  readonly script?: Started;
}

export interface StartChain {
  readonly started: readonly Started[];
  readonly broken: BrokenStart | null;
}

/**
 * The files that are started, one by the other: the program of the command, the interpreter of a script, what an init
 * or a plain `sh -c` starts. It ends where nothing more can be known.
 */
export function startChain(root: Folder, config: ImageConfig, start: Start): StartChain {
  const started: Started[] = [];
  let argv: readonly string[] | undefined = start.argv;
  let by: string = start.by;
  let script: Started | undefined;
  // Shells take what the kernel refuses for a script, and so may `env` and inits: glibc does that for them.
  let byKernel = true;
  let brokenFlag: string | undefined;
  for (let depth = 0; argv !== undefined && depth <= MAX_SCRIPTS; depth += 1) {
    const word = argv[0] ?? '';
    const found = findProgram(root, config, word);
    const program = byKernel ? startable(found) : found;
    if (program.kind === 'unknown') break;
    if (program.kind !== 'found') {
      return { started, broken: { word, by, program, ...(script === undefined ? {} : { script }) } };
    }
    const { path, file } = program;
    started.push({ path, file });
    if (script !== undefined && brokenFlag !== undefined) {
      return { started, broken: { word: brokenFlag, by, program: { kind: 'missing', found: null }, script } };
    }
    const line = file.content?.script;
    if (line !== undefined) {
      by = path;
      script = { path, file };
      argv = scriptArgv(line);
      brokenFlag = flagWithReturn(line);
      byKernel = true;
    } else {
      argv = wrapped(argv);
      byKernel = false;
    }
  }
  return { started, broken: null };
}

function startable(program: Program): Program | NoProgram {
  if (program.kind !== 'found') return program;
  const { path, file } = program;
  const begins = file.bytes === 0 ? 'empty' : file.content?.unstartable;
  return begins === undefined ? program : { kind: 'no-program', path, file, begins };
}

/** The flag for a shell in a script's first line that a carriage return makes one which no shell has. */
function flagWithReturn(line: string): string | undefined {
  const [, interpreter = '', flag] = /^(\S+)[ \t]+(-\S*\r)$/.exec(line) ?? [];
  return SHELLS.has(posix.basename(interpreter)) ? flag : undefined;
}

/** A script's first line: the interpreter and one argument. `env` looks for the program itself. */
function scriptArgv(line: string): readonly string[] | undefined {
  const [interpreter = '', ...rest] = line.split(/[ \t]+/);
  if (interpreter === '') return undefined;
  // A path without a slash is one in the working folder, for the kernel looks nowhere else.
  const word = interpreter.includes('/') ? interpreter : `./${interpreter}`;
  const [argument = ''] = rest;
  // The kernel hands a carriage return on as a part of the word.
  const plain = /^[A-Za-z0-9][\w.+-]*\r?$/.test(argument) && rest.length === 1;
  return posix.basename(interpreter) === 'env' && plain ? [word, argument] : [word];
}

/** What a program starts in its turn, where that can be told from its words. */
function wrapped(argv: readonly string[]): readonly string[] | undefined {
  const name = posix.basename(argv[0] ?? '');
  if (INITS.has(name)) {
    const after = argv.indexOf('--');
    const rest = after > 0 ? argv.slice(after + 1) : argv.slice(1);
    return rest.length > 0 && !rest[0]?.startsWith('-') ? rest : undefined;
  }
  if (name === 'env')
    return argv.length >= 2 && /^[A-Za-z0-9/][\w./+-]*\r?$/.test(argv[1] ?? '') ? argv.slice(1) : undefined;
  const text = shellText(argv)?.slice(0, 4_096);
  const plain = /^\s*(?:exec\s+)?(\/[\w./+-]+)(?:\s+[\w./:=@,+-]+)*\s*$/.exec(text ?? '');
  return plain?.[1] === undefined ? undefined : [plain[1]];
}
