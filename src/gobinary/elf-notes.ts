import { type ByteReader, bytesAt, Fields, textAt } from './byte-reader.ts';
import type { ElfFile } from './elf.ts';

/** Notes by `elf.h`: name and content, each padded to the alignment of the segment. */
const PT_NOTE = 4;
const SHT_NOTE = 7;
const NT_GNU_BUILD_ID = 3;
const NT_GO_BUILD_ID = 4;
const MAX_NOTES_BYTES = 2 ** 20;
const MAX_ID_BYTES = 1_024;
const MAX_REGIONS = 64;

export interface ElfNotes {
  /** Lower-case hexadecimal (`.note.gnu.build-id`). */
  readonly gnuBuildId: string | null;
  /** As the Go linker wrote it (`.note.go.buildid`): `action/…/content`. */
  readonly goBuildId: string | null;
}

/** The build IDs in the notes of an ELF file; what does not hold together reads as absent. */
export function readNotes(reader: ByteReader, elf: ElfFile): ElfNotes {
  // The Go linker's PT_NOTE leaves out `.note.gnu.build-id`, and a file without section headers has segments alone.
  const regions = [
    ...elf.segments.filter(({ type }) => type === PT_NOTE).map((segment) => ({ ...segment, size: segment.fileSize })),
    ...elf.sections.ofType(SHT_NOTE).map((section) => ({ ...section, align: 4 })),
  ];
  let gnuBuildId: string | null = null;
  let goBuildId: string | null = null;
  for (const { offset, size, align } of regions.slice(0, MAX_REGIONS)) {
    const bytes = bytesAt(reader, offset, Math.min(size, MAX_NOTES_BYTES));
    for (const { name, type, content } of bytes === null ? [] : notes(bytes, elf.littleEndian, align === 8 ? 8 : 4)) {
      if (name === 'GNU' && type === NT_GNU_BUILD_ID) gnuBuildId ??= content.toString('hex');
      if (name === 'Go' && type === NT_GO_BUILD_ID) goBuildId ??= content.toString('latin1');
    }
  }
  return { gnuBuildId, goBuildId };
}

interface Note {
  readonly name: string;
  readonly type: number;
  readonly content: Buffer;
}

function* notes(bytes: Uint8Array, littleEndian: boolean, align: number): Generator<Note, void, undefined> {
  const fields = new Fields(bytes, littleEndian);
  const pad = (length: number): number => Math.ceil(length / align) * align;
  for (let at = 0; at + 12 <= bytes.length; ) {
    const nameEnd = at + 12 + fields.u32(at);
    const contentAt = pad(nameEnd);
    const contentEnd = contentAt + fields.u32(at + 4);
    if (contentEnd > bytes.length) return;
    yield {
      name: textAt(bytes.subarray(at + 12, nameEnd), 0),
      type: fields.u32(at + 8),
      content: Buffer.from(bytes.subarray(contentAt, Math.min(contentEnd, contentAt + MAX_ID_BYTES))),
    };
    at = pad(contentEnd);
  }
}
