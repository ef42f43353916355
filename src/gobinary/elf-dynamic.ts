import { bytesAtAddress } from './address-space.ts';
import { type ByteReader, bytesAt, Fields, textAt } from './byte-reader.ts';
import { type ElfFile, loadedSegments } from './elf.ts';

/** The dynamic section by `elf.h` (System V ABI, chapter 5) and the symbol versions by the LSB, chapter 10. */
const PT_DYNAMIC = 2;
const DT_NULL = 0;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const DT_SONAME = 14;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const DT_VERDEF = 0x6ffffffc;
const DT_VERDEFNUM = 0x6ffffffd;
const DT_VERNEED = 0x6ffffffe;
const DT_VERNEEDNUM = 0x6fffffff;
const VER_FLG_BASE = 1;
const VER_FLG_WEAK = 2;

const MAX_DYNAMIC = 64 * 2 ** 10;
const MAX_STRINGS = 16 * 2 ** 20;
const MAX_NEEDED = 1_024;
/** Records of versions, over all libraries; glibc itself defines some hundred. */
const MAX_VERSIONS = 16_384;
const MAX_VERSION_BYTES = 2 ** 20;

/** A version of a library's symbols that must be there (`GLIBC_2.34` of `libc.so.6`). */
export interface VersionNeed {
  readonly library: string;
  readonly version: string;
  /** The loader only warns where a weak one is missing. */
  readonly weak: boolean;
}

/** What an ELF file asks of the dynamic loader, and what it offers to others. */
export interface ElfDynamic {
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[];
  readonly soname: string | null;
  /** Folders of DT_RPATH and DT_RUNPATH, split at colons, `$ORIGIN` as it stands. */
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  readonly versionNeeds: readonly VersionNeed[];
  /** Versions that this library defines. */
  readonly versionsDefined: readonly string[];
}

/**
 * Reads PT_DYNAMIC. `'none'` where the file has none, `'unreadable'` where it has one that does not hold together:
 * then nothing may be concluded from it.
 */
export function readDynamic(reader: ByteReader, elf: ElfFile): ElfDynamic | 'none' | 'unreadable' {
  const segment = elf.segments.find(({ type }) => type === PT_DYNAMIC);
  if (segment === undefined) return 'none';
  const bytes = segment.fileSize > MAX_DYNAMIC ? null : bytesAt(reader, segment.offset, segment.fileSize);
  if (bytes === null) return 'unreadable';
  const tags = readTags(bytes, elf);
  const first = (tag: number): number | undefined => tags.find((row) => row.tag === tag)?.value;
  const all = (tag: number): number[] => tags.filter((row) => row.tag === tag).map(({ value }) => value);

  const strings = readStrings(reader, elf, first(DT_STRTAB), first(DT_STRSZ));
  const named = [DT_NEEDED, DT_SONAME, DT_RPATH, DT_RUNPATH, DT_VERNEED, DT_VERDEF].some((tag) => all(tag).length > 0);
  if (strings === null) {
    if (named) return 'unreadable';
    return { needed: [], soname: null, rpath: [], runpath: [], versionNeeds: [], versionsDefined: [] };
  }
  const text = (at: number): string => textAt(strings, at);
  const needed = all(DT_NEEDED);
  if (needed.length > MAX_NEEDED) return 'unreadable';
  const soname = first(DT_SONAME);
  const folders = (tag: number): string[] => all(tag).flatMap((at) => text(at).split(':').filter(Boolean));
  const versionNeeds = readNeeds(tableAt(reader, elf, first(DT_VERNEED)), first(DT_VERNEEDNUM) ?? 0, text);
  const versionsDefined = readDefinitions(tableAt(reader, elf, first(DT_VERDEF)), first(DT_VERDEFNUM) ?? 0, text);
  if (versionNeeds === null || versionsDefined === null) return 'unreadable';
  return {
    needed: needed.map(text),
    soname: soname === undefined ? null : text(soname),
    rpath: folders(DT_RPATH),
    runpath: folders(DT_RUNPATH),
    versionNeeds,
    versionsDefined,
  };
}

function readTags(bytes: Uint8Array, elf: ElfFile): { readonly tag: number; readonly value: number }[] {
  const fields = new Fields(bytes, elf.littleEndian);
  const word = elf.bits / 8;
  const read = (at: number): number => (word === 8 ? fields.u64(at) : fields.u32(at));
  const tags: { tag: number; value: number }[] = [];
  for (let at = 0; at + 2 * word <= bytes.length; at += 2 * word) {
    const tag = read(at);
    if (tag === DT_NULL) break;
    tags.push({ tag, value: read(at + word) });
  }
  return tags;
}

function readStrings(reader: ByteReader, elf: ElfFile, address = Number.NaN, size = 0): Uint8Array | null {
  if (!(size > 0 && size <= MAX_STRINGS)) return null;
  return bytesAtAddress(reader, loadedSegments(elf), address, size);
}

function tableAt(reader: ByteReader, elf: ElfFile, address: number | undefined): Fields | null {
  if (address === undefined) return null;
  const bytes = bytesAtAddress(reader, loadedSegments(elf), address, MAX_VERSION_BYTES);
  return bytes === null ? null : new Fields(bytes, elf.littleEndian);
}

/** A chain of records, each of which says how far the next one is. False where it leaves the table or does not end. */
function chain(start: number, count: number, next: (at: number) => number, visit: (at: number) => boolean): boolean {
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (!visit(at)) return false;
    const step = next(at);
    if (step === 0) return true;
    if (!(step > 0)) return false;
    at += step;
  }
  return true;
}

function readNeeds(table: Fields | null, count: number, text: (at: number) => string): VersionNeed[] | null {
  const needs: VersionNeed[] = [];
  if (count === 0) return needs;
  if (table === null) return null;
  const whole = chain(
    0,
    count,
    (at) => table.u32(at + 12),
    (at) => {
      const library = text(table.u32(at + 4));
      const records = table.u16(at + 2);
      const start = at + table.u32(at + 8);
      return chain(
        start,
        records,
        (aux) => table.u32(aux + 12),
        (aux) => {
          needs.push({
            library,
            version: text(table.u32(aux + 8)),
            weak: (table.u16(aux + 4) & VER_FLG_WEAK) !== 0,
          });
          return Number.isSafeInteger(table.u32(aux + 12)) && needs.length <= MAX_VERSIONS;
        },
      );
    },
  );
  return whole ? needs : null;
}

function readDefinitions(table: Fields | null, count: number, text: (at: number) => string): string[] | null {
  const names: string[] = [];
  if (count === 0) return names;
  if (table === null) return null;
  const whole = chain(
    0,
    count,
    (at) => table.u32(at + 16),
    (at) => {
      // The first name is the version; what follows it are those that it inherits from.
      const name = text(table.u32(at + table.u32(at + 12)));
      if ((table.u16(at + 2) & VER_FLG_BASE) === 0) names.push(name);
      return Number.isSafeInteger(table.u32(at + 16)) && names.length <= MAX_VERSIONS;
    },
  );
  return whole ? names : null;
}
