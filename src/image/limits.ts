/** Ceilings on what an image may make us read or keep. Over one of them is a FormatError that names it. */
export interface ImageLimits {
  /** Bytes that one layer may inflate to. */
  readonly layerBytes: number;
  /** Headers in one tar, those of long names and pax included. */
  readonly entries: number;
  /** Bytes of one name; Linux takes 4,095. */
  readonly pathBytes: number;
  /** Folders in one name. */
  readonly pathDepth: number;
  /** Bytes of one pax header or long name; Go's own reader, which the engines use, takes 1 MiB too. */
  readonly paxBytes: number;
  /** Bytes of one index, manifest or config. */
  readonly jsonBytes: number;
  /** Indexes inside of indexes. */
  readonly indexDepth: number;
  /** Manifests looked at in one layout. */
  readonly manifests: number;
  /** Layers of one image. */
  readonly layers: number;
  /** Bytes behind the end of a layer's tar: tools fill up to 10 KiB, a bomb goes on. */
  readonly trailingBytes: number;
  /** Bytes of one executable that is copied out to be read; a bigger one is weighed but not taken apart. */
  readonly executableBytes: number;
  /** The same for all executables of a layer together. */
  readonly executablesBytes: number;
  /** Bytes of all package databases of a layer together: they are kept in memory. */
  readonly databaseBytes: number;
  /** Entries, bytes of names and inflated bytes of all layers that one call reads. */
  readonly totalEntries: number;
  readonly totalNameBytes: number;
  readonly totalBytes: number;
}

export const DEFAULT_LIMITS: ImageLimits = {
  layerBytes: 32 * 2 ** 30,
  entries: 1_000_000,
  pathBytes: 4_095,
  pathDepth: 256,
  paxBytes: 2 ** 20,
  jsonBytes: 8 * 2 ** 20,
  indexDepth: 8,
  manifests: 1_000,
  layers: 512,
  trailingBytes: 64 * 2 ** 20,
  executableBytes: 2 ** 30,
  executablesBytes: 8 * 2 ** 30,
  databaseBytes: 32 * 2 ** 20,
  totalEntries: 2_000_000,
  totalNameBytes: 256 * 2 ** 20,
  totalBytes: 128 * 2 ** 30,
};
