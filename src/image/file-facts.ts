import type { ElfFacts } from '../gobinary/elf-facts.ts';
import type { ExecutableFormat } from '../gobinary/format.ts';
import type { GoBinaryFacts } from '../gobinary/read-go-binary.ts';
import type { PackageFacts } from './packages.ts';

/** What was learnt from the contents of a file, while they passed by. */
export interface FileFacts {
  readonly go: GoBinaryFacts | null;
  readonly packages: PackageFacts | null;
  /** CRC-32 of the contents; null where they were not read, or are small. */
  readonly checksum: number | null;
  readonly content: ContentFacts | null;
}

/** A text that does not begin with `#!`, or that has it behind a byte order mark. */
export type Unstartable = 'text' | 'byte order mark';

/** What few files have. */
export interface ContentFacts {
  /** By its first bytes, which may promise more than the rest holds. */
  readonly format?: ExecutableFormat;
  /** Headers of an ELF file, null where they do not hold together. In a layer that is read by seeking they are read now. */
  readonly elf?: () => ElfFacts | null;
  /** Too big to be taken apart: nothing is known beyond its first bytes. */
  readonly unread?: true;
  /** What stands behind `#!` in the first line, as far as the kernel reads it. */
  readonly script?: string;
  /** Of a file with a mode bit to execute it, which the kernel cannot start all the same: what it begins with. */
  readonly unstartable?: Unstartable;
  /** The whole text of a small file that the checks read, such as `/etc/passwd`. */
  readonly text?: string;
  /** The kind of secret that it holds, in words. Never any of it. */
  readonly secret?: string;
}

export const NO_FACTS: FileFacts = { go: null, packages: null, checksum: null, content: null };

/** What the loader needs of an ELF file; undefined for any other, for one that was not read, and for a broken one. */
export function elfOf({ content }: FileFacts): ElfFacts | undefined {
  return content?.elf?.() ?? undefined;
}
