import { type BuildInfoPlace, readBuildInfo } from './build-info.ts';
import type { ByteReader } from './byte-reader.ts';
import { dataSegment, type ElfFile, goArchitecture, loadedSegments } from './elf.ts';
import { type ElfSection, SHT_SYMTAB } from './elf-sections.ts';
import type { ObjectFile, Part } from './object.ts';

const SHF_WRITE = 1;
const SHF_ALLOC = 2;
const SHF_EXECINSTR = 4;

const BUILD_INFO = '.go.buildinfo';

/**
 * Might Go have made the file? `readGoProgram` says it of sure; this spares it most libraries. Go's linker names a
 * section of build info and one of functions. Only where sections or their names are gone is build info looked for among
 * the data, as Go's own reader does in any file: it takes long in libraries, and would find no more than what somebody
 * hid by renaming both.
 */
export function mayBeGo(reader: ByteReader, elf: ElfFile): boolean {
  const { sections } = elf;
  if (sections.named) return sections.mayBeCalled(BUILD_INFO) || sections.mayBeCalled('gopclntab');
  return (
    sections.count === 0 || readBuildInfo(reader, { ranges: loadedSegments(elf), region: dataRegion(elf) }) !== null
  );
}

function dataRegion(elf: ElfFile): BuildInfoPlace['region'] {
  const data = dataSegment(elf);
  return data === undefined ? null : { address: data.address, size: data.fileSize };
}

/** Sections of ELF in the terms that all formats share. */
export function elfObject(elf: ElfFile): ObjectFile {
  const info = elf.sections.all.find(({ name }) => name === BUILD_INFO);
  return {
    format: 'elf',
    architecture: goArchitecture(elf),
    littleEndian: elf.littleEndian,
    pointerSize: elf.bits === 64 ? 8 : 4,
    sections: elf.sections.all.map((section) => ({
      name: section.name,
      part: partOf(section),
      offset: section.offset,
      size: section.size,
    })),
    ranges: loadedSegments(elf),
    buildInfo: info ?? dataRegion(elf),
    stripped: elf.sections.ofType(SHT_SYMTAB).length === 0,
  };
}

function partOf({ name, flags }: ElfSection): Part {
  // An image has thousands of libraries, and each of them some thirty sections: no patterns here.
  if (name === 'gopclntab' || name.endsWith('.gopclntab')) return 'pclntab';
  if (name.startsWith('.debug_') || name.startsWith('.zdebug_')) return 'dwarf';
  if (name === '.symtab' || name === '.strtab') return 'symbols';
  if ((flags & SHF_ALLOC) === 0) return 'other';
  if ((flags & SHF_EXECINSTR) !== 0) return 'text';
  // Written to by the loader alone, and read-only from then on.
  if (name.startsWith('.data.rel.ro')) return 'rodata';
  return (flags & SHF_WRITE) === 0 ? 'rodata' : 'data';
}
