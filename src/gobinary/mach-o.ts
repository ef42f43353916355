import { type ByteReader, bytesAt, Fields, textAt } from './byte-reader.ts';
import type { ObjectFile, ObjectSection, Part } from './object.ts';

/** `mach-o/loader.h` of Apple's XNU. */
const MAGIC_32 = 0xfeedface;
const MAGIC_64 = 0xfeedfacf;
const LC_SEGMENT = 1;
const LC_SYMTAB = 2;
const LC_DYSYMTAB = 0xb;
const LC_SEGMENT_64 = 0x19;
const INSTRUCTIONS = 0x80000400;
/** Section types that take no room in the file. */
const ZERO_FILLED: readonly number[] = [1, 0xc, 0x12];
const READ_WRITE = 3;

const MAX_COMMANDS = 4_096;
const MAX_COMMAND_BYTES = 4 * 2 ** 20;
const MAX_SECTIONS = 4_096;

const MACHINES: ReadonlyMap<number, string> = new Map([
  [7, '386'],
  [12, 'arm'],
  [0x01000007, 'amd64'],
  [0x0100000c, 'arm64'],
]);

/** Where the numbers stand in a segment and in its sections, for 64 and for 32 bits. */
const WIDE = { head: 32, segment: 72, section: 80, address: 32, size: 40, offset: 48, flags: 64, symbol: 16 };
const NARROW = { head: 28, segment: 56, section: 68, address: 32, size: 36, offset: 40, flags: 56, symbol: 12 };

interface MachSection extends ObjectSection {
  readonly address: number;
}

interface MachSegment {
  readonly address: number;
  readonly offset: number;
  readonly fileSize: number;
  readonly protection: number;
}

/** The load commands of a Mach-O file of one architecture; null where they break the format or point out of the file. */
export function readMachO(reader: ByteReader): ObjectFile | null {
  const magic = bytesAt(reader, 0, 4);
  if (magic === null) return null;
  const first = new Fields(magic, false).u32(0);
  const littleEndian = first !== MAGIC_32 && first !== MAGIC_64;
  const kind = new Fields(magic, littleEndian).u32(0);
  if (kind !== MAGIC_32 && kind !== MAGIC_64) return null;
  const wide = kind === MAGIC_64;
  const form = wide ? WIDE : NARROW;
  const head = bytesAt(reader, 0, form.head);
  if (head === null) return null;
  const fields = new Fields(head, littleEndian);
  const [count, length] = [fields.u32(16), fields.u32(20)];
  const bytes = count > MAX_COMMANDS || length > MAX_COMMAND_BYTES ? null : bytesAt(reader, form.head, length);
  const commands = bytes === null ? null : readCommands(bytes, count, littleEndian, wide);
  if (commands === null) return null;
  const { segments, sections } = commands;
  const info = sections.find(({ name }) => name === '__go_buildinfo');
  const data = segments.find(({ protection, fileSize }) => protection === READ_WRITE && fileSize > 0);
  return {
    format: 'mach-o',
    architecture: MACHINES.get(fields.u32(4)) ?? `machine ${fields.u32(4)}`,
    littleEndian,
    pointerSize: wide ? 8 : 4,
    sections: [...sections, ...commands.symbols],
    ranges: segments,
    buildInfo: info ?? (data === undefined ? null : { address: data.address, size: data.fileSize }),
    stripped: commands.symbols.length === 0,
  };
}

interface Commands {
  readonly segments: MachSegment[];
  readonly sections: MachSection[];
  /** Empty where only symbols of other files are named, as the dynamic loader needs them. */
  readonly symbols: ObjectSection[];
}

function readCommands(bytes: Uint8Array, count: number, littleEndian: boolean, wide: boolean): Commands | null {
  const fields = new Fields(bytes, littleEndian);
  const segments: MachSegment[] = [];
  const sections: MachSection[] = [];
  let tables: ObjectSection[] = [];
  let ownSymbols = 0;
  for (let at = 0, index = 0; index < count; index += 1) {
    const [command, size] = [fields.u32(at), fields.u32(at + 4)];
    if (!(size >= 8 && at + size <= bytes.length)) return null;
    if (command === (wide ? LC_SEGMENT_64 : LC_SEGMENT)) {
      segments.push(readSegment(fields, at, wide));
      sections.push(...readSections(bytes, fields, at, size, wide));
      if (sections.length > MAX_SECTIONS) return null;
    } else if (command === LC_SYMTAB) {
      const symbolBytes = fields.u32(at + 12) * (wide ? WIDE : NARROW).symbol;
      tables = [
        { name: 'symbols', part: 'symbols', offset: fields.u32(at + 8), size: symbolBytes },
        { name: 'strings', part: 'symbols', offset: fields.u32(at + 16), size: fields.u32(at + 20) },
      ];
    } else if (command === LC_DYSYMTAB) {
      ownSymbols = fields.u32(at + 12) + fields.u32(at + 20);
    }
    at += size;
  }
  return { segments, sections, symbols: ownSymbols > 0 ? tables : [] };
}

function readSegment(fields: Fields, at: number, wide: boolean): MachSegment {
  return {
    address: wide ? fields.u64(at + 24) : fields.u32(at + 24),
    offset: wide ? fields.u64(at + 40) : fields.u32(at + 32),
    fileSize: wide ? fields.u64(at + 48) : fields.u32(at + 36),
    protection: fields.u32(at + (wide ? 60 : 44)),
  };
}

function readSections(bytes: Uint8Array, fields: Fields, segment: number, room: number, wide: boolean): MachSection[] {
  const form = wide ? WIDE : NARROW;
  const sections: MachSection[] = [];
  for (let at = segment + form.segment; at + form.section <= segment + room; at += form.section) {
    const name = textAt(bytes.subarray(at, at + 16), 0);
    const owner = textAt(bytes.subarray(at + 16, at + 32), 0);
    const flags = fields.u32(at + form.flags);
    const size = wide ? fields.u64(at + form.size) : fields.u32(at + form.size);
    sections.push({
      name,
      part: partOf(name, owner, flags),
      address: wide ? fields.u64(at + form.address) : fields.u32(at + form.address),
      offset: fields.u32(at + form.offset),
      size: ZERO_FILLED.includes(flags & 0xff) ? 0 : size,
    });
  }
  return sections;
}

function partOf(name: string, segment: string, flags: number): Part {
  if (name === '__gopclntab') return 'pclntab';
  if (segment === '__DWARF') return 'dwarf';
  if ((flags & INSTRUCTIONS) !== 0) return 'text';
  if (segment === '__DATA') return 'data';
  return segment === '__TEXT' || segment === '__DATA_CONST' ? 'rodata' : 'other';
}
