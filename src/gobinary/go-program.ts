import { type Attribution, attribute } from './attribute.ts';
import { type BuildInfo, readBuildInfo } from './build-info.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ElfFacts } from './elf-facts.ts';
import type { EmbeddedFile } from './embedded-files.ts';
import type { LinkedFact } from './links.ts';
import { type LocalPaths, readLocalPaths } from './local-paths.ts';
import { type ModuleInfo, parseModuleInfo } from './module-info.ts';
import { moduleFinder } from './module-of.ts';
import { type MeasuredModule, type MeasuredPackage, measureModules } from './modules.ts';
import type { ObjectFile } from './object.ts';
import { type PartSizes, splitParts } from './parts.ts';
import { type LocatedTable, locateTable } from './pclntab/locate.ts';

/** What one Go executable is made of. `parts`, and `modules` plus `unattributed`, add up to `bytes` exactly. */
export interface GoProgram extends ModuleInfo {
  readonly kind: 'go';
  readonly format: ObjectFile['format'];
  /** GOARCH. */
  readonly architecture: string;
  /** `go1.26.1`, or `unknown` where a function table shows Go and build info is not there. */
  readonly goVersion: string;
  readonly bytes: number;
  /** Without a symbol table (`-ldflags=-s`). */
  readonly stripped: boolean;
  /** Bytes in the file of DWARF and of the symbol table. */
  readonly debugBytes: number;
  /** Needs neither a loader (PT_INTERP) nor a library (DT_NEEDED). */
  readonly static: boolean;
  readonly interpreter: string | null;
  /** What the loader needs; null where the file is no ELF. */
  readonly elf: ElfFacts | null;
  readonly parts: PartSizes;
  /** Code and its share of the function table, largest first; empty where the table could not be read. */
  readonly packages: readonly MeasuredPackage[];
  readonly modules: readonly MeasuredModule[];
  /** Bytes that `modules` does not explain: types, constants, data, debug information. */
  readonly unattributed: number;
  /** Were all functions seen? Only then does the absence of a fact in `links` say anything. */
  readonly functionsKnown: boolean;
  readonly links: ReadonlySet<LinkedFact>;
  readonly localPaths: LocalPaths | null;
  /** Files in `embed.FS` variables; null where no symbols show them. */
  readonly embedded: readonly EmbeddedFile[] | null;
  /** What could not be read, in words. */
  readonly notes: readonly string[];
}

/** Null where neither build info nor a function table shows that Go made the file. */
export function readGoProgram(
  reader: ByteReader,
  object: ObjectFile,
  elf: ElfFacts | null,
  embedded: readonly EmbeddedFile[] | null,
): GoProgram | null {
  const info = readBuildInfo(reader, { ranges: object.ranges, region: object.buildInfo });
  // Go writes build info since 1.13. Of what has none, and has sections, only their names are looked at: to search all
  // data of every library would cost more than reading the image.
  const named = object.sections.length === 0 || object.sections.some(({ part }) => part === 'pclntab');
  const located = info !== null || named ? locateTable(reader, object) : null;
  if (info === null && located === null) return null;
  const code = readCode(reader, object, located);
  // Among other data the magic alone is weak: without build info only a table that can be walked shows Go.
  if (info === null && code.attribution === null && located?.ownSection !== true) return null;
  return assemble(reader, object, elf, embedded, info, code);
}

interface Code {
  readonly attribution: Attribution | null;
  readonly parts: PartSizes;
  readonly localPaths: LocalPaths | null;
  readonly notes: readonly string[];
}

function readCode(reader: ByteReader, object: ObjectFile, located: LocatedTable | null): Code {
  const without = (note: string): Code => ({
    attribution: null,
    parts: splitParts(object.sections, reader.size, null),
    localPaths: null,
    notes: [`bytes of modules are not known: ${note}`],
  });
  if (located === null) return without('no function table was found');
  if (located.table === 'old') return without('the function table of Go 1.2 to 1.15 is not supported');
  const { table, ownSection } = located;
  const attribution = attribute(reader, table);
  if (typeof attribution === 'string') return without(`the function table is broken, ${attribution}`);
  const parts = splitParts(
    object.sections,
    reader.size,
    ownSection ? null : { offset: table.offset, size: attribution.end },
  );
  // Without sections nothing tells code from the rest. Both checks together keep `unattributed` from going below zero.
  const code = object.sections.length > 0 ? parts.text : parts.other;
  if (attribution.textBytes > code) return without('the function table is broken, it has more code than the file');
  if (attribution.tableBytes > parts.pclntab) return without('the function table is broken, its parts overlap');
  return { attribution, parts, localPaths: readLocalPaths(reader, table), notes: [] };
}

function assemble(
  reader: ByteReader,
  object: ObjectFile,
  elf: ElfFacts | null,
  embedded: readonly EmbeddedFile[] | null,
  info: BuildInfo | null,
  { attribution, parts, localPaths, notes }: Code,
): GoProgram {
  const modules = parseModuleInfo(info?.modules ?? '');
  const goVersion = info?.goVersion ?? 'unknown';
  const measured = measureModules(attribution?.packages ?? [], moduleFinder(modules, goVersion));
  const attributed = measured.modules.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    kind: 'go',
    format: object.format,
    architecture: object.architecture,
    goVersion,
    ...modules,
    bytes: reader.size,
    stripped: object.stripped,
    debugBytes: parts.dwarf + parts.symbols,
    static: elf !== null && isStatic(elf),
    interpreter: elf?.interpreter ?? null,
    elf,
    parts,
    ...measured,
    unattributed: reader.size - attributed,
    functionsKnown: attribution !== null,
    links: attribution?.links ?? new Set(),
    localPaths,
    embedded,
    notes,
  };
}

function isStatic({ interpreter, dynamic }: ElfFacts): boolean {
  return interpreter === null && (dynamic === null || (dynamic !== 'unreadable' && dynamic.needed.length === 0));
}
