import type { ByteReader } from './byte-reader.ts';
import { readElf } from './elf.ts';
import { type ElfFacts, elfFacts } from './elf-facts.ts';
import { elfObject, mayBeGo } from './elf-object.ts';
import { symbolsEndingWith } from './elf-symbols.ts';
import { EMBED_LIST_SUFFIX, readEmbeddedFiles } from './embedded-files.ts';
import { fatSlices, joinSlices } from './fat.ts';
import { executableFormat, FORMAT_BYTES } from './format.ts';
import { type GoProgram, readGoProgram } from './go-program.ts';
import { readMachO } from './mach-o.ts';
import type { ObjectFile } from './object.ts';
import { readPe } from './pe.ts';
import { upxOriginalSize } from './upx.ts';

export type { GoProgram } from './go-program.ts';

/** An executable that UPX packed: what is in it shows only when it runs. Whether Go made it is not known. */
interface PackedProgram {
  readonly kind: 'packed';
  readonly format: 'elf';
  readonly bytes: number;
  /** Bytes before it was packed; null where it does not say so. */
  readonly unpackedBytes: number | null;
}

export type GoBinaryFacts = GoProgram | PackedProgram;

/** An executable, made by Go or not. */
export interface Executable {
  /** Null where Go did not make it, as far as can be seen, and UPX did not pack it. */
  readonly go: GoBinaryFacts | null;
  /** What the loader needs; null where it is no ELF file, or its headers do not hold together. */
  readonly elf: ElfFacts | null;
}

/**
 * Reads what an executable says of itself: ELF of 32 or 64 bits and either byte order, PE, Mach-O for one
 * architecture or several. Never throws because of what the file holds. With `of: 'go'` what the loader needs is left
 * out of what Go did not make: an image has thousands of libraries, and of most of them nobody asks.
 */
export function readExecutable(reader: ByteReader, of: 'go' | 'all' = 'all'): Executable {
  switch (executableFormat(reader.read(0, FORMAT_BYTES))) {
    case 'elf':
      return readElfExecutable(reader, of);
    case 'pe':
      return { go: readGoObject(reader, readPe(reader)), elf: null };
    case 'mach-o':
      return { go: readGoObject(reader, readMachO(reader)), elf: null };
    case 'mach-o-fat': {
      const slices = fatSlices(reader).flatMap((slice) => readGoObject(slice, readMachO(slice)) ?? []);
      return { go: joinSlices(slices, reader.size), elf: null };
    }
    case null:
      return { go: null, elf: null };
  }
}

/** The same of a Go executable; null for anything else: no executable, not made by Go, or broken headers. */
export function readGoBinary(reader: ByteReader): GoBinaryFacts | null {
  return readExecutable(reader, 'go').go;
}

function readGoObject(reader: ByteReader, object: ObjectFile | null): GoProgram | null {
  return object === null ? null : readGoProgram(reader, object, null, null);
}

function readElfExecutable(reader: ByteReader, of: 'go' | 'all'): Executable {
  const file = readElf(reader);
  if (file === null) return { go: null, elf: null };
  const unpackedBytes = upxOriginalSize(reader, file);
  const isGo = unpackedBytes === null && mayBeGo(reader, file);
  const elf = isGo || of === 'all' ? elfFacts(reader, file) : null;
  if (unpackedBytes !== null) {
    return { go: { kind: 'packed', format: 'elf', bytes: reader.size, unpackedBytes: unpackedBytes || null }, elf };
  }
  if (!isGo) return { go: null, elf };
  const object = elfObject(file);
  const lists = symbolsEndingWith(reader, file, EMBED_LIST_SUFFIX);
  const embedded = lists === null ? null : readEmbeddedFiles(reader, object, lists);
  return { go: readGoProgram(reader, object, elf, embedded), elf };
}
