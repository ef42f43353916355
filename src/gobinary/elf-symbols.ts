import { type ByteReader, bytesAt, Fields } from './byte-reader.ts';
import type { ElfFile } from './elf.ts';
import { SHT_SYMTAB } from './elf-sections.ts';
import type { DataSymbol } from './object.ts';

const MAX_NAMES = 2 ** 28;
const MAX_FOUND = 10_000;
const STEP_SYMBOLS = 2 ** 15;

/**
 * Symbols whose name ends with `suffix`, of the first symbol table; null where there is none, or it does not hold
 * together. Only the names are searched as text: a table has hundred thousands of symbols.
 */
export function symbolsEndingWith(reader: ByteReader, elf: ElfFile, suffix: string): readonly DataSymbol[] | null {
  const [table] = elf.sections.ofType(SHT_SYMTAB);
  const namesSection = table === undefined ? undefined : elf.sections.at(table.link);
  if (table === undefined || namesSection === undefined || namesSection.size > MAX_NAMES) return null;
  const names = bytesAt(reader, namesSection.offset, namesSection.size);
  if (names === null) return null;
  const wanted = namesEndingWith(Buffer.from(names.buffer, names.byteOffset, names.byteLength), suffix);
  if (wanted === null) return null;
  if (wanted.size === 0) return [];

  const wide = elf.bits === 64;
  const stride = wide ? 24 : 16;
  const found: DataSymbol[] = [];
  for (let start = 0; start + stride <= table.size; start += stride * STEP_SYMBOLS) {
    const bytes = bytesAt(reader, table.offset + start, Math.min(stride * STEP_SYMBOLS, table.size - start));
    if (bytes === null) return null;
    const fields = new Fields(bytes, elf.littleEndian);
    for (let at = 0; at + stride <= bytes.length; at += stride) {
      const nameAt = fields.u32(at);
      if (!wanted.has(nameAt)) continue;
      if (found.length >= MAX_FOUND) return null;
      const address = wide ? fields.u64(at + 8) : fields.u32(at + 4);
      const size = wide ? fields.u64(at + 16) : fields.u32(at + 8);
      found.push({ address, size });
    }
  }
  return found;
}

/** Offsets of such names; null where there are too many. */
function namesEndingWith(names: Buffer, suffix: string): ReadonlySet<number> | null {
  const needle = Buffer.from(`${suffix}\0`, 'latin1');
  const starts = new Set<number>();
  for (let at = names.indexOf(needle); at >= 0; at = names.indexOf(needle, at + 1)) {
    starts.add(names.lastIndexOf(0, at) + 1);
    if (starts.size > MAX_FOUND) return null;
  }
  return starts;
}
