import type { PackageCode } from './attribute.ts';
import { COMPILER, type CodeModule, NATIVE } from './module-of.ts';

export interface MeasuredPackage {
  /** Import path, or what it is where it is no package. */
  readonly path: string;
  readonly module: CodeModule;
  readonly functions: number;
  readonly bytes: number;
}

export interface MeasuredModule extends CodeModule {
  readonly bytes: number;
}

/** Packages and modules with the bytes of their functions, largest first; both add up to the same. */
export function measureModules(
  packages: readonly PackageCode[],
  moduleOf: (packagePath: string) => CodeModule,
): { readonly packages: readonly MeasuredPackage[]; readonly modules: readonly MeasuredModule[] } {
  const measured = packages.map(({ owner, functions, textBytes, tableBytes }): MeasuredPackage => {
    const module = owner === 'compiler' ? COMPILER : owner === 'native' ? NATIVE : moduleOf(owner.package);
    const path = typeof owner === 'string' ? module.path : owner.package;
    return { path, module, functions, bytes: textBytes + tableBytes };
  });
  const sums = new Map<CodeModule, number>();
  for (const { module, bytes } of measured) sums.set(module, (sums.get(module) ?? 0) + bytes);
  return {
    packages: largestFirst(measured),
    modules: largestFirst([...sums].map(([module, bytes]) => ({ ...module, bytes }))),
  };
}

/** By bytes, equal ones by name. */
export function largestFirst<T extends { readonly path: string; readonly bytes: number }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}
