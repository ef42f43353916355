import { dataSegment, type ElfFile, type ElfSection, goArchitecture, loadedSegments, SHT_SYMTAB } from './elf.ts';
import type { ObjectFile, Part } from './object.ts';

const SHF_WRITE = 1;
const SHF_ALLOC = 2;
const SHF_EXECINSTR = 4;

/** Sections of ELF in the terms that all formats share. */
export function elfObject(elf: ElfFile): ObjectFile {
  const info = elf.sections.find(({ name }) => name === '.go.buildinfo');
  const data = dataSegment(elf);
  return {
    format: 'elf',
    architecture: goArchitecture(elf),
    littleEndian: elf.littleEndian,
    pointerSize: elf.bits === 64 ? 8 : 4,
    sections: elf.sections.map((section) => ({
      name: section.name,
      part: partOf(section),
      offset: section.offset,
      size: section.size,
    })),
    ranges: loadedSegments(elf),
    buildInfo: info ?? (data === undefined ? null : { address: data.address, size: data.fileSize }),
    stripped: !elf.sections.some(({ type }) => type === SHT_SYMTAB),
  };
}

function partOf({ name, flags }: ElfSection): Part {
  if (/(?:^|\.)gopclntab$/.test(name)) return 'pclntab';
  if (/^\.z?debug_/.test(name)) return 'dwarf';
  if (/^\.(?:symtab|strtab)$/.test(name)) return 'symbols';
  if ((flags & SHF_ALLOC) === 0) return 'other';
  if ((flags & SHF_EXECINSTR) !== 0) return 'text';
  // Written to by the loader alone, and read-only from then on.
  if (name.startsWith('.data.rel.ro')) return 'rodata';
  return (flags & SHF_WRITE) === 0 ? 'rodata' : 'data';
}
