import { type ByteReader, bytesAt, textAt } from './byte-reader.ts';
import { type ElfFile, goArchitecture, PT_LOAD, readElf } from './elf.ts';
import { type ElfDynamic, readDynamic } from './elf-dynamic.ts';
import { type ElfNotes, readNotes } from './elf-notes.ts';

const PT_INTERP = 3;
const MAX_INTERPRETER = 4_096;
const ET_EXEC = 2;
const ET_DYN = 3;

/** What decides whether an ELF file starts on a machine, whoever made it. */
export interface ElfFacts extends ElfNotes {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** `e_machine`. */
  readonly machine: number;
  /** GOARCH of the machine where Go has one, else `machine 123`. */
  readonly architecture: string;
  /** `e_flags`: the ABI on arm (0x400 hard float), mips and riscv. */
  readonly flags: number;
  /** `dynamic`: a library, or an executable that may be loaded anywhere; `other`: objects, kernel modules, core dumps. */
  readonly type: 'executable' | 'dynamic' | 'other';
  /** Has anything that the kernel would load: what `objcopy --only-keep-debug` leaves has names and no bytes. */
  readonly loadable: boolean;
  /** PT_INTERP: the program that the kernel starts to load this one. Null: started as it is. */
  readonly interpreter: string | null;
  /** Null where the file has no dynamic section, `'unreadable'` where nothing can be concluded from the one it has. */
  readonly dynamic: ElfDynamic | 'unreadable' | null;
}

/**
 * Reads the headers, the dynamic section, the symbol versions and the build IDs of an ELF file, made by Go or not.
 * Null where it is no ELF file, or its headers break the format. Never throws because of what the file holds.
 */
export function readElfFacts(reader: ByteReader): ElfFacts | null {
  const elf = readElf(reader);
  return elf === null ? null : elfFacts(reader, elf);
}

/** The same of headers that are read already. */
export function elfFacts(reader: ByteReader, elf: ElfFile): ElfFacts {
  const dynamic = readDynamic(reader, elf);
  return {
    bits: elf.bits,
    littleEndian: elf.littleEndian,
    machine: elf.machine,
    architecture: goArchitecture(elf),
    flags: elf.flags,
    type: elf.type === ET_EXEC ? 'executable' : elf.type === ET_DYN ? 'dynamic' : 'other',
    loadable: elf.segments.some(({ type, fileSize }) => type === PT_LOAD && fileSize > 0),
    interpreter: interpreter(reader, elf),
    dynamic: dynamic === 'none' ? null : dynamic,
    ...readNotes(reader, elf),
  };
}

/** An interpreter that cannot be read is an empty name: there is one, and it will not be found. */
function interpreter(reader: ByteReader, elf: ElfFile): string | null {
  const segment = elf.segments.find(({ type }) => type === PT_INTERP);
  if (segment === undefined) return null;
  const bytes = bytesAt(reader, segment.offset, Math.min(segment.fileSize, MAX_INTERPRETER));
  return bytes === null ? '' : textAt(bytes, 0);
}
