import { type ByteReader, Stretch } from '../gobinary/byte-reader.ts';
import { readElfFacts } from '../gobinary/elf-facts.ts';
import type { ExecutableFormat } from '../gobinary/format.ts';
import { PagedReader } from '../gobinary/paged-reader.ts';
import { readExecutable } from '../gobinary/read-go-binary.ts';
import { once } from '../model/once.ts';
import type { FileFacts } from './file-facts.ts';
import { OpenRange } from './file-range.ts';
import type { Scratch } from './scratch.ts';

/** What taking an executable apart tells of it. */
export type ExecutableFacts = Pick<FileFacts, 'go' | 'content'>;

/** @param format by the file's first bytes, which may promise more than the rest holds */
export function executableFacts(file: ByteReader, format: ExecutableFormat): ExecutableFacts {
  const { go, elf } = readExecutable(new PagedReader(file));
  return { go, content: elf === null ? { format } : { format, elf: () => elf } };
}

/**
 * The same of one that lies in a file on disk, and can be looked into again: what the loader needs of it is read when a
 * check asks, as it does for few of an image's thousands of libraries. `head` is what is in memory of it already.
 */
export function executableFactsOnDisk(
  disk: OpenRange,
  scratch: Scratch,
  { offset, size, head }: { readonly offset: number; readonly size: number; readonly head: Uint8Array },
  format: ExecutableFormat,
): ExecutableFacts {
  const { go, elf } = readExecutable(
    new PagedReader(scratch.reader(disk, offset, Math.min(size, disk.size - offset)), head),
    'go',
  );
  if (elf !== null) return { go, content: { format, elf: () => elf } };
  if (format !== 'elf') return { go, content: { format } };
  const { range } = disk;
  const later = once(() => {
    using again = new OpenRange(range);
    return readElfFacts(new PagedReader(new Stretch(again, offset, size)));
  });
  return { go, content: { format, elf: later } };
}
