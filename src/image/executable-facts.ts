import type { ByteReader } from '../gobinary/byte-reader.ts';
import type { ExecutableFormat } from '../gobinary/format.ts';
import { paged } from '../gobinary/paged-reader.ts';
import { readExecutable } from '../gobinary/read-go-binary.ts';
import type { FileFacts } from './file-facts.ts';

/** What taking an executable apart tells of it. */
export type ExecutableFacts = Pick<FileFacts, 'go' | 'content'>;

/** @param format by the file's first bytes, which may promise more than the rest holds */
export function executableFacts(file: ByteReader, format: ExecutableFormat): ExecutableFacts {
  const { go, elf } = readExecutable(paged(file));
  return { go, content: elf === null ? { format } : { format, elf } };
}
