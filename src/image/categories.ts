import type { Category } from '../model/category.ts';
import type { LayerFile } from './layer-tree.ts';

/** What has to be known of the whole image before a single path can be told. */
export interface ImageContext {
  /** Roots of Go toolchains: folders with a `VERSION` and a `pkg/tool`. */
  readonly toolchains: ReadonlySet<string>;
  /** Folders of vendored modules, with a `modules.txt`. */
  readonly vendored: ReadonlySet<string>;
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
    (isBelow(path, context.toolchains) ? 'go-toolchain' : undefined) ??
    matched(SOURCES) ??
    (isBelow(path, context.vendored) ? 'go-source' : undefined) ??
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
  return { toolchains: new Set([...versions].filter((root) => tools.has(root))), vendored, owned };
}

function isSharedLibrary(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.length <= LONGEST_NAME && SHARED_LIBRARY.test(name);
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  if (folders.size === 0) return false;
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    if (folders.has(path.slice(0, slash))) return true;
  }
  return false;
}
