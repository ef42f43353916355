import { type ByteReader, bytesAt, Fields, textAt } from './byte-reader.ts';

/** The numbers of `elf.h` (System V ABI, chapter 4) that are used here. */
export const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHN_XINDEX = 0xffff;

/** Far above what any linker writes; a header that claims more is not believed. */
const MAX_SECTIONS = 16_384;
const MAX_NAMES = 4 * 2 ** 20;

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  /** `sh_flags`. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  /** Bytes in the file; 0 for a section that takes no room in it (`.bss`). */
  readonly size: number;
  /** `sh_link`: for a symbol table, the index of the section of its names. */
  readonly link: number;
}

/** What the header of the file says of its section headers. */
interface SectionTable {
  readonly offset: number;
  readonly stride: number;
  readonly count: number;
  /** Index of the section that holds the names. */
  readonly names: number;
}

/**
 * The sections of an ELF file. Each is made when it is asked for: an image has thousands of libraries, and of most of
 * them nobody asks.
 */
export class ElfSections {
  readonly count: number;
  readonly #fields: Fields;
  readonly #stride: number;
  readonly #wide: boolean;
  readonly #names: Uint8Array | null;
  #all: readonly ElfSection[] | undefined;

  constructor(
    reader: ByteReader,
    table: { fields: Fields; count: number; stride: number },
    wide: boolean,
    names: number,
  ) {
    this.#fields = table.fields;
    this.#stride = table.stride;
    this.#wide = wide;
    this.count = table.count;
    const size = names < table.count ? this.#size(names * table.stride) : Number.NaN;
    this.#names = size <= MAX_NAMES ? bytesAt(reader, this.#offset(names * table.stride), size) : null;
  }

  get all(): readonly ElfSection[] {
    this.#all ??= Array.from({ length: this.count }, (_, index) => this.#section(index * this.#stride));
    return this.#all;
  }

  at(index: number): ElfSection | undefined {
    return index < this.count ? this.#section(index * this.#stride) : undefined;
  }

  ofType(type: number): readonly ElfSection[] {
    const found: ElfSection[] = [];
    for (let at = 0; at < this.count * this.#stride; at += this.#stride) {
      if (this.#fields.u32(at + 4) === type) found.push(this.#section(at));
    }
    return found;
  }

  /** Do any have names? The first one never has. */
  get named(): boolean {
    return this.#names !== null && this.#names.length > 1;
  }

  /** Do the names hold this text? Where they do not, no section is called so. */
  mayBeCalled(name: string): boolean {
    const names = this.#names;
    return names !== null && Buffer.from(names.buffer, names.byteOffset, names.byteLength).includes(name, 0, 'latin1');
  }

  #section(at: number): ElfSection {
    const fields = this.#fields;
    const wide = this.#wide;
    return {
      name: this.#names === null ? '' : textAt(this.#names, fields.u32(at)),
      type: fields.u32(at + 4),
      flags: wide ? fields.u64(at + 8) : fields.u32(at + 8),
      address: wide ? fields.u64(at + 16) : fields.u32(at + 12),
      offset: this.#offset(at),
      size: this.#size(at),
      link: fields.u32(at + (wide ? 40 : 24)),
    };
  }

  #offset(at: number): number {
    return this.#wide ? this.#fields.u64(at + 24) : this.#fields.u32(at + 16);
  }

  #size(at: number): number {
    if (this.#fields.u32(at + 4) === SHT_NOBITS) return 0;
    return this.#wide ? this.#fields.u64(at + 32) : this.#fields.u32(at + 20);
  }
}

/** Null where the table breaks the format, or points out of the file. */
export function readSections(
  reader: ByteReader,
  littleEndian: boolean,
  wide: boolean,
  header: SectionTable,
): ElfSections | null {
  const table = (count: number, stride: number): Fields | null => {
    const bytes = bytesAt(reader, header.offset, count * stride);
    return bytes === null ? null : new Fields(bytes, littleEndian);
  };
  // No table at all: `sstrip`, and packers, take it away. The system loads such a file without.
  const { offset, stride } = header;
  if (offset === 0)
    return new ElfSections(reader, { fields: new Fields(new Uint8Array(), true), count: 0, stride }, wide, 0);
  if (stride < (wide ? 64 : 40)) return null;
  const first = table(1, stride);
  if (first === null) return null;
  // With too many sections for 16 bits, the count and the index of the names stand in the first section's header.
  const count = header.count === 0 ? (wide ? first.u64(32) : first.u32(20)) : header.count;
  const names = header.names === SHN_XINDEX ? first.u32(wide ? 40 : 24) : header.names;
  if (!(count <= MAX_SECTIONS)) return null;
  const fields = table(count, stride);
  return fields === null ? null : new ElfSections(reader, { fields, count, stride }, wide, names);
}
