import { type ByteReader, bytesAt } from '../byte-reader.ts';
import type { ObjectFile, ObjectSection } from '../object.ts';
import { type FunctionTable, readTableHeader, TABLE_MAGICS } from './header.ts';

const STEP = 2 ** 20;
const NEEDLE = 6;
const ALIGN = 4;
/** Places with the magic that are looked at; programs that read executables hold it as a constant. */
const MAX_CANDIDATES = 10_000;

/** A table in a section of its own, or found by its magic among other data. */
export interface LocatedTable {
  readonly table: FunctionTable | 'old';
  readonly ownSection: boolean;
}

/**
 * The function table of a Go program: by the name of its section, else (PE; ELF linked by a C linker) by its magic in
 * the sections that hold data, or in the whole file where no sections are known.
 */
export function locateTable(reader: ByteReader, object: ObjectFile): LocatedTable | null {
  for (const section of object.sections) {
    if (section.part !== 'pclntab') continue;
    const table = readTableHeader(reader, section.offset, section.size, object.littleEndian);
    if (table !== null) return { table, ownSection: true };
  }
  const data = object.sections.filter(({ part }) => part === 'rodata' || part === 'data');
  const places = data.length > 0 ? data : [{ offset: 0, size: reader.size }];
  // Sections do not overlap, but headers may say so: all together are no more than the file.
  const budget = { candidates: MAX_CANDIDATES, bytes: reader.size };
  for (const place of places) {
    const table = search(reader, object, place, budget);
    if (table !== null) return { table, ownSection: false };
  }
  return null;
}

function search(
  reader: ByteReader,
  { littleEndian, pointerSize }: ObjectFile,
  { offset, size }: Pick<ObjectSection, 'offset' | 'size'>,
  budget: { candidates: number; bytes: number },
): FunctionTable | 'old' | null {
  const end = Math.min(offset + size, reader.size);
  const needles = TABLE_MAGICS.map((magic) => needle(magic, littleEndian));
  for (let start = offset; start < end; start += STEP) {
    budget.bytes -= Math.min(STEP, end - start);
    if (budget.bytes < 0) return null;
    const bytes = bytesAt(reader, start, Math.min(STEP + NEEDLE, end - start));
    if (bytes === null) return null;
    const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const wanted of needles) {
      for (let at = haystack.indexOf(wanted); at >= 0; at = haystack.indexOf(wanted, at + 1)) {
        if ((start + at) % ALIGN !== 0) continue;
        budget.candidates -= 1;
        if (budget.candidates < 0) return null;
        const table = readTableHeader(reader, start + at, end - start - at, littleEndian);
        if (table === 'old' || table?.pointerSize === pointerSize) return table;
      }
    }
  }
  return null;
}

function needle(magic: number, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(NEEDLE);
  if (littleEndian) bytes.writeUInt32LE(magic);
  else bytes.writeUInt32BE(magic);
  return bytes;
}
