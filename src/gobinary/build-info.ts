import { bytesAtAddress, type LoadedRange } from './address-space.ts';
import { type ByteReader, Fields } from './byte-reader.ts';

/** `debug/buildinfo`: 14 bytes of magic at a multiple of 16, pointer size, flags; 32 bytes in all. */
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGN = 16;
const HEADER = 32;
const SEARCH_STEP = 2 ** 20;

const FLAG_BIG_ENDIAN = 1;
const FLAG_INLINE = 2;

const MAX_VERSION = 256;
const MAX_MODINFO = 4 * 2 ** 20;

/** Sentinels of `cmd/go/internal/modload` around the module text. */
const FRAME = 16;

export interface BuildInfo {
  readonly goVersion: string;
  /** Lines of `path`, `mod`, `dep`, `=>` and `build`; empty where the binary has none. */
  readonly modules: string;
}

/** Where build info may be: the addresses that the file maps, and among them the region to search. */
export interface BuildInfoPlace {
  readonly ranges: readonly LoadedRange[];
  readonly region: { readonly address: number; readonly size: number } | null;
}

/** What the Go linker left in an executable about the build (`debug/buildinfo` of the Go library); null where there is none. */
export function readBuildInfo(reader: ByteReader, { ranges, region }: BuildInfoPlace): BuildInfo | null {
  const address = region === null ? null : findHeader(reader, ranges, region);
  if (address === null) return null;
  const header = bytesAtAddress(reader, ranges, address, HEADER);
  if (header === null || header.length < HEADER) return null;
  const flags = header[15] ?? 0;
  const texts =
    (flags & FLAG_INLINE) !== 0 ? inlineTexts(reader, ranges, address) : pointedTexts(reader, ranges, header);
  if (texts === null || texts.version.length === 0) return null;
  const framed = texts.modules;
  const held = framed.length >= 2 * FRAME + 1 && framed[framed.length - FRAME - 1] === 0x0a;
  return {
    goVersion: decode(texts.version),
    modules: held ? decode(framed.subarray(FRAME, framed.length - FRAME)) : '',
  };
}

interface Texts {
  readonly version: Uint8Array;
  readonly modules: Uint8Array;
}

function findHeader(
  reader: ByteReader,
  ranges: readonly LoadedRange[],
  { address: start, size }: { readonly address: number; readonly size: number },
): number | null {
  if (!Number.isSafeInteger(start + size)) return null;
  // Steps are multiples of the alignment, so that a header never lies across two of them.
  for (let at = Math.ceil(start / ALIGN) * ALIGN; at < start + size; at += SEARCH_STEP) {
    const bytes = bytesAtAddress(reader, ranges, at, Math.min(SEARCH_STEP, start + size - at));
    if (bytes === null) return null;
    const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let found = haystack.indexOf(MAGIC);
    while (found >= 0 && found % ALIGN !== 0) found = haystack.indexOf(MAGIC, found + 1);
    if (found >= 0) return at + found;
  }
  return null;
}

/** Go 1.18 and later: both texts follow the header, each after its length. */
function inlineTexts(reader: ByteReader, ranges: readonly LoadedRange[], address: number): Texts | null {
  const version = prefixedText(reader, ranges, address + HEADER, MAX_VERSION);
  const modules = version && prefixedText(reader, ranges, version.end, MAX_MODINFO);
  return version && modules ? { version: version.bytes, modules: modules.bytes } : null;
}

function prefixedText(
  reader: ByteReader,
  ranges: readonly LoadedRange[],
  address: number,
  limit: number,
): { readonly bytes: Uint8Array; readonly end: number } | null {
  const head = bytesAtAddress(reader, ranges, address, 10) ?? new Uint8Array();
  let length = 0;
  let used = 0;
  for (const byte of head) {
    length += (byte & 0x7f) * 2 ** (7 * used);
    used += 1;
    if (byte >= 0x80) continue;
    if (length > limit) return null;
    if (length === 0) return { bytes: new Uint8Array(), end: address + used };
    const bytes = bytesAtAddress(reader, ranges, address + used, length);
    return bytes === null || bytes.length < length ? null : { bytes, end: address + used + length };
  }
  return null;
}

/** Before Go 1.18: two pointers to Go strings (pointer and length). */
function pointedTexts(reader: ByteReader, ranges: readonly LoadedRange[], header: Uint8Array): Texts | null {
  const width = header[14];
  if (width !== 4 && width !== 8) return null;
  const little = ((header[15] ?? 0) & FLAG_BIG_ENDIAN) === 0;
  const word = (bytes: Uint8Array, at: number): number => {
    const fields = new Fields(bytes, little);
    return width === 8 ? fields.u64(at) : fields.u32(at);
  };
  const text = (address: number, limit: number): Uint8Array => {
    const pair = bytesAtAddress(reader, ranges, address, 2 * width);
    if (pair === null || pair.length < 2 * width) return new Uint8Array();
    const length = word(pair, width);
    if (!(length > 0 && length <= limit)) return new Uint8Array();
    const bytes = bytesAtAddress(reader, ranges, word(pair, 0), length);
    return bytes === null || bytes.length < length ? new Uint8Array() : bytes;
  };
  return { version: text(word(header, 16), MAX_VERSION), modules: text(word(header, 16 + width), MAX_MODINFO) };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
