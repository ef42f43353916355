import type { LoadedRange } from './address-space.ts';
import { type ByteReader, bytesAt, Fields } from './byte-reader.ts';
import { type ElfSections, readSections } from './elf-sections.ts';

/** The numbers of `elf.h` (System V ABI, chapters 4 and 5) that are used here. */
export const PT_LOAD = 1;
const PF_X = 1;
const PF_W = 2;

/** Far above what any linker writes; a header that claims more is not believed. */
const MAX_SEGMENTS = 1_024;

export interface ElfSegment extends LoadedRange {
  readonly type: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly align: number;
}

export interface ElfFile {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** `e_type`: 2 an executable, 3 a shared object (or an executable that may lie anywhere). */
  readonly type: number;
  /** `e_machine`. */
  readonly machine: number;
  /** `e_flags`. */
  readonly flags: number;
  readonly sections: ElfSections;
  readonly segments: readonly ElfSegment[];
}

interface Table {
  readonly fields: Fields;
  readonly count: number;
  readonly stride: number;
}

/** The headers of an ELF file; null where they break the format or point out of the file. */
export function readElf(reader: ByteReader): ElfFile | null {
  const ident = bytesAt(reader, 0, 16);
  if (ident === null || new DataView(ident.buffer, ident.byteOffset).getUint32(0) !== 0x7f454c46) return null;
  const bits = ident[4] === 1 ? 32 : ident[4] === 2 ? 64 : null;
  if (bits === null || (ident[5] !== 1 && ident[5] !== 2)) return null;
  const littleEndian = ident[5] === 1;
  const wide = bits === 64;
  const raw = bytesAt(reader, 0, wide ? 64 : 52);
  if (raw === null) return null;
  const header = new Fields(raw, littleEndian);
  const word = (at64: number, at32: number): number => (wide ? header.u64(at64) : header.u32(at32));
  const half = (at64: number, at32: number): number => header.u16(wide ? at64 : at32);
  const table = (offset: number, count: number, stride: number): Table | null => {
    const bytes = bytesAt(reader, offset, count * stride);
    return bytes === null ? null : { fields: new Fields(bytes, littleEndian), count, stride };
  };

  const segmentCount = half(56, 44);
  const segmentStride = half(54, 42);
  if (segmentCount > MAX_SEGMENTS || (segmentCount > 0 && segmentStride < (wide ? 56 : 32))) return null;
  const segmentTable = segmentCount === 0 ? null : table(word(32, 28), segmentCount, segmentStride);
  if (segmentCount > 0 && segmentTable === null) return null;

  const sections = readSections(reader, littleEndian, wide, {
    offset: word(40, 32),
    stride: half(58, 46),
    count: half(60, 48),
    names: half(62, 50),
  });
  if (sections === null) return null;
  return {
    bits,
    littleEndian,
    type: header.u16(16),
    machine: header.u16(18),
    flags: header.u32(wide ? 48 : 36),
    sections,
    segments: readSegments(segmentTable, wide),
  };
}

function readSegments(table: Table | null, wide: boolean): ElfSegment[] {
  return rows(table, (fields, at) => {
    const flags = fields.u32(at + (wide ? 4 : 24));
    return {
      type: fields.u32(at),
      writable: (flags & PF_W) !== 0,
      executable: (flags & PF_X) !== 0,
      offset: wide ? fields.u64(at + 8) : fields.u32(at + 4),
      address: wide ? fields.u64(at + 16) : fields.u32(at + 8),
      fileSize: wide ? fields.u64(at + 32) : fields.u32(at + 16),
      align: wide ? fields.u64(at + 48) : fields.u32(at + 28),
    };
  });
}

function rows<Row>(table: Table | null, read: (fields: Fields, at: number) => Row): Row[] {
  const result: Row[] = [];
  for (let index = 0; table !== null && index < table.count; index += 1) {
    result.push(read(table.fields, index * table.stride));
  }
  return result;
}

/** The segments that the system maps. */
export function loadedSegments(elf: ElfFile): readonly ElfSegment[] {
  return elf.segments.filter(({ type }) => type === PT_LOAD);
}

/** The first segment that holds data: loaded, writable and not executable. */
export function dataSegment(elf: ElfFile): ElfSegment | undefined {
  return elf.segments.find((segment) => segment.type === PT_LOAD && segment.writable && !segment.executable);
}

const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, '386'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'amd64'],
  [183, 'arm64'],
  [258, 'loong64'],
]);

/** GOARCH of `e_machine`, where Go has one; else the number. */
export function goArchitecture(elf: ElfFile): string {
  const { machine, littleEndian, bits } = elf;
  if (machine === 8) return `mips${bits === 64 ? '64' : ''}${littleEndian ? 'le' : ''}`;
  if (machine === 21) return littleEndian ? 'ppc64le' : 'ppc64';
  if (machine === 243) return `riscv${bits}`;
  return MACHINES.get(machine) ?? `machine ${machine}`;
}
