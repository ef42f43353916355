import { crc32 } from 'node:zlib';
import { BytesReader } from '../gobinary/byte-reader.ts';
import { type ExecutableFormat, executableFormat } from '../gobinary/format.ts';
import { FormatError } from '../model/errors.ts';
import { mayBeSecret, secretKind } from '../model/secret-files.ts';
import { CrcOfStretch } from './crc.ts';
import { executableFacts, executableFactsOnDisk } from './executable-facts.ts';
import { type ContentFacts, type FileFacts, NO_FACTS } from './file-facts.ts';
import type { OpenRange } from './file-range.ts';
import { isKeptText } from './kept-text.ts';
import type { ImageLimits } from './limits.ts';
import { type PackageDatabase, type PackageFacts, packageDatabase, readPackages, UNREAD_PACKAGES } from './packages.ts';
import { readRpmDatabase } from './rpm/database.ts';
import { Scratch } from './scratch.ts';
import { scriptFacts } from './script.ts';
import { Spill } from './spill.ts';
import type { TarEntry } from './tar/entry.ts';
import type { TarReader } from './tar/read.ts';

/** Smaller files are not told apart by a checksum: two copies of one cost next to nothing. */
export const CHECKSUM_FROM = 4_096;
/** `BINPRM_BUF_SIZE`: as much as the kernel reads to see how to start a file. */
const START_BYTES = 256;
/** A bigger file is neither a list of users nor a key. */
const TEXT_BYTES = 64 * 1024;
const EXECUTABLE = 0o111;
const UNREAD_FORMS = { 'rpm-ndb': 'ndb', 'rpm-bdb': 'Berkeley DB' } as const;

type ReadDatabase = Exclude<PackageDatabase, keyof typeof UNREAD_FORMS>;

/** An executable that is not at hand in one piece is put together in memory up to this size. */
const IN_MEMORY = 2 ** 20;

/** The file whose contents are next in the archive. */
interface PassingFile {
  readonly tar: TarReader;
  readonly entry: TarEntry;
  /** CRC-32 of the archive up to its contents; null where it is not known, or theirs is not wanted. */
  readonly before: number | null;
}

/** Looks into the few files whose contents matter, and takes the checksum of what passes by. */
export class ContentReader implements AsyncDisposable {
  readonly notes: string[] = [];
  /** Packages whose files are known from dpkg's own lists. */
  readonly #listed = new Set<string>();
  readonly #limits: ImageLimits;
  /** The layer itself, where it can be read at offsets: then nothing has to be copied out. */
  readonly #layer: OpenRange | null;
  readonly #scratch = new Scratch();
  readonly #spill = new Spill();
  readonly #crc = new CrcOfStretch();
  #spilled = 0;
  #databases = 0;
  #texts = 0;

  constructor(limits: ImageLimits, layer: OpenRange | null) {
    this.#limits = limits;
    this.#layer = layer;
  }

  /** Given at once where nothing has to be waited for, as for nearly all files. */
  look(tar: TarReader, entry: TarEntry): FileFacts | Promise<FileFacts> {
    const before = entry.size < CHECKSUM_FROM || entry.sparse !== null ? null : tar.sum();
    const at = tar.findHead(START_BYTES);
    if (at < 0) return this.#awaited({ tar, entry, before });
    return this.#see({ tar, entry, before }, tar.bytes, at, at + Math.min(START_BYTES, entry.stored));
  }

  async #awaited(file: PassingFile): Promise<FileFacts> {
    const head = await file.tar.head(START_BYTES);
    return this.#see(file, head, 0, head.length);
  }

  /** By the first bytes of the file, which lie in `bytes` between `start` and `end`. */
  #see(file: PassingFile, bytes: Buffer, start: number, end: number): FileFacts | Promise<FileFacts> {
    const { tar, entry } = file;
    const format = executableFormat(bytes, start, end);
    if (format !== null) return this.#executable(file, format);
    const path = pathOf(entry.name);
    const kind = packageDatabase(path);
    if (kind === 'rpm-ndb' || kind === 'rpm-bdb') {
      this.notes.push(`${entry.name}: packages of an rpm database in the form ${UNREAD_FORMS[kind]} are not counted`);
      return this.#uncounted(file);
    } else if (kind !== null && !this.#isListed(kind, path)) return this.#packages(file, kind);
    const begin = (entry.mode & EXECUTABLE) === 0 ? null : scriptFacts(bytes, start, end);
    if (entry.size <= TEXT_BYTES && (isKeptText(path) || mayBeSecret(path, bytes, start, end))) {
      return this.#readText(tar, path, begin);
    }
    const checksum = this.#checksum(file);
    return checksum instanceof Promise ? checksum.then((sum) => plain(sum, begin)) : plain(checksum, begin);
  }

  async #readText(tar: TarReader, path: string, begin: ContentFacts | null): Promise<FileFacts> {
    const bytes = await wholeOf(tar);
    const content = { ...this.#text(path, bytes.toString('utf8')), ...begin };
    return { ...NO_FACTS, checksum: checksumOf(bytes), content };
  }

  /** Reading by seeking is there to pass over contents. */
  #checksum(file: PassingFile): number | null | Promise<number | null> {
    const { tar, entry, before } = file;
    if (this.#layer !== null || entry.size < CHECKSUM_FROM) return null;
    if (before === null) return sumOf(tar);
    const passed = tar.passContents();
    return passed instanceof Promise ? passed.then(() => this.#sumBehind(file)) : this.#sumBehind(file);
  }

  /** Of contents that were taken, or passed over, to their end. */
  #sumBehind({ tar, entry, before }: PassingFile): number | null {
    const after = tar.sum();
    return before === null || after === null ? null : this.#crc.of(before, after, entry.size);
  }

  #executable(file: PassingFile, format: ExecutableFormat): FileFacts | Promise<FileFacts> {
    const { tar, entry } = file;
    if (this.#layer !== null && entry.stored === entry.size) {
      const { contentOffset: offset, size } = entry;
      const place = { offset, size, head: tar.headAtHand() };
      return { ...NO_FACTS, ...executableFactsOnDisk(this.#layer, this.#scratch, place, format) };
    }
    return this.#copied(file, format);
  }

  /** Of one that comes as a stream, or without its holes. */
  async #copied(file: PassingFile, format: ExecutableFormat): Promise<FileFacts> {
    const { tar, entry } = file;
    const { executableBytes, executablesBytes } = this.#limits;
    if (entry.size > executableBytes || this.#spilled + entry.size > executablesBytes) {
      this.notes.push(`${entry.name}: an executable of ${entry.size} bytes, too big to be taken apart`);
      return { ...NO_FACTS, checksum: await this.#checksum(file), content: { format, unread: true } };
    }
    this.#spilled += entry.size;
    const whole = tar.whole();
    if (whole !== null) {
      const facts = executableFacts(new BytesReader(whole), format);
      return { ...NO_FACTS, ...facts, checksum: await this.#checksum(file) };
    }
    if (entry.size < IN_MEMORY) {
      const bytes = await wholeOf(tar);
      return { ...NO_FACTS, ...executableFacts(new BytesReader(bytes), format), checksum: checksumOf(bytes) };
    }
    let checksum = 0;
    const isSummed = file.before !== null;
    async function* summed(): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const piece of tar.contents()) {
        if (!isSummed) checksum = crc32(piece, checksum);
        yield piece;
      }
    }
    const facts = await this.#spill.hold(summed(), (stored, size) =>
      executableFacts(this.#scratch.reader(stored, 0, size), format),
    );
    return { ...NO_FACTS, ...facts, checksum: isSummed ? this.#sumBehind(file) : checksum };
  }

  async #packages(file: PassingFile, kind: ReadDatabase): Promise<FileFacts> {
    const { tar, entry } = file;
    this.#databases += entry.size;
    if (this.#databases > this.#limits.databaseBytes) {
      this.notes.push(`${entry.name}: the package databases are too big to be read`);
      return this.#uncounted(file);
    }
    const bytes = await wholeOf(tar);
    return { ...NO_FACTS, packages: this.#packageFacts(entry, kind, bytes), checksum: checksumOf(bytes) };
  }

  /** dpkg's list of a package names all files that its checksums do: read before, as it mostly is, it leaves them nothing to say. */
  #isListed(kind: ReadDatabase, path: string): boolean {
    const name = path.slice(0, path.lastIndexOf('.'));
    if (kind === 'dpkg-list') this.#listed.add(name);
    return kind === 'dpkg-md5sums' && this.#listed.has(name);
  }

  async #uncounted(file: PassingFile): Promise<FileFacts> {
    return { ...NO_FACTS, packages: UNREAD_PACKAGES, checksum: await this.#checksum(file) };
  }

  #packageFacts(entry: TarEntry, kind: ReadDatabase, bytes: Buffer): PackageFacts {
    if (kind !== 'rpm-sqlite') return readPackages(kind, bytes.toString('utf8'));
    try {
      return readRpmDatabase(bytes);
    } catch (error) {
      // A broken database is no broken image: it can be built, pulled and started.
      if (!(error instanceof FormatError)) throw error;
      this.notes.push(`${entry.name}: packages of this rpm database are not counted: ${error.message}`);
      return UNREAD_PACKAGES;
    }
  }

  #text(path: string, text: string): ContentFacts {
    const secret = secretKind(path, text);
    const isKept = isKeptText(path);
    this.#texts += isKept ? text.length : 0;
    return {
      ...(isKept && this.#texts <= this.#limits.databaseBytes ? { text } : {}),
      ...(secret === undefined ? {} : { secret }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#spill[Symbol.asyncDispose]();
  }
}

function checksumOf(bytes: Uint8Array): number | null {
  return bytes.length < CHECKSUM_FROM ? null : crc32(bytes);
}

async function sumOf(tar: TarReader): Promise<number> {
  let sum = 0;
  for await (const piece of tar.contents()) sum = crc32(piece, sum);
  return sum;
}

/** Of a file that is nothing special. */
function plain(checksum: number | null, content: ContentFacts | null): FileFacts {
  return checksum === null && content === null ? NO_FACTS : { ...NO_FACTS, checksum, content };
}

/** As the patterns take it: relative, without a leading `./`. */
function pathOf(name: string): string {
  return name.startsWith('.') || name.startsWith('/') ? name.replace(/^(?:\.?\/)+/, '') : name;
}

async function wholeOf(tar: TarReader): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of tar.contents()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
