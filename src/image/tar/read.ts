import { FormatError } from '../../model/errors.ts';
import type { ImageLimits } from '../limits.ts';
import { entryType, type TarEntry, type TarEntryType } from './entry.ts';
import { BLOCK, decodeName, isZero, parseHeader, type RawHeader, type Where } from './header.ts';
import type { TarInput } from './input.ts';
import { type PaxFields, parsePax } from './pax.ts';
import { type SparseFile, sparseFile, sparseHead, withHoles } from './sparse.ts';
import { readMapBefore, readOldMap } from './sparse-map.ts';

export type TarLimits = Pick<ImageLimits, 'entries' | 'pathBytes' | 'paxBytes' | 'layerBytes'>;

/** Where a header has its type, and the types that stand for themselves: files, links and folders. */
const TYPE_AT = 156;
const PLAIN: ReadonlySet<number> = new Set([...'0125'].map((flag) => flag.charCodeAt(0)));

/** What the headers before an entry say of it. */
interface Announced {
  pax: PaxFields | null;
  longName: string | null;
  longLink: string | null;
}

const NOTHING_ANNOUNCED: Readonly<Announced> = { pax: null, longName: null, longLink: null };

type Identity = Pick<TarEntry, 'name' | 'linkName' | 'type'>;

/** Bytes of a file's contents in the archive. */
function storedBytes(header: RawHeader, pax: PaxFields | null): number {
  return pax?.size ?? header.size;
}

/**
 * A pull parser for tar: ustar, pax, GNU long names, big numbers and sparse files. Call `next` until it gives null; between two calls
 * the contents may be looked at with `head` and taken with `contents`; what is not taken is skipped.
 */
export class TarReader {
  readonly #input: TarInput;
  readonly #limits: TarLimits;
  readonly #what: string;
  /** Where the current entry's header begins. */
  #headerAt = 0;
  readonly #where: Where = () => `${this.#what}, entry at byte ${this.#headerAt}`;
  /** End of the current entry with its padding. */
  #end = 0;
  #contentEnd = 0;
  /** Of the current entry, where it is stored without its holes. */
  #sparse: SparseFile | null = null;
  /** Bytes of all holes so far. */
  #holes = 0;
  #headers = 0;

  /** `what` names the archive in messages. */
  constructor(input: TarInput, limits: TarLimits, what: string) {
    this.#input = input;
    this.#limits = limits;
    this.#what = what;
  }

  /**
   * The next entry; null at the end of the archive, or where the bytes end between two entries. Given at once where all
   * of it is at hand and it is of the plain kind that nearly all are: a promise for each would be most of the work.
   * @throws FormatError naming the offset, for a broken or unknown header, a cut-off archive, or a ceiling.
   */
  next(): TarEntry | null | Promise<TarEntry | null> {
    return this.#plainEntry() ?? this.#anyEntry();
  }

  #plainEntry(): TarEntry | undefined {
    const left = this.#end - this.#input.offset;
    if (left > 0 && !this.#input.pass(left)) return undefined;
    const at = this.#input.find(BLOCK);
    if (at < 0 || !PLAIN.has(this.#input.bytes[at + TYPE_AT] ?? 0)) return undefined;
    this.#headerAt = this.#input.offset;
    this.#countHeader();
    const header = parseHeader(this.#input.bytes, at, this.#where);
    this.#input.pass(BLOCK);
    this.#sparse = null;
    return this.#entry(this.#identity(header, NOTHING_ANNOUNCED), header, null);
  }

  async #anyEntry(): Promise<TarEntry | null> {
    const announced: Announced = { pax: null, longName: null, longLink: null };
    for (;;) {
      await this.#finishEntry();
      this.#headerAt = this.#input.offset;
      const header = await this.#readHeader();
      if (header === null) {
        if (announced.pax === null && announced.longName === null && announced.longLink === null) return null;
        throw new FormatError(`${this.#what}: ends after a header that announces an entry`);
      }
      this.#countHeader();
      if (await this.#takeAnnouncement(header, announced)) continue;
      const identity = this.#identity(header, announced);
      this.#sparse = await this.#sparseFile(header, announced.pax, identity.type);
      return this.#entry(identity, header, announced.pax);
    }
  }

  #countHeader(): void {
    this.#headers += 1;
    if (this.#headers > this.#limits.entries) {
      throw new FormatError(`${this.#what}: more than ${this.#limits.entries} entries`);
    }
  }

  /** Bytes of the holes of all sparse files so far: unpacked, and not stored. */
  get holes(): number {
    return this.#holes;
  }

  /**
   * Where in `bytes` the first bytes of the current entry's contents begin, `length` of them or all where they are fewer;
   * they stay to be taken. -1 where they are not at hand as they are: then `head` has them.
   */
  findHead(length: number): number {
    if (this.#sparse !== null) return -1;
    return this.#input.find(Math.min(length, this.#contentEnd - this.#input.offset));
  }

  /** What `findHead` looked into. */
  get bytes(): Buffer {
    return this.#input.bytes;
  }

  /** As much of the current entry's contents, from their start, as is at hand, valid until the next call; they stay to be taken. */
  headAtHand(): Buffer {
    const length = Math.min(this.#input.atHand, this.#contentEnd - this.#input.offset);
    const at = this.#input.find(length);
    return this.#input.bytes.subarray(at, at + length);
  }

  /** The first bytes of the current entry's contents, at most `length`; they stay to be taken. */
  async head(length: number): Promise<Buffer> {
    const stored = await this.#input.peek(Math.min(length, this.#contentEnd - this.#input.offset));
    const { buffer, byteOffset, byteLength } =
      this.#sparse === null ? stored : sparseHead(this.#sparse, stored, length);
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /** The current entry's whole contents where they are at hand in one piece, valid until the next call; else null. */
  whole(): Uint8Array | null {
    if (this.#sparse !== null) return null;
    const length = this.#contentEnd - this.#input.offset;
    const at = this.#input.find(length);
    return at < 0 ? null : this.#input.bytes.subarray(at, at + length);
  }

  /** CRC-32 of the archive up to what was taken of it; null where it is not known. */
  sum(): number | null {
    return this.#input.sum();
  }

  /** Passes over what was not taken of the current entry's contents; a promise where it has to be waited for. */
  passContents(): void | Promise<void> {
    if (!this.#input.pass(Math.max(0, this.#contentEnd - this.#input.offset))) return this.#skipContents();
  }

  async #skipContents(): Promise<void> {
    await this.#input.skip(this.#contentEnd - this.#input.offset);
    if (this.#input.offset < this.#contentEnd) throw this.#cutOff();
  }

  /** The current entry's contents, piece by piece, once. A piece is valid until the next is asked for. */
  async *contents(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#sparse === null) yield* this.#input.pieces(this.#contentEnd - this.#input.offset);
    else yield* withHoles(this.#sparse, (bytes) => this.#input.pieces(bytes));
    if (this.#input.offset < this.#contentEnd) throw this.#cutOff();
  }

  async #finishEntry(): Promise<void> {
    const left = this.#end - this.#input.offset;
    if (left <= 0 || this.#input.pass(left)) return;
    // The padding of the last entry may be missing, as Go's reader allows too.
    if ((await this.#input.skip(left)) < left && this.#input.offset < this.#contentEnd) throw this.#cutOff();
  }

  #cutOff(): FormatError {
    return new FormatError(`${this.#what}: cut off at byte ${this.#input.offset}, inside of an entry`);
  }

  async #readHeader(): Promise<RawHeader | null> {
    const block = await this.#input.peek(BLOCK);
    if (!this.#input.pass(block.length)) throw this.#cutOff();
    if (block.length === 0) return null;
    if (block.length < BLOCK)
      throw new FormatError(`${this.#what}: cut off at byte ${this.#headerAt}, inside of a header`);
    if (!isZero(block)) {
      return parseHeader(Buffer.from(block.buffer, block.byteOffset, block.byteLength), 0, this.#where);
    }
    const second = await this.#input.read(BLOCK);
    if (second.length === 0 || (second.length === BLOCK && isZero(second))) return null;
    throw new FormatError(`${this.#where()}: a block of zeros is followed by something else`);
  }

  /** Takes in a header that only speaks of the next one; false for a real entry. */
  async #takeAnnouncement(header: RawHeader, announced: Announced): Promise<boolean> {
    const { typeflag } = header;
    if (!'xgLK'.includes(typeflag)) return false;
    if (header.size > this.#limits.paxBytes) {
      throw new FormatError(
        `${this.#where()}: a header of ${header.size} bytes (at most ${this.#limits.paxBytes} are read)`,
      );
    }
    this.#sparse = null;
    this.#setEnd(header.size);
    const bytes = await this.#input.read(header.size);
    if (bytes.length < header.size) throw this.#cutOff();
    // A global header ("g") is checked but has no effect: the engines ignore it.
    if (typeflag === 'x') announced.pax = parsePax(bytes, this.#where());
    else if (typeflag === 'g') parsePax(bytes, this.#where());
    else {
      const end = bytes.indexOf(0);
      const name = decodeName(end < 0 ? bytes : bytes.subarray(0, end));
      if (typeflag === 'L') announced.longName = name;
      else announced.longLink = name;
    }
    return true;
  }

  #identity(header: RawHeader, announced: Announced): Identity {
    const name = announced.pax?.sparse?.name || announced.longName || announced.pax?.path || header.name;
    const linkName = announced.longLink || announced.pax?.linkPath || header.linkName;
    this.#checkName(name);
    this.#checkName(linkName);
    const type = entryType(header.typeflag, name);
    if (type === undefined) {
      const flag = JSON.stringify(header.typeflag);
      throw new FormatError(`${this.#where()}: "${name}" is of the unknown type ${flag}`);
    }
    return { name, linkName, type };
  }

  #entry({ name, linkName, type }: Identity, header: RawHeader, pax: PaxFields | null): TarEntry {
    if (this.#sparse === null) this.#setEnd(type === 'file' ? storedBytes(header, pax) : 0);
    const contentOffset = this.#input.offset;
    const left = this.#contentEnd - contentOffset;
    const size = this.#sparse?.size ?? left;
    const sparse = this.#sparse === null ? null : header.gnuSparse === null ? 'pax' : 'old';
    return {
      type,
      name,
      linkName,
      mode: header.mode & 0o7777,
      size,
      stored: left,
      sparse,
      offset: this.#headerAt,
      contentOffset,
    };
  }

  #checkName(text: string): void {
    const { pathBytes } = this.#limits;
    // No character takes more than three bytes for each of its units.
    if (text.length * 3 <= pathBytes || (text.length <= pathBytes && Buffer.byteLength(text) <= pathBytes)) return;
    throw new FormatError(`${this.#where()}: a name longer than ${pathBytes} bytes`);
  }

  /** Reads the map of a file without its holes, which leads up to its first stored byte; null for any other entry. */
  async #sparseFile(header: RawHeader, pax: PaxFields | null, type: TarEntryType): Promise<SparseFile | null> {
    if (header.gnuSparse === null && pax?.sparse === undefined) return null;
    const where = this.#where();
    const { paxBytes } = this.#limits;
    const stored = type === 'file' ? storedBytes(header, pax) : 0;
    let file: SparseFile;
    if (header.gnuSparse !== null) {
      const { size, stretches } = await readOldMap(header.gnuSparse, this.#input, paxBytes, where);
      this.#setEnd(stored);
      file = sparseFile(size, stretches, stored, where);
    } else if (pax?.sparse !== undefined) {
      if (type !== 'file') throw new FormatError(`${where}: the map of a sparse file, and it is no file`);
      this.#setEnd(stored);
      const { size = stored, stretches } = pax.sparse;
      const before = stretches === null ? await readMapBefore(this.#input, stored, paxBytes, where) : null;
      file = sparseFile(size, stretches ?? before?.stretches ?? [], stored - (before?.mapBytes ?? 0), where);
    } else return null;
    this.#holes += file.size - (this.#contentEnd - this.#input.offset);
    // Holes cost nothing in the archive, and as much as any bytes where it is unpacked.
    this.#ceiling(this.#end + this.#holes);
    return file;
  }

  #setEnd(size: number): void {
    this.#contentEnd = this.#input.offset + size;
    this.#end = this.#input.offset + Math.ceil(size / BLOCK) * BLOCK;
    this.#ceiling(this.#end);
  }

  #ceiling(bytes: number): void {
    if (!Number.isSafeInteger(bytes) || bytes > this.#limits.layerBytes) {
      throw new FormatError(`${this.#where()}: goes over the ${this.#limits.layerBytes} bytes that are read`);
    }
  }
}
