import { type ByteReader, bytesAt, Fields, textAt } from './byte-reader.ts';
import type { ObjectFile, ObjectSection, Part } from './object.ts';

/** The "PE Format" of Microsoft's documentation. */
const SIGNATURE = 0x50450000;
const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const COFF_HEADER = 20;
const SECTION_HEADER = 40;
const SYMBOL = 18;

const CODE = 0x20;
const INITIALIZED = 0x40;
const DISCARDABLE = 0x02000000;
const EXECUTE = 0x20000000;
const READ = 0x40000000;
const WRITE = 0x80000000;
const ALIGNMENT = 0x00f00000;

const MAX_SECTIONS = 1_024;
const LONGEST_NAME = 256;

const MACHINES: ReadonlyMap<number, string> = new Map([
  [0x14c, '386'],
  [0x1c4, 'arm'],
  [0x8664, 'amd64'],
  [0xaa64, 'arm64'],
]);

interface PeSection {
  readonly name: string;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly flags: number;
}

/** The headers of a PE file; null where they break the format or point out of the file. */
export function readPe(reader: ByteReader): ObjectFile | null {
  const dos = bytesAt(reader, 0, 64);
  const start = dos === null ? Number.NaN : new Fields(dos, true).u32(0x3c);
  const head = bytesAt(reader, start, 4 + COFF_HEADER + 32);
  if (head === null || new Fields(head, false).u32(0) !== SIGNATURE) return null;
  const fields = new Fields(head, true);
  const optional = 4 + COFF_HEADER;
  const magic = fields.u16(optional);
  if (magic !== PE32 && magic !== PE32_PLUS) return null;
  const base = magic === PE32 ? fields.u32(optional + 28) : fields.u64(optional + 24);
  const count = fields.u16(6);
  if (count > MAX_SECTIONS) return null;
  const symbols = fields.u32(16);
  const names = fields.u32(12) + symbols * SYMBOL;
  const table = bytesAt(reader, start + optional + fields.u16(20), count * SECTION_HEADER);
  if (table === null) return null;
  const sections = readSections(reader, table, base, names);
  // By `debug/buildinfo`: data that is read and written, whatever its alignment.
  const data = sections.find(
    ({ flags, size }) => size > 0 && (flags & ~ALIGNMENT) >>> 0 === (INITIALIZED | READ | WRITE) >>> 0,
  );
  return {
    format: 'pe',
    architecture: MACHINES.get(fields.u16(4)) ?? `machine ${fields.u16(4)}`,
    littleEndian: true,
    pointerSize: magic === PE32 ? 4 : 8,
    sections: sections.map((section) => objectSection(section, symbols > 0)),
    ranges: sections.map(({ address, offset, size }) => ({ address, offset, fileSize: size })),
    buildInfo: data === undefined ? null : { address: data.address, size: data.size },
    stripped: symbols === 0,
  };
}

function readSections(reader: ByteReader, table: Uint8Array, base: number, names: number): PeSection[] {
  const fields = new Fields(table, true);
  const sections: PeSection[] = [];
  for (let at = 0; at + SECTION_HEADER <= table.length; at += SECTION_HEADER) {
    const short = textAt(table.subarray(at, at + 8), 0);
    const size = fields.u32(at + 16);
    const offset = fields.u32(at + 20);
    sections.push({
      name: longName(reader, short, names),
      address: base + fields.u32(at + 12),
      offset,
      size: offset === 0 ? 0 : size,
      flags: fields.u32(at + 36),
    });
  }
  return sections;
}

/** A name of more than 8 bytes stands in the table of strings behind the symbols: `/4`. */
function longName(reader: ByteReader, name: string, names: number): string {
  const at = /^\/(\d{1,7})$/.exec(name)?.[1];
  if (at === undefined) return name;
  const start = names + Number(at);
  const bytes = bytesAt(reader, start, Math.min(LONGEST_NAME, reader.size - start));
  return bytes === null ? name : textAt(bytes, 0);
}

function objectSection({ name, offset, size, flags }: PeSection, hasSymbols: boolean): ObjectSection {
  return { name, part: partOf(name, flags, hasSymbols), offset, size };
}

function partOf(name: string, flags: number, hasSymbols: boolean): Part {
  if (/^\.z?debug_/.test(name)) return 'dwarf';
  // Go writes the section without any symbol as well.
  if (name === '.symtab') return hasSymbols ? 'symbols' : 'other';
  if ((flags & (CODE | EXECUTE)) !== 0) return 'text';
  if ((flags & DISCARDABLE) !== 0) return 'other';
  return (flags & WRITE) === 0 ? 'rodata' : 'data';
}
