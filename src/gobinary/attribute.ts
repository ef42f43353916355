import type { ByteReader } from './byte-reader.ts';
import { functionOwner } from './function-name.ts';
import { factsOf, type LinkedFact } from './links.ts';
import { type FunctionVisitor, type WalkedTable, walkFunctions } from './pclntab/functions.ts';
import type { FunctionTable } from './pclntab/header.ts';

/** Distinct packages of one program; the largest have a few thousand. */
const MAX_PACKAGES = 100_000;
const LONGEST_PATH = 4_096;

/** The functions of one package: its code, and what it takes in the function table. */
export interface PackageCode {
  /** Import path; for the two that are no package, what they are. */
  readonly owner: { readonly package: string } | 'compiler' | 'native';
  functions: number;
  textBytes: number;
  tableBytes: number;
}

export interface Attribution extends WalkedTable {
  readonly packages: readonly PackageCode[];
  readonly links: ReadonlySet<LinkedFact>;
}

/** Bytes of each package by the function table, or in words why the table is not believed. */
export function attribute(reader: ByteReader, table: FunctionTable): Attribution | string {
  const packages = new PackageTable(table.since);
  const walked = walkFunctions(reader, table, packages);
  if (typeof walked === 'string') return walked;
  if (packages.overflown) return 'it names more packages than any program has';
  return { ...walked, packages: packages.all, links: packages.links };
}

interface KnownPackage {
  readonly code: PackageCode;
  readonly facts: ReadonlyMap<string, LinkedFact> | undefined;
}

/** Packages by what names begin with. Neighbours are mostly of one package: their names are not even decoded. */
class PackageTable implements FunctionVisitor {
  readonly links = new Set<LinkedFact>();
  overflown = false;
  readonly #since: FunctionTable['since'];
  readonly #byPrefix = new Map<string, KnownPackage>();
  readonly #byOwner = new Map<string, KnownPackage>();
  #last: KnownPackage | undefined;
  #lastPrefix: Uint8Array = new Uint8Array();

  constructor(since: FunctionTable['since']) {
    this.#since = since;
  }

  get all(): readonly PackageCode[] {
    return [...this.#byOwner.values()].map(({ code }) => code);
  }

  visit(names: Buffer, start: number, end: number, textBytes: number, tableBytes: number): void {
    // There are too many.
    if (this.overflown) return;
    const code = this.#of(names, start, end);
    code.functions += 1;
    code.textBytes += textBytes;
    code.tableBytes += tableBytes;
  }

  #of(names: Buffer, start: number, end: number): PackageCode {
    const prefixEnd = prefixEndOf(names, start, end);
    const known = this.#neighbour(names, start, prefixEnd) ?? this.#lookUp(names, start, end, prefixEnd);
    if (known.facts !== undefined) {
      const fact = known.facts.get(names.toString('latin1', prefixEnd, end)) ?? known.facts.get('*');
      if (fact !== undefined) this.links.add(fact);
    }
    return known.code;
  }

  #neighbour(names: Buffer, start: number, prefixEnd: number): KnownPackage | undefined {
    const prefix = this.#lastPrefix;
    if (prefix.length === 0 || prefix.length !== prefixEnd - start) return undefined;
    for (let index = 0; index < prefix.length; index += 1) {
      if (prefix[index] !== names[start + index]) return undefined;
    }
    return this.#last;
  }

  #lookUp(names: Buffer, start: number, end: number, prefixEnd: number): KnownPackage {
    if (prefixEnd === start || isMadeUp(names, start, end)) {
      return this.#add(
        functionOwner(names.toString('latin1', start, Math.min(end, start + LONGEST_PATH)), this.#since),
      );
    }
    const prefix = names.toString('latin1', start, prefixEnd);
    let known = this.#byPrefix.get(prefix);
    if (known === undefined) {
      if (this.#byPrefix.size >= MAX_PACKAGES) this.overflown = true;
      known = this.#add(functionOwner(prefix, this.#since));
      this.#byPrefix.set(prefix, known);
    }
    this.#last = known;
    this.#lastPrefix = names.subarray(start, prefixEnd);
    return known;
  }

  #add(owner: PackageCode['owner']): KnownPackage {
    const key = typeof owner === 'string' ? `\0${owner}` : owner.package;
    let known = this.#byOwner.get(key);
    if (known === undefined) {
      known = {
        code: { owner, functions: 0, textBytes: 0, tableBytes: 0 },
        facts: typeof owner === 'string' ? undefined : factsOf(owner.package),
      };
      if (this.#byOwner.size < MAX_PACKAGES) this.#byOwner.set(key, known);
      else this.overflown = true;
    }
    return known;
  }
}

/** Behind the dot that ends the path of the package; `start` where there is none. The rule is `functionOwner`'s. */
function prefixEndOf(names: Buffer, start: number, end: number): number {
  let dot = start;
  for (let at = start; at < end; at += 1) {
    const byte = names[at];
    if (byte === 0x2e && dot === start) dot = at + 1;
    else if (byte === 0x2f) dot = start;
    else if (byte === 0x20 || byte === 0x28 || byte === 0x5b || byte === 0x7b) break;
  }
  return dot;
}

/** `go:`, `type:`, `go.` and `type.`: the few for which the whole name counts. */
function isMadeUp(names: Buffer, start: number, end: number): boolean {
  const head = names.toString('latin1', start, Math.min(end, start + 5));
  return /^(?:go|type)[:.]/.test(head);
}
