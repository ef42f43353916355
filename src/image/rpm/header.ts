import { FormatError } from '../../model/errors.ts';

/** What a header says of a package. */
export interface RpmHeader {
  readonly name: string;
  /** Absolute paths of the files and folders that belong to it, put together one by one. */
  readonly paths: Iterable<string>;
}

const TAG = { name: 1000, dirIndexes: 1116, baseNames: 1117, dirNames: 1118 } as const;
const TYPE = { int32: 4, string: 6, stringArray: 8 } as const;
/** `HEADER_TAGS_MAX` of rpm's lib/header.c. */
const MOST_ENTRIES = 0xffff;
const ENTRY_BYTES = 16;
/** Values of a tag, which for files is more than any package has: a text may be a single byte, and takes more here. */
const MOST_VALUES = 1_000_000;

interface Entry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/**
 * Reads a header as it stands in an rpm database: two lengths, the index and the data, without the magic bytes of a
 * package file (https://rpm.org/docs/latest/manual/format_header.html, and `hdrblobInit` in rpm's lib/header.c).
 * @throws FormatError where it breaks that form, or has no name
 */
export function readRpmHeader(blob: Uint8Array): RpmHeader {
  const header = new Header(blob);
  const [name] = header.strings(TAG.name, TYPE.string);
  if (name === undefined) throw new FormatError('a package has no name');
  const baseNames = header.strings(TAG.baseNames, TYPE.stringArray);
  const dirNames = header.strings(TAG.dirNames, TYPE.stringArray);
  const dirIndexes = header.numbers(TAG.dirIndexes);
  if (dirIndexes.length !== baseNames.length || dirIndexes.some((index) => index >= dirNames.length)) {
    throw new FormatError('the files of a package do not match their folders');
  }
  // A folder's name ends with a slash.
  return { name, paths: joined(baseNames, (index) => dirNames[dirIndexes[index] ?? 0] ?? '') };
}

function* joined(names: readonly string[], folder: (index: number) => string): Generator<string, void, undefined> {
  for (const [index, name] of names.entries()) yield folder(index) + name;
}

class Header {
  readonly #data: DataView;
  readonly #entries = new Map<number, Entry>();

  constructor(blob: Uint8Array) {
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    if (blob.length < 8) throw new FormatError('the header of a package is cut off');
    const count = view.getUint32(0);
    const start = 8 + ENTRY_BYTES * count;
    if (count > MOST_ENTRIES || start + view.getUint32(4) !== blob.length) {
      throw new FormatError('the header of a package is not as long as it says');
    }
    this.#data = new DataView(blob.buffer, blob.byteOffset + start, blob.length - start);
    for (let at = 8; at < start; at += ENTRY_BYTES) {
      // What was added when the package was installed comes last, and replaces what came with the package.
      this.#entries.set(view.getUint32(at), {
        type: view.getUint32(at + 4),
        offset: view.getUint32(at + 8),
        count: view.getUint32(at + 12),
      });
    }
  }

  /** Texts of a tag, each up to its NUL; none where the header has no such tag. */
  strings(tag: number, type: number): string[] {
    const { offset, count } = this.#entry(tag, type);
    const bytes = Buffer.from(this.#data.buffer, this.#data.byteOffset, this.#data.byteLength);
    const texts: string[] = [];
    for (let at = offset; texts.length < count; ) {
      const end = bytes.indexOf(0, at);
      if (end < 0) throw new FormatError(`the texts of tag ${tag} run over the end of the header`);
      texts.push(bytes.toString('utf8', at, end));
      at = end + 1;
    }
    return texts;
  }

  numbers(tag: number): number[] {
    const { offset, count } = this.#entry(tag, TYPE.int32);
    if (offset + 4 * count > this.#data.byteLength) {
      throw new FormatError(`the numbers of tag ${tag} run over the end of the header`);
    }
    return Array.from({ length: count }, (_, index) => this.#data.getUint32(offset + 4 * index));
  }

  #entry(tag: number, type: number): Entry {
    const entry = this.#entries.get(tag) ?? { type, offset: 0, count: 0 };
    if (entry.type !== type) throw new FormatError(`tag ${tag} is of type ${entry.type}, and not of type ${type}`);
    if (entry.count > MOST_VALUES) throw new FormatError(`tag ${tag} has over ${MOST_VALUES} values`);
    return entry;
  }
}
