import { posix } from 'node:path';
import type { ElfDynamic } from '../../gobinary/elf-dynamic.ts';
import type { ElfFacts } from '../../gobinary/elf-facts.ts';
import { elfOf } from '../file-facts.ts';
import type { Folder, LayerFile } from '../layer-tree.ts';
import type { ImageConfig } from './config.ts';
import { resolvePath } from './paths.ts';

/** What the dynamic loader would stop at. */
export type LoadProblem =
  | { readonly kind: 'library'; readonly library: string; readonly neededBy: string }
  | {
      readonly kind: 'version';
      readonly library: string;
      readonly version: string;
      readonly neededBy: string;
      readonly libraryPath: string;
    };

/** A program with libraries in thousands is made up; the walk ends there, and nothing is concluded. */
const MAX_LIBRARIES = 2_000;

interface Loaded {
  readonly path: string;
  /** `$ORIGIN`: the folder that it was found in. A link in there is not followed for that. */
  readonly origin: string;
  readonly file: LayerFile;
  readonly elf: ElfFacts;
  readonly dynamic: ElfDynamic;
  /** Folders of those that asked for it, the nearest first: DT_RPATH; with musl DT_RUNPATH, too. */
  readonly inherited: readonly string[];
}

/** Where a file's libraries are looked for before the built-in folders, and what of it goes for theirs in turn. */
interface Order {
  readonly folders: readonly string[];
  readonly inherited: readonly string[];
}

/** The C library whose loader an interpreter is; undefined for one that is not known. */
export function loaderOf(interpreter: string): 'glibc' | 'musl' | undefined {
  const name = posix.basename(interpreter);
  // musl's loader is the library itself; glibc's `libc.so` is a text for linkers.
  if (name.startsWith('ld-musl-') || name === 'libc.so') return 'musl';
  return /^(?:ld-linux|ld64\.so|ld\.so\.)/.test(name) ? 'glibc' : undefined;
}

/**
 * What keeps a dynamically linked program from starting: libraries that are nowhere where its loader looks (ld.so(8);
 * musl's `ldso/dynlink.c`), and symbol versions that a library does not have. Empty where that cannot be known.
 */
export function loadProblems(
  root: Folder,
  config: ImageConfig,
  program: { readonly path: string; readonly file: LayerFile },
): readonly LoadProblem[] {
  const elf = elfOf(program.file);
  if (!elf?.interpreter || elf.dynamic === null || elf.dynamic === 'unreadable') return [];
  const loader = loaderPath(root, elf.interpreter);
  // Older Debians have glibc's loader as `ld-2.31.so`, behind a link of the usual name.
  const libc = loaderOf(loader) ?? loaderOf(elf.interpreter);
  if (libc === undefined || (libc === 'glibc' && isGcompat(root, loader))) return [];
  const search = new Search(root, config, { elf, loader, libc });
  return search.problems({
    path: program.path,
    origin: posix.dirname(program.path),
    file: program.file,
    elf,
    dynamic: elf.dynamic,
    inherited: [],
  });
}

/** Where the links behind the interpreter's name end: Alpine's `libc6-compat` puts musl's loader behind that of glibc. */
function loaderPath(root: Folder, interpreter: string): string {
  const found = resolvePath(root, interpreter);
  return found.kind === 'file' ? found.path : interpreter;
}

/**
 * Is it the loader of gcompat, which starts musl's with a library of its own put in front? What that answers for is not
 * known here.
 */
function isGcompat(root: Folder, loader: string): boolean {
  return [posix.dirname(loader), '/lib'].some((path) => {
    const found = resolvePath(root, path);
    if (found.kind !== 'folder') return false;
    const names = [...found.folder.children.keys()];
    const isBeside = found.path === posix.dirname(loader);
    return names.some((name) => name.startsWith('libgcompat.so') || (isBeside && name.startsWith('ld-musl-')));
  });
}

class Search {
  readonly #root: Folder;
  readonly #elf: ElfFacts;
  /** Names of the loader: the one that the program asks for, and that of the file. */
  readonly #loaders: readonly string[];
  readonly #libc: 'glibc' | 'musl';
  readonly #fromEnv: readonly string[];
  readonly #defaults: readonly string[];

  constructor(
    root: Folder,
    config: ImageConfig,
    { elf, loader, libc }: { readonly elf: ElfFacts; readonly loader: string; readonly libc: 'glibc' | 'musl' },
  ) {
    this.#root = root;
    this.#elf = elf;
    this.#loaders = [elf.interpreter ?? '', loader].map((path) => posix.basename(path));
    this.#libc = libc;
    this.#fromEnv = (config.env.get('LD_LIBRARY_PATH') ?? '').split(/[:;]/).filter(Boolean);
    this.#defaults = libc === 'musl' ? muslFolders(root, this.#loaders) : glibcFolders(root, loader);
  }

  problems(program: Loaded): readonly LoadProblem[] {
    const problems: LoadProblem[] = [];
    const byName = new Map<string, Loaded | null>();
    const pending: Loaded[] = [program];
    for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
      for (const library of at.dynamic.needed) {
        if (library === '' || byName.has(library) || this.#isLoader(library)) continue;
        if (byName.size >= MAX_LIBRARIES) return [];
        const found = this.#find(library, at);
        if (found === 'unknown') return [];
        byName.set(library, found === 'missing' || found === 'opaque' ? null : found);
        if (found === 'missing') problems.push({ kind: 'library', library, neededBy: at.path });
        if (found === 'missing' || found === 'opaque') continue;
        pending.push(found);
        // glibc knows what is loaded by its SONAME too; musl by the name alone that it was searched by.
        const { soname } = found.dynamic;
        if (this.#libc === 'glibc' && soname !== null && !byName.has(soname)) byName.set(soname, found);
      }
      if (this.#libc === 'glibc') problems.push(...versionProblems(at, byName));
    }
    return problems;
  }

  /** The loader is in memory already; musl's is the C library by all of its names. */
  #isLoader(library: string): boolean {
    if (this.#loaders.includes(library)) return true;
    return this.#libc === 'musl' && /^lib(?:c|pthread|rt|m|dl|util|xnet)\./.test(library);
  }

  #find(library: string, by: Loaded): Loaded | 'missing' | 'opaque' | 'unknown' {
    const { folders, inherited } = this.#libc === 'musl' ? this.#muslOrder(by) : this.#glibcOrder(by);
    const expanded = (library.includes('/') ? [''] : folders).map((folder) => expand(folder, by.origin));
    // $LIB and $PLATFORM are the machine's to say.
    if (expanded.some((folder) => folder.includes('$'))) return 'unknown';
    for (const folder of library.includes('/') ? expanded : [...expanded, ...this.#defaults]) {
      for (const path of candidates(this.#root, folder, library)) {
        const found = resolvePath(this.#root, path);
        if (found.kind === 'special') return 'unknown';
        if (found.kind !== 'file') continue;
        const elf = elfOf(found.file);
        // Not read, or too big to be: it may well be the library.
        if (elf === undefined) return 'opaque';
        if (elf.machine !== this.#elf.machine || elf.bits !== this.#elf.bits) continue;
        if (elf.dynamic === null || elf.dynamic === 'unreadable') return 'opaque';
        return {
          path: found.path,
          origin: posix.dirname(path),
          file: found.file,
          elf,
          dynamic: elf.dynamic,
          inherited,
        };
      }
    }
    return 'missing';
  }

  /** DT_RUNPATH is for what the file itself needs, and takes the place of all DT_RPATH. */
  #glibcOrder(by: Loaded): Order {
    const { rpath, runpath } = by.dynamic;
    if (runpath.length > 0) return { folders: [...this.#fromEnv, ...runpath], inherited: by.inherited };
    const own = [...rpath.map((folder) => expand(folder, by.origin)), ...by.inherited];
    return { folders: [...own, ...this.#fromEnv], inherited: own };
  }

  /** DT_RUNPATH or else DT_RPATH, of the file and then of all that asked for it: `load_library` goes along `needed_by`. */
  #muslOrder(by: Loaded): Order {
    const { rpath, runpath } = by.dynamic;
    const ofFile = runpath.length > 0 ? runpath : rpath;
    const own = [...ofFile.map((folder) => expand(folder, by.origin)), ...by.inherited];
    return { folders: [...this.#fromEnv, ...own], inherited: own };
  }
}

function versionProblems(by: Loaded, byName: ReadonlyMap<string, Loaded | null>): readonly LoadProblem[] {
  return by.dynamic.versionNeeds.flatMap(({ library, version, weak }) => {
    const found = byName.get(library);
    // A library without any versions only makes the loader warn.
    if (weak || !found || found.dynamic.versionsDefined.length === 0) return [];
    if (found.dynamic.versionsDefined.includes(version)) return [];
    return [{ kind: 'version' as const, library, version, neededBy: by.path, libraryPath: found.path }];
  });
}

function expand(folder: string, origin: string): string {
  return folder.replaceAll(/\$(?:ORIGIN|\{ORIGIN\})/g, origin);
}

/** The file itself, and glibc's variants for newer processors, whose folders are beside it. */
function candidates(root: Folder, folder: string, library: string): readonly string[] {
  const plain = posix.resolve('/', folder, library);
  const variants = resolvePath(root, posix.resolve('/', folder, 'glibc-hwcaps'));
  if (variants.kind !== 'folder') return [plain];
  return [plain, ...[...variants.folder.children.keys()].map((name) => `${variants.path}/${name}/${library}`)];
}

/** `/etc/ld-musl-ARCH.path`, or else what musl has built in. */
function muslFolders(root: Folder, loaders: readonly string[]): readonly string[] {
  const arch = loaders.map((name) => /^ld-musl-(.+)\.so/.exec(name)?.[1]).find((found) => found !== undefined);
  const file = resolvePath(root, `/etc/ld-musl-${arch ?? ''}.path`);
  const text = file.kind === 'file' ? file.file.content?.text : undefined;
  return text === undefined ? ['/lib', '/usr/local/lib', '/usr/lib'] : text.split(/[\n:]/).filter(Boolean);
}

/**
 * Where `ldconfig` fills the loader's cache from, and where the loader looks itself. The cache is not read: what lies
 * in these folders counts as found, also where it was not run again.
 */
function glibcFolders(root: Folder, loader: string): readonly string[] {
  // One that lies elsewhere has a prefix of its own built in: on Alpine beside musl's, or in a store.
  const folders = [posix.dirname(loader)];
  const main = textAt(root, '/etc/ld.so.conf');
  const more = resolvePath(root, '/etc/ld.so.conf.d');
  const texts = [main];
  if (more.kind === 'folder') {
    for (const name of more.folder.children.keys()) texts.push(textAt(root, `${more.path}/${name}`));
  }
  for (const line of texts.join('\n').split('\n')) {
    const folder = line.replace(/#.*/, '').trim();
    if (folder.startsWith('/')) folders.push(folder);
  }
  for (const base of ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/lib32', '/usr/lib32']) folders.push(base);
  // Debian's loader has the folder of its architecture built in.
  for (const base of ['/lib', '/usr/lib']) {
    const found = resolvePath(root, base);
    if (found.kind !== 'folder') continue;
    for (const name of found.folder.children.keys()) {
      if (/^[a-z0-9_]+-linux-gnu[a-z0-9]*$/.test(name)) folders.push(`${base}/${name}`);
    }
  }
  return [...new Set(folders)];
}

function textAt(root: Folder, path: string): string {
  const found = resolvePath(root, path);
  return found.kind === 'file' ? (found.file.content?.text ?? '') : '';
}
