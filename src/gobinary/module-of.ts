import type { ModuleInfo } from './module-info.ts';

/**
 * Where code comes from. `std-vendored` is what the standard library carries of `golang.org/x`; `compiler` is made for
 * types that belong to no package; `native` is assembly and C without a package; `unknown` is of no module that build
 * info names.
 */
export type ModuleKind = 'main' | 'dependency' | 'std' | 'std-vendored' | 'compiler' | 'native' | 'unknown';

export interface CodeModule {
  readonly path: string;
  readonly version: string;
  readonly kind: ModuleKind;
}

export const COMPILER: CodeModule = { path: 'made by the compiler', version: '', kind: 'compiler' };
export const NATIVE: CodeModule = { path: 'assembly and C', version: '', kind: 'native' };
const UNKNOWN: CodeModule = { path: 'unknown module', version: '', kind: 'unknown' };

/** Finds the module of a package, by build info. One object per module, whatever the number of packages. */
export function moduleFinder(info: ModuleInfo, goVersion: string): (packagePath: string) => CodeModule {
  const std: CodeModule = { path: 'std', version: goVersion, kind: 'std' };
  const stdVendored: CodeModule = { path: 'std/vendor', version: goVersion, kind: 'std-vendored' };
  const main: CodeModule =
    info.main === null ? UNKNOWN : { path: info.main.path, version: info.main.version, kind: 'main' };
  const modules = new Map<string, CodeModule>();
  for (const { path, version, replacedBy } of info.dependencies) {
    // What was compiled; of a folder, Go 1.24 and later say `(devel)`, and others nothing.
    modules.set(path, { path, version: replacedBy?.version || version, kind: 'dependency' });
  }
  if (info.main !== null) modules.set(info.main.path, main);

  return (packagePath) => {
    // `vendor` folders of a build in GOPATH mode.
    const vendored = packagePath.lastIndexOf('/vendor/');
    const path = vendored < 0 ? packagePath : packagePath.slice(vendored + '/vendor/'.length);
    if (path === 'main' || path === info.mainPackage) return main;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const module = modules.get(path.slice(0, end));
      if (module !== undefined) return module;
    }
    if (path.startsWith('vendor/')) return stdVendored;
    const slash = path.indexOf('/');
    return (slash < 0 ? path : path.slice(0, slash)).includes('.') ? UNKNOWN : std;
  };
}
