export type TarEntryType = 'file' | 'hard-link' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo';

export interface TarEntry {
  readonly type: TarEntryType;
  /** As it stands in the archive. */
  readonly name: string;
  /** Target of a link, else empty. */
  readonly linkName: string;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  /** Bytes of the contents, as they are unpacked; 0 for all but files. */
  readonly size: number;
  /** Bytes of the contents that are stored: fewer than `size` where holes are left out (GNU sparse). */
  readonly stored: number;
  /** Is it stored without its holes, and in which form: GNU's old one (type `S`), or pax records? */
  readonly sparse: 'old' | 'pax' | null;
  /** Where its header begins in the archive. */
  readonly offset: number;
  /** Where its contents begin in the archive. */
  readonly contentOffset: number;
}

const TYPES: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '\0': 'file',
  '1': 'hard-link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  // GNU's old form of a file without its holes. Go's archive/tar gives it like any file but for the type.
  S: 'file',
};

/** By the type of a header; undefined for one that no engine unpacks. Before ustar, folders were files with a slash behind. */
export function entryType(typeflag: string, name: string): TarEntryType | undefined {
  return typeflag === '\0' && name.endsWith('/') ? 'directory' : TYPES[typeflag];
}
