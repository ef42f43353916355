import { readBuildInfo } from './build-info.ts';
import { type ByteReader, bytesAt, Fields } from './byte-reader.ts';
import { type ElfFile, goArchitecture, interpreter, needsLibraries, readElf, SHT_SYMTAB } from './elf.ts';
import { type ExecutableFormat, executableFormat, FORMAT_BYTES } from './format.ts';
import { type ModuleInfo, parseModuleInfo } from './module-info.ts';

/** What one Go executable is made of. `debugBytes`, and `modules` plus `unattributed`, never go over `bytes`. */
export interface GoProgram extends ModuleInfo {
  readonly kind: 'go';
  readonly format: 'elf';
  /** GOARCH. */
  readonly architecture: string;
  /** `go1.26.1`, or `unknown` where a function table shows Go and build info is not there. */
  readonly goVersion: string;
  readonly bytes: number;
  /** Without a symbol table (`-ldflags=-s`). */
  readonly stripped: boolean;
  /** Bytes in the file of `.debug_*`, `.zdebug_*`, `.symtab` and `.strtab`. */
  readonly debugBytes: number;
  /** Needs neither a loader (PT_INTERP) nor a library (DT_NEEDED). */
  readonly static: boolean;
  readonly interpreter: string | null;
  /** Bytes of each module; none are measured yet. */
  readonly modules: readonly { readonly path: string; readonly version: string; readonly bytes: number }[];
  /** Bytes that `modules` does not explain. */
  readonly unattributed: number;
}

/** An executable of a format that is not taken apart yet. Whether Go made it is not known. */
interface UnsupportedProgram {
  readonly kind: 'unsupported';
  readonly format: Exclude<ExecutableFormat, 'elf'>;
  readonly bytes: number;
}

export type GoBinaryFacts = GoProgram | UnsupportedProgram;

/**
 * Reads what a Go executable says of itself: an ELF of 32 or 64 bits and either byte order. PE and Mach-O are
 * recognised and answered with `unsupported`. Null for anything else: no executable, not made by Go, or headers that
 * do not hold together. Never throws because of what the file holds.
 */
export function readGoBinary(reader: ByteReader): GoBinaryFacts | null {
  const format = executableFormat(reader.read(0, FORMAT_BYTES));
  if (format === null) return null;
  if (format === 'elf') return readGoElf(reader);
  if (format === 'pe' && !isPortableExecutable(reader)) return null;
  return { kind: 'unsupported', format, bytes: reader.size };
}

function readGoElf(reader: ByteReader): GoProgram | null {
  const elf = readElf(reader);
  if (elf === null) return null;
  const info = readBuildInfo(reader, elf);
  if (info === null && !hasFunctionTable(reader, elf)) return null;
  const loader = interpreter(reader, elf);
  return {
    kind: 'go',
    format: 'elf',
    architecture: goArchitecture(elf),
    goVersion: info?.goVersion ?? 'unknown',
    ...parseModuleInfo(info?.modules ?? ''),
    bytes: reader.size,
    stripped: !elf.sections.some(({ type }) => type === SHT_SYMTAB),
    debugBytes: debugBytes(elf, reader.size),
    static: loader === null && !needsLibraries(reader, elf),
    interpreter: loader,
    modules: [],
    unattributed: reader.size,
  };
}

/** Sections may overlap where a header lies: every byte of the file counts once, so the sum never exceeds the file. */
function debugBytes(elf: ElfFile, fileSize: number): number {
  const ranges = elf.sections
    .filter(({ name }) => /^\.(?:z?debug_|symtab$|strtab$)/.test(name))
    .filter(({ offset, size }) => Number.isSafeInteger(offset) && Number.isSafeInteger(size))
    .map(({ offset, size }) => ({ start: offset, end: Math.min(offset + size, fileSize) }))
    .sort((a, b) => a.start - b.start);
  let counted = 0;
  let reached = 0;
  for (const { start, end } of ranges) {
    counted += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return counted;
}

/** Magic numbers of the function table (`debug/gosym`), from Go 1.2 to today. */
const FUNCTION_TABLES: readonly number[] = [0xfffffffb, 0xfffffffa, 0xfffffff0, 0xfffffff1];

function hasFunctionTable(reader: ByteReader, elf: ElfFile): boolean {
  const section = elf.sections.find(({ name }) => /(?:^|\.)gopclntab$/.test(name));
  const head = section && bytesAt(reader, section.offset, 8);
  if (!head) return false;
  const [, , , , zero1, zero2, quantum = 0, pointer = 0] = head;
  return (
    FUNCTION_TABLES.includes(new Fields(head, elf.littleEndian).u32(0)) &&
    zero1 === 0 &&
    zero2 === 0 &&
    [1, 2, 4].includes(quantum) &&
    [4, 8].includes(pointer)
  );
}

/** `MZ` begins any DOS program: a PE has its signature where the word at 0x3c points. */
function isPortableExecutable(reader: ByteReader): boolean {
  const head = bytesAt(reader, 0, 64);
  const at = head === null ? Number.NaN : new Fields(head, true).u32(0x3c);
  const signature = bytesAt(reader, at, 4);
  return signature !== null && new Fields(signature, false).u32(0) === 0x50450000;
}
