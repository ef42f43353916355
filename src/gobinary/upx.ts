import { type ByteReader, bytesAt, Fields } from './byte-reader.ts';
import type { ElfFile } from './elf.ts';

/** `UPX!` in the order of its bytes, in whichever order the machine has. */
const MAGIC = Buffer.from('UPX!', 'latin1');
/** `l_info` and `p_info` of UPX stand behind the program headers. */
const NEAR = 1_024;
const PACK_HEADER = 36;
const PACK_HEADER_SIZE_AT = 0x18;

/**
 * The size that a file had before UPX packed it; 0 where it is packed and does not say so, null where it is not packed.
 * By the pack header, which ends the file, else by `p_filesize` behind the program headers.
 */
export function upxOriginalSize(reader: ByteReader, elf: ElfFile): number | null {
  if (elf.sections.count > 0) return null;
  const head = bytesAt(reader, 0, Math.min(NEAR, reader.size));
  const near = head === null ? -1 : Buffer.from(head).indexOf(MAGIC);
  if (head === null || near < 0) return null;
  const tail = bytesAt(reader, reader.size - PACK_HEADER, PACK_HEADER);
  if (tail !== null && Buffer.from(tail).indexOf(MAGIC) === 0) {
    return new Fields(tail, elf.littleEndian).u32(PACK_HEADER_SIZE_AT);
  }
  // l_magic, l_lsize, l_version, l_format, then p_progid and p_filesize.
  const size = new Fields(head, elf.littleEndian).u32(near + 12);
  return Number.isSafeInteger(size) ? size : 0;
}
