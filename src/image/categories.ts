import type { Category } from '../model/category.ts';
import type { LayerFile } from './layer-tree.ts';

/** What has to be known of the whole image before a single path can be told. */
export interface ImageContext {
  /** Is a path below the root of a Go toolchain: a folder with a `VERSION` and a `pkg/tool`? */
  readonly isOfToolchain: (path: string) => boolean;
  /** Is it below a folder of vendored modules, one with a `modules.txt`? */
  readonly isVendored: (path: string) => boolean;
  /** Paths that a package database claims. */
  readonly owned: ReadonlySet<string>;
}

/** In the order of `CATEGORIES`, as far as a pattern of the path decides. */
const BEFORE_TREES: readonly (readonly [RegExp, Category])[] = [[/^\/usr\/local\/go\//, 'go-toolchain']];
const SOURCES: readonly (readonly [RegExp, Category])[] = [
  [/\/\.cache\/go-build\//, 'go-build-cache'],
  [/\/go\/pkg\/mod\//, 'go-module-cache'],
  [/\/\.git\//, 'git'],
  [/(?:\.go|\/go\.mod|\/go\.sum)$/, 'go-source'],
];
const SYSTEM: readonly (readonly [RegExp, Category])[] = [
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
const SHARED_LIBRARY = /.\.so(?:\.[0-9][0-9A-Za-z.]*)?$/;
/** The longest name that Linux has. A longer one is made up, and not worth the time of the pattern. */
const LONGEST_NAME = 255;

/** What a file is, the first rule that matches. Debug sections of a Go binary are told apart where they are added up. */
export function categoryOf(file: LayerFile, context: ImageContext): Category {
  if (file.go?.kind === 'go') return 'go-binary';
  const { path } = file;
  const matched = (rules: readonly (readonly [RegExp, Category])[]): Category | undefined =>
    rules.find(([pattern]) => pattern.test(path))?.[1];
  return (
    matched(BEFORE_TREES) ??
    (context.isOfToolchain(path) ? 'go-toolchain' : undefined) ??
    matched(SOURCES) ??
    (context.isVendored(path) ? 'go-source' : undefined) ??
    matched(SYSTEM) ??
    (context.owned.has(path) ? 'os-package' : isSharedLibrary(path) ? 'library' : 'other')
  );
}

/** Looks over all files of all layers for what tells the categories of others. */
export function imageContext(files: Iterable<LayerFile>): ImageContext {
  const versions = new Set<string>();
  const tools = new Set<string>();
  const vendored = new Set<string>();
  const owned = new Set<string>();
  for (const { path, packages } of files) {
    if (path.endsWith('/VERSION')) versions.add(path.slice(0, -'/VERSION'.length));
    const tool = path.indexOf('/pkg/tool/');
    if (tool > 0) tools.add(path.slice(0, tool));
    if (path.endsWith('/vendor/modules.txt')) vendored.add(path.slice(0, -'/modules.txt'.length));
    for (const name of packages?.owned ?? []) {
      owned.add(name);
      // Where /lib is a link to /usr/lib, dpkg still says /lib, and the layer has /usr/lib.
      if (/^\/(?:s?bin|lib[0-9x]*)\//.test(name)) owned.add(`/usr${name}`);
    }
  }
  const toolchains = new Set([...versions].filter((root) => tools.has(root)));
  return { isOfToolchain: belowAny(toolchains), isVendored: belowAny(vendored), owned };
}

function isSharedLibrary(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.length <= LONGEST_NAME && SHARED_LIBRARY.test(name);
}

/** Is a path below one of the folders? The answer is kept for all files of a folder. */
function belowAny(roots: ReadonlySet<string>): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    if (roots.size === 0) return false;
    const folder = path.slice(0, path.lastIndexOf('/'));
    let answer = known.get(folder);
    if (answer === undefined) {
      answer = isOrIsBelow(folder, roots);
      known.set(folder, answer);
    }
    return answer;
  };
}

function isOrIsBelow(folder: string, roots: ReadonlySet<string>): boolean {
  for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1)) {
    if (roots.has(folder.slice(0, end))) return true;
  }
  return false;
}
