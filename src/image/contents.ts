import { crc32 } from 'node:zlib';
import { type ByteReader, within } from '../gobinary/byte-reader.ts';
import { readElfFacts } from '../gobinary/elf-facts.ts';
import { type ExecutableFormat, executableFormat, FORMAT_BYTES } from '../gobinary/format.ts';
import { readGoBinary } from '../gobinary/read-go-binary.ts';
import { FormatError } from '../model/errors.ts';
import { mayBeSecret, secretKind } from '../model/secret-files.ts';
import { type ContentFacts, type FileFacts, NO_FACTS } from './file-facts.ts';
import type { OpenRange } from './file-range.ts';
import { isKeptText } from './kept-text.ts';
import type { ImageLimits } from './limits.ts';
import { type PackageDatabase, type PackageFacts, packageDatabase, readPackages } from './packages.ts';
import { readRpmDatabase } from './rpm/database.ts';
import { Spill } from './spill.ts';
import type { TarEntry, TarReader } from './tar/read.ts';

/** Smaller files are not told apart by a checksum: two copies of one cost next to nothing. */
export const CHECKSUM_FROM = 4_096;
/** `BINPRM_BUF_SIZE`: as much as the kernel reads to see how to start a file. */
const START_BYTES = 256;
/** A bigger file is neither a list of users nor a key. */
const TEXT_BYTES = 64 * 1024;
const EXECUTABLE = 0o111;
const UNREAD_FORMS = { 'rpm-ndb': 'ndb', 'rpm-bdb': 'Berkeley DB' } as const;

type ReadDatabase = Exclude<PackageDatabase, keyof typeof UNREAD_FORMS>;

/** Looks into the few files whose contents matter, and takes the checksum of what passes by. */
export class ContentReader implements AsyncDisposable {
  readonly notes: string[] = [];
  readonly #limits: ImageLimits;
  /** The layer itself, where it can be read at offsets: then nothing has to be copied out. */
  readonly #layer: OpenRange | null;
  readonly #spill = new Spill();
  #spilled = 0;
  #databases = 0;
  #texts = 0;

  constructor(limits: ImageLimits, layer: OpenRange | null) {
    this.#limits = limits;
    this.#layer = layer;
  }

  async look(tar: TarReader, entry: TarEntry): Promise<FileFacts> {
    const head = await tar.head(START_BYTES);
    const format = executableFormat(head.subarray(0, FORMAT_BYTES));
    if (format !== null) return this.#executable(tar, entry, format);
    const path = entry.name.replace(/^(?:\.?\/)+/, '');
    const kind = packageDatabase(path);
    if (kind === 'rpm-ndb' || kind === 'rpm-bdb') {
      this.notes.push(`${entry.name}: packages of an rpm database in the form ${UNREAD_FORMS[kind]} are not counted`);
    } else if (kind !== null) return this.#packages(tar, entry, kind);
    const script = (entry.mode & EXECUTABLE) === 0 ? undefined : scriptLine(head);
    const isText = entry.size <= TEXT_BYTES && (isKeptText(path) || mayBeSecret(path, head));
    if (!isText) {
      const checksum = await this.#checksum(tar, entry);
      if (checksum === null && script === undefined) return NO_FACTS;
      return { ...NO_FACTS, checksum, content: script === undefined ? null : { script } };
    }
    const bytes = await wholeOf(tar);
    const content = { ...this.#text(path, bytes.toString('utf8')), ...(script === undefined ? {} : { script }) };
    return { ...NO_FACTS, checksum: checksumOf(bytes), content };
  }

  /** Reading by seeking is there to pass over contents. */
  async #checksum(tar: TarReader, entry: TarEntry): Promise<number | null> {
    if (this.#layer !== null || entry.size < CHECKSUM_FROM) return null;
    let sum = 0;
    for await (const piece of tar.contents()) sum = crc32(piece, sum);
    return sum;
  }

  async #executable(tar: TarReader, entry: TarEntry, format: ExecutableFormat): Promise<FileFacts> {
    const read = (reader: ByteReader): Pick<FileFacts, 'go' | 'content'> => {
      const go = readGoBinary(reader);
      const elf = go?.kind === 'go' ? go.elf : readElfFacts(reader);
      return { go, content: elf === null ? { format } : { format, elf } };
    };
    if (this.#layer !== null && entry.stored === entry.size) {
      return { ...NO_FACTS, ...read(within(this.#layer, entry.contentOffset, entry.size)) };
    }
    const { executableBytes, executablesBytes } = this.#limits;
    if (entry.size > executableBytes || this.#spilled + entry.size > executablesBytes) {
      this.notes.push(`${entry.name}: an executable of ${entry.size} bytes, too big to be taken apart`);
      return { ...NO_FACTS, checksum: await this.#checksum(tar, entry), content: { format, unread: true } };
    }
    this.#spilled += entry.size;
    let sum = 0;
    async function* summed(): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const piece of tar.contents()) {
        sum = crc32(piece, sum);
        yield piece;
      }
    }
    const facts = await this.#spill.hold(summed(), read);
    return { ...NO_FACTS, ...facts, checksum: entry.size < CHECKSUM_FROM ? null : sum };
  }

  async #packages(tar: TarReader, entry: TarEntry, kind: ReadDatabase): Promise<FileFacts> {
    this.#databases += entry.size;
    if (this.#databases > this.#limits.databaseBytes) {
      this.notes.push(`${entry.name}: the package databases are too big to be read`);
      return { ...NO_FACTS, checksum: await this.#checksum(tar, entry) };
    }
    const bytes = await wholeOf(tar);
    return { ...NO_FACTS, packages: this.#packageFacts(entry, kind, bytes), checksum: checksumOf(bytes) };
  }

  #packageFacts(entry: TarEntry, kind: ReadDatabase, bytes: Buffer): PackageFacts | null {
    if (kind !== 'rpm-sqlite') return readPackages(kind, bytes.toString('utf8'));
    try {
      return readRpmDatabase(bytes);
    } catch (error) {
      // A broken database is no broken image: it can be built, pulled and started.
      if (!(error instanceof FormatError)) throw error;
      this.notes.push(`${entry.name}: packages of this rpm database are not counted: ${error.message}`);
      return null;
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

async function wholeOf(tar: TarReader): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of tar.contents()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** The rest of the first line behind `#!`; undefined for what the kernel does not start by it. */
function scriptLine(head: Uint8Array): string | undefined {
  if (head[0] !== 0x23 || head[1] !== 0x21) return undefined;
  const end = head.indexOf(0x0a);
  return Buffer.from(head.subarray(2, end < 0 ? head.length : end))
    .toString('utf8')
    .replace(/^[ \t]+|[ \t]+$/g, '');
}
