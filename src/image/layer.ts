import { setImmediate } from 'node:timers/promises';
import type { Digest } from '../model/digest.ts';
import { CancelledError, FormatError } from '../model/errors.ts';
import type { Budget } from './budget.ts';
import { COMPRESSION_BYTES, type Compression, detectCompression } from './compression.ts';
import { ContentReader } from './contents.ts';
import { NO_FACTS } from './file-facts.ts';
import { OpenRange, rangeChunks, rangeChunksInTurn } from './file-range.ts';
import { inflate } from './inflate.ts';
import { type Folder, type LayerFile, LayerTree } from './layer-tree.ts';
import type { ImageLimits } from './limits.ts';
import type { LayerBlob } from './resolved.ts';
import { ChunkInput } from './tar/chunk-input.ts';
import type { TarInput } from './tar/input.ts';
import { TarReader } from './tar/read.ts';
import { SeekingInput } from './tar/seeking-input.ts';
import { verified } from './verify.ts';

/** What one reading of a layer leaves behind. */
export interface LayerFacts {
  readonly digest: Digest;
  readonly compression: Compression;
  /** Bytes of the blob as it is stored. */
  readonly blobBytes: number;
  /** Bytes of the tar: contents, headers and padding. */
  readonly tarBytes: number;
  /** Bytes of files that the tar leaves out: holes of sparse files. */
  readonly holeBytes: number;
  /** Was the blob (or the tar in it) held against its digest? */
  readonly verified: boolean;
  /** Regular files in the order of their entries. */
  readonly files: readonly LayerFile[];
  readonly root: Folder;
  /** What was left out, and why, in words. */
  readonly notes: readonly string[];
}

export interface LayerOptions {
  /** Read all bytes of an uncompressed tar and hold them against the digest, too. */
  readonly verify: boolean;
  readonly limits: ImageLimits;
  /** Ends the reading between two entries, and between two chunks of one. */
  readonly signal?: AbortSignal | undefined;
  /** Of the call that reads it. */
  readonly budget: Budget;
}

/** Tried with both stores of the engine: "unhandled tar header type 83". */
const OLD_SPARSE = "sparse files in GNU tar's old form, which docker and containerd refuse to unpack";

/** The compression of a layer's blob, from its first bytes. */
export function layerCompression(blob: LayerBlob): Compression {
  using file = new OpenRange(blob.range);
  return detectCompression(file.read(0, COMPRESSION_BYTES), `layer ${blob.digest}`);
}

const ENTRIES_A_TURN = 2_000;

function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError('cancelled');
}

async function* untilCancelled(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    stopIfCancelled(signal);
    yield chunk;
  }
}

/**
 * Reads a layer once, from its first byte to its last; an uncompressed one by seeking, unless `verify`.
 * Memory does not grow with the size of the layer, only with its number of names.
 * @throws FormatError with the layer and the offset for whatever is wrong with it.
 */
export async function readLayer(blob: LayerBlob, compression: Compression, options: LayerOptions): Promise<LayerFacts> {
  const what = `layer ${blob.digest}`;
  const bySeeking = compression === 'none' && !options.verify;
  using file = new OpenRange(blob.range);
  const sumOfAll = (): number => chunks.sumOfTaken();
  await using chunks: ChunkInput = new ChunkInput(
    bySeeking ? nothing() : untilCancelled(layerChunks(blob, compression, options.limits, sumOfAll), options.signal),
  );
  const input: TarInput = bySeeking ? new SeekingInput(file) : chunks;
  await using contents = new ContentReader(options.limits, bySeeking ? file : null);
  const tree = new LayerTree(options.limits);
  const tar = new TarReader(input, options.limits, what);
  let offset = 0;
  const where = (): string => `${what}, entry at byte ${offset}`;
  let entries = 0;
  let oldSparse = 0;
  for (;;) {
    const next = tar.next();
    const entry = next instanceof Promise ? await next : next;
    if (entry === null) break;
    stopIfCancelled(options.signal);
    ({ offset } = entry);
    options.budget.entry(entry.name.length + entry.linkName.length, where);
    oldSparse += entry.sparse === 'old' ? 1 : 0;
    const look = entry.type === 'file' && entry.size > 0 ? contents.look(tar, entry) : NO_FACTS;
    tree.add(entry, look instanceof Promise ? await look : look, where);
    entries += 1;
    // Nothing of this need ever wait: a signal to stop gets its turn.
    if (entries % ENTRIES_A_TURN === 0) await setImmediate();
  }
  // What follows the end of the archive belongs to the blob, and its last bytes to the check of the digest.
  const { trailingBytes } = options.limits;
  if ((await input.skip(trailingBytes + 1)) > trailingBytes) {
    throw new FormatError(`${what}: more than ${trailingBytes} bytes behind the end of its tar`);
  }
  options.budget.layer(input.offset + tar.holes, what);
  options.budget.folders(tree.impliedFolders, what);
  return {
    digest: blob.digest,
    compression,
    blobBytes: blob.range.size,
    tarBytes: input.offset,
    holeBytes: tar.holes,
    verified: !bySeeking,
    files: tree.files,
    root: tree.root,
    notes: [...contents.notes, ...(oldSparse === 0 ? [] : [`${what}: ${OLD_SPARSE}`])],
  };
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

function layerChunks(
  blob: LayerBlob,
  compression: Compression,
  limits: ImageLimits,
  sumOfAll: () => number,
): AsyncIterable<Uint8Array> {
  const what = `layer ${blob.digest}`;
  const options = { compression, maxBytes: limits.layerBytes, what, sumOfAll };
  // What is not compressed is looked at where it lies, some chunks at a time.
  const chunks = compression === 'none' ? rangeChunks(blob.range) : rangeChunksInTurn(blob.range);
  return blob.digestOf === 'blob'
    ? inflate(verified(chunks, blob.digest, what), options)
    : verified(inflate(chunks, options), blob.digest, what);
}
