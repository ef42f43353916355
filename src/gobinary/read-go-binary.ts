import type { ByteReader } from './byte-reader.ts';
import { readElf } from './elf.ts';
import { elfFacts } from './elf-facts.ts';
import { elfObject } from './elf-object.ts';
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

/**
 * Reads what a Go executable says of itself: ELF of 32 or 64 bits and either byte order, PE, Mach-O for one
 * architecture or several. Null for anything else: no executable, not made by Go, or headers that do not hold together.
 * Never throws because of what the file holds.
 */
export function readGoBinary(reader: ByteReader): GoBinaryFacts | null {
  switch (executableFormat(reader.read(0, FORMAT_BYTES))) {
    case 'elf':
      return readGoElf(reader);
    case 'pe':
      return readGoObject(reader, readPe(reader));
    case 'mach-o':
      return readGoObject(reader, readMachO(reader));
    case 'mach-o-fat':
      return joinSlices(
        fatSlices(reader).flatMap((slice) => readGoObject(slice, readMachO(slice)) ?? []),
        reader.size,
      );
    case null:
      return null;
  }
}

function readGoObject(reader: ByteReader, object: ObjectFile | null): GoProgram | null {
  return object === null ? null : readGoProgram(reader, object, null, null);
}

function readGoElf(reader: ByteReader): GoProgram | PackedProgram | null {
  const elf = readElf(reader);
  if (elf === null) return null;
  const unpackedBytes = upxOriginalSize(reader, elf);
  if (unpackedBytes !== null) {
    return { kind: 'packed', format: 'elf', bytes: reader.size, unpackedBytes: unpackedBytes || null };
  }
  const object = elfObject(elf);
  const lists = symbolsEndingWith(reader, elf, EMBED_LIST_SUFFIX);
  const embedded = lists === null ? null : readEmbeddedFiles(reader, object, lists);
  return readGoProgram(reader, object, elfFacts(reader, elf), embedded);
}
