import type { FunctionTable } from './pclntab/header.ts';

/** Of which package a function is, when it is of none: made by the compiler for a type, or assembly and C. */
export type FunctionOwner = { readonly package: string } | 'compiler' | 'native';

/**
 * Names that the compiler makes up. Before Go 1.20 they have a dot in the place of the colon, and `go.uber.org` is a
 * real path.
 */
const MADE_UP = /^(?:go|type):/;
const MADE_UP_BEFORE_1_20 = /^(?:type\.\.|go\.(?=[(*]|buildid$|struct \{|interface \{|shape\.))/;

/** Equality and hash functions of a type, or of an array of it, whose length Go 1.18 to 1.20 leave out. */
const OF_TYPE = /^type[:.]\.(?:eq|hash)\.(?:\[(?:\d+|\.\.\.)\]|\*)*(?!go\.shape\.)(.*)$/s;

/**
 * The package of a function by its linker name (`cmd/internal/objabi.PathToPrefix`, `debug/gosym.Sym.PackageName`):
 * what stands before the first dot behind the last slash. Instances of generic code count for the package that
 * defines it, equality and hash functions for the package of the type. Without a dot it is assembly or C.
 */
export function functionOwner(name: string, since: FunctionTable['since']): FunctionOwner {
  if (!(since === '1.20' ? MADE_UP : MADE_UP_BEFORE_1_20).test(name)) {
    const path = packagePath(name);
    return path === null ? 'native' : { package: path };
  }
  const type = OF_TYPE.exec(name)?.[1];
  const path = type === undefined ? null : packagePath(type);
  return path === null ? 'compiler' : { package: path };
}

/** Null where no dot ends a path. No path holds a bracket or a blank: what follows one is of types. */
function packagePath(name: string): string | null {
  const head = /^[^[({ ]*/.exec(name)?.[0] ?? '';
  const dot = head.indexOf('.', head.lastIndexOf('/') + 1);
  return dot <= 0 ? null : unescapePath(head.slice(0, dot));
}

/** `gopkg.in/yaml%2ev2` is `gopkg.in/yaml.v2`. */
function unescapePath(path: string): string {
  if (!path.includes('%')) return path;
  const bytes = path.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
