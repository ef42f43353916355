import { bytesAtAddress } from './address-space.ts';
import { type ByteReader, Fields } from './byte-reader.ts';
import type { DataSymbol, ObjectFile } from './object.ts';

/** What the compiler names the list of files of an `embed.FS` variable (`cmd/compile/internal/staticdata`). */
export const EMBED_LIST_SUFFIX = '.files';

const HASH = 16;
const MAX_FILES = 50_000;
const LONGEST_NAME = 1_024;

export interface EmbeddedFile {
  /** As `//go:embed` found it, from the folder of its package. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The files in `embed.FS` variables, largest first: each list is a slice header, and behind it a name, a content
 * and a hash per file. What does not have that shape is another variable. A single file in a string or a byte slice
 * leaves no symbol, and is not known. Null where the lists are filled in by the loader only, or too long.
 */
export function readEmbeddedFiles(
  reader: ByteReader,
  { ranges, littleEndian, pointerSize }: Pick<ObjectFile, 'ranges' | 'littleEndian' | 'pointerSize'>,
  lists: readonly DataSymbol[],
): readonly EmbeddedFile[] | null {
  const stride = 4 * pointerSize + HASH;
  const files: EmbeddedFile[] = [];
  let entries = 0;
  for (const { address, size } of lists) {
    const count = (size - 3 * pointerSize) / stride;
    if (!Number.isInteger(count) || count < 1 || !Number.isSafeInteger(size)) continue;
    if (entries + count > MAX_FILES) return null;
    const bytes = bytesAtAddress(reader, ranges, address, size);
    if (bytes === null || bytes.length < size) continue;
    entries += count;
    const fields = new Fields(bytes, littleEndian);
    const word = (index: number): number => (pointerSize === 8 ? fields.u64(index) : fields.u32(index));
    if (word(pointerSize) !== count || word(2 * pointerSize) !== count) continue;
    if (word(0) !== address + 3 * pointerSize) return null;
    for (let at = 3 * pointerSize; at < size; at += stride) {
      const length = Math.min(word(at + pointerSize), LONGEST_NAME);
      const name = bytesAtAddress(reader, ranges, word(at), length);
      const path = name === null ? '' : Buffer.from(name).toString('utf8');
      // Folders are listed too, with a slash at their end.
      const contents = word(at + 3 * pointerSize);
      if (path !== '' && !path.endsWith('/') && contents <= reader.size) files.push({ path, bytes: contents });
    }
  }
  return files.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}
