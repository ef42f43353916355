import type { Category } from '../model/category.ts';
import { byFolder } from './by-folder.ts';
import type { LayerFile } from './layer-tree.ts';
import { ownedNames } from './owned-names.ts';

/** What has to be known of the whole image before a single path can be told. */
export interface ImageContext {
  /** What a folder says of the files in it. */
  readonly folderOf: (folder: string) => FolderKind;
}

interface FolderKind {
  /** Whatever the names of its files are. */
  readonly all: Category | undefined;
  /** Of those that are no source of Go by their own names. */
  readonly rest: Category | undefined;
  /** Do names in it count, as those of `/etc/ssl/cert.pem` do? */
  readonly named: boolean;
  /** Names in it that package databases claim. */
  readonly owned: readonly ReadonlySet<string>[];
}

/** In the order of `CATEGORIES`, as far as a pattern of the path decides. */
type Rules = readonly (readonly [RegExp, Category])[];

const TOOLCHAIN = /^\/usr\/local\/go\//;
const GO_FOLDERS: Rules = [
  [/\/\.cache\/go-build\//, 'go-build-cache'],
  [/\/go\/pkg\/mod\//, 'go-module-cache'],
  [/\/\.git\//, 'git'],
];
const SYSTEM: Rules = [
  [/^\/(?:var\/cache\/(?:apk|apt|dnf|yum)|var\/lib\/apt\/lists|etc\/apk\/cache)\//, 'package-cache'],
  [
    /^\/(?:(?:usr\/)?lib\/apk\/db|var\/lib\/dpkg|var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\//,
    'package-database',
  ],
  [
    /^\/(?:etc\/(?:ssl\/(?:certs\/|cert\.pem$)|pki\/|ca-certificates)|usr\/(?:local\/)?share\/(?:ca-certificates|pki)\/)/,
    'certificates',
  ],
  [/(?:^\/usr\/(?:share|lib)\/zoneinfo\/|\/zoneinfo\.zip$)/, 'tzdata'],
  [/^\/usr\/(?:share\/(?:locale|i18n)|lib\/locale)\//, 'locale'],
  [/^\/usr\/(?:local\/)?share\/(?:doc|man|info)\//, 'documentation'],
];
/** Folders in which, and the name by which, a rule of `SYSTEM` looks at names too. */
const NAMED_FOLDERS: ReadonlySet<string> = new Set(['/etc', '/etc/ssl']);
const NAMED_FILE = 'zoneinfo.zip';
const SHARED_LIBRARY = /.\.so(?:\.[0-9][0-9A-Za-z.]*)?$/;
/** The longest name that Linux has. A longer one is made up, and not worth the time of the pattern. */
const LONGEST_NAME = 255;

/** What a file is, the first rule that matches. Debug sections of a Go binary are told apart where they are added up. */
export function categoryOf({ path, folder, name, go }: LayerFile, { folderOf }: ImageContext): Category {
  if (go?.kind === 'go') return 'go-binary';
  const { all, rest, named, owned } = folderOf(folder);
  if (all !== undefined) return all;
  if (isGoSource(name)) return 'go-source';
  const known = rest !== 'go-source' && (named || name === NAMED_FILE) ? matched(SYSTEM, path) : rest;
  return known ?? (owned.some((names) => names.has(name)) ? 'os-package' : isSharedLibrary(name) ? 'library' : 'other');
}

function matched(rules: Rules, path: string): Category | undefined {
  return rules.find(([pattern]) => pattern.test(path))?.[1];
}

interface Known {
  readonly toolchains: ReadonlySet<string>;
  readonly vendored: ReadonlySet<string>;
  readonly ownedIn: ReturnType<typeof ownedNames>;
}

function folderKind(folder: string, { toolchains, vendored, ownedIn }: Known): FolderKind {
  const below = `${folder}/`;
  const isToolchain = TOOLCHAIN.test(below) || isOrIsBelow(folder, toolchains);
  return {
    all: isToolchain ? 'go-toolchain' : matched(GO_FOLDERS, below),
    rest: isOrIsBelow(folder, vendored) ? 'go-source' : matched(SYSTEM, below),
    named: NAMED_FOLDERS.has(folder),
    owned: ownedIn(folder),
  };
}

/** Looks over all files of all layers for what tells the categories of others. */
export function imageContext(files: readonly LayerFile[]): ImageContext {
  const versions = new Set<string>();
  const tools = new Set<string>();
  const vendored = new Set<string>();
  // Neighbours have the same folder.
  let last: string | undefined;
  for (const { folder, name } of files) {
    if (name === 'VERSION') versions.add(folder);
    if (name === 'modules.txt' && folder.endsWith('/vendor')) vendored.add(folder);
    if (folder !== last) {
      last = folder;
      const tool = `${folder}/`.indexOf('/pkg/tool/');
      if (tool > 0) tools.add(folder.slice(0, tool));
    }
  }
  const toolchains = new Set([...versions].filter((root) => tools.has(root)));
  const known: Known = { toolchains, vendored, ownedIn: ownedNames(files) };
  return { folderOf: byFolder((folder) => folderKind(folder, known)) };
}

function isGoSource(name: string): boolean {
  return name.endsWith('.go') || name === 'go.mod' || name === 'go.sum';
}

function isSharedLibrary(name: string): boolean {
  return name.length <= LONGEST_NAME && SHARED_LIBRARY.test(name);
}

function isOrIsBelow(folder: string, roots: ReadonlySet<string>): boolean {
  if (roots.size === 0) return false;
  for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1)) {
    if (roots.has(folder.slice(0, end))) return true;
  }
  return false;
}
