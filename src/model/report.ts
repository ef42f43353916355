import * as v from 'valibot';

/**
 * The report that crosses processes (`--json`, saved baselines): one source for the types, for the check of what comes
 * from outside, and for the published JSON Schema. Every size is a whole number of bytes.
 */

const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(65_536));

/** No engine makes an image of more; the pairing of layers takes the square of it. */
const MOST_LAYERS = 4_096;

const TextEditSchema = v.object({ file: text, start: bytes, end: bytes, text });

export const FindingSchema = v.object({
  rule: text,
  source: v.picklist(['plimsoll', 'buildkit', 'hadolint', 'image']),
  also: v.array(text),
  severity: v.picklist(['error', 'warning', 'note']),
  message: text,
  file: v.exactOptional(text),
  line: v.exactOptional(bytes),
  column: v.exactOptional(bytes),
  endLine: v.exactOptional(bytes),
  path: v.exactOptional(text),
  layer: v.exactOptional(text),
  platform: v.exactOptional(text),
  evidenceBytes: v.exactOptional(bytes),
  fix: v.exactOptional(v.object({ safe: v.boolean(), edits: v.array(TextEditSchema) })),
  url: text,
});

export const LayerSchema = v.object({
  digest: text,
  /** The instruction that made the layer, cleaned of build-arg values. */
  createdBy: text,
  unpacked: bytes,
  /** Compressed size as pulled; null where the archive holds the layer uncompressed. */
  download: v.nullable(bytes),
  files: bytes,
  /** null: not known. */
  fromBase: v.nullable(v.boolean()),
  /** Bytes of the tar that are no contents of files: headers, padding, and what follows the end. */
  tarOverhead: v.exactOptional(bytes),
});

export const FileSchema = v.object({ path: text, bytes, category: text, layer: text });

const OmittedSchema = v.object({ count: bytes, bytes });

/** A file that is shipped and that no container can see. */
export const WastedFileSchema = v.object({
  path: text,
  bytes,
  layer: text,
  /** Is something else at its path, or nothing? */
  reason: v.picklist(['removed', 'overwritten']),
  /** Digest of the layer that did it. */
  by: text,
});

/** Files of equal size and CRC-32 at several paths; `bytes` is the size of one. */
export const DuplicateSchema = v.object({ bytes, copies: bytes, paths: v.array(text) });

/** Paths of one kind, the first ones in order; `count` is of all. */
const PathsSchema = v.object({ count: bytes, paths: v.array(text) });

export const SurfaceSchema = v.object({
  /** Installed packages by database; null: there is one that cannot be read. */
  packages: v.object({ dpkg: bytes, apk: bytes, rpm: v.nullable(bytes) }),
  shells: PathsSchema,
  packageManagers: PathsSchema,
  setuid: PathsSchema,
  setgid: PathsSchema,
  /** Files, and folders without the sticky bit, that everyone may write to. */
  worldWritable: PathsSchema,
});

/** Where code comes from; `compiler` and `native` (assembly and C) belong to no module. */
const ModuleKindSchema = v.picklist(['main', 'dependency', 'std', 'std-vendored', 'compiler', 'native', 'unknown']);

export const GoBinarySchema = v.object({
  path: text,
  goVersion: text,
  /** Path of the main module; null where build info holds none (GOPATH mode). */
  module: v.nullable(text),
  bytes,
  stripped: v.boolean(),
  /** Bytes of `.debug_*`, `.zdebug_*`, `.symtab` and `.strtab` as stored. */
  debugBytes: bytes,
  static: v.boolean(),
  /** Code and its share of the function table, largest first; they and `unattributed` add up to `bytes`. */
  modules: v.array(v.object({ path: text, version: text, bytes, kind: v.exactOptional(ModuleKindSchema) })),
  /** Bytes of the file that `modules` does not explain. */
  unattributed: bytes,
  format: v.exactOptional(v.picklist(['elf', 'pe', 'mach-o'])),
  /** GOARCH. */
  architecture: v.exactOptional(text),
  /** text, rodata, data, pclntab, symbols, dwarf and other: they add up to `bytes`. */
  sections: v.exactOptional(v.array(v.object({ name: text, bytes }))),
  /** The largest packages of `modules`, largest first; what `packagesOmitted` counts is not listed. */
  packages: v.exactOptional(v.array(v.object({ path: text, module: text, bytes }))),
  packagesOmitted: v.exactOptional(OmittedSchema),
  /** Source files named by their place on the build machine; null: none, as with `-trimpath`. */
  localPaths: v.exactOptional(
    v.nullable(v.object({ kind: v.picklist(['home', 'ci', 'absolute']), count: bytes, sample: v.array(text) })),
  ),
  /** Files in `embed.FS` variables; null: not known, as no symbols show them. */
  embedded: v.exactOptional(
    v.nullable(v.object({ files: bytes, bytes, largest: v.array(v.object({ path: text, bytes })) })),
  ),
  /** `GOARM`, `CGO_ENABLED`, `-trimpath` and the like, by build info. */
  settings: v.exactOptional(v.record(text, text)),
  interpreter: v.exactOptional(v.nullable(text)),
  /** What could not be read, in words. */
  notes: v.exactOptional(v.array(text)),
});

export const ImageReportSchema = v.object({
  name: text,
  platform: text,
  digest: text,
  base: v.nullable(v.object({ reference: text, digest: text })),
  /** Were all blobs checked against their digests while read? */
  verified: v.boolean(),
  unpacked: bytes,
  download: v.nullable(bytes),
  effective: bytes,
  wasted: bytes,
  shared: v.nullable(bytes),
  buildSeconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
  layers: v.pipe(v.array(LayerSchema), v.maxLength(MOST_LAYERS)),
  /** Largest first; they add up to `unpacked`. */
  categories: v.array(v.object({ name: text, bytes })),
  /** The biggest files over all layers, largest first; what `filesOmitted` counts is not listed. */
  files: v.array(FileSchema),
  filesOmitted: v.object({ count: bytes, bytes }),
  /** The folders with the most bytes, all that is below them counted, over all layers. */
  folders: v.exactOptional(v.array(v.object({ path: text, bytes, files: bytes }))),
  /** What `wasted` is made of, largest first; `wastedOmitted` is not listed. */
  wastedFiles: v.exactOptional(v.array(WastedFileSchema)),
  wastedOmitted: v.exactOptional(OmittedSchema),
  /** What dive 0.13 makes of the image, which is another thing than `wasted`: `docs/measures.md`. */
  efficiency: v.exactOptional(v.object({ score: v.pipe(v.number(), v.maxValue(1)), wasted: bytes })),
  /** Visible files of 4 KiB or more that are there more than once; null where contents were not read. */
  duplicates: v.exactOptional(
    v.nullable(v.object({ bytes, groups: v.array(DuplicateSchema), omitted: OmittedSchema })),
  ),
  surface: v.exactOptional(SurfaceSchema),
  goBinaries: v.array(GoBinarySchema),
  config: v.object({ user: text, entrypoint: v.array(text), cmd: v.array(text) }),
  packages: v.object({
    os: bytes,
    /** Package databases that could not be read: then there are more packages than `os`. */
    unread: v.exactOptional(bytes),
  }),
  findings: v.array(FindingSchema),
});

export const WeighReportSchema = v.object({
  schemaVersion: v.literal(1),
  tool: v.object({ name: text, version: text }),
  source: v.object({ repository: v.nullable(text), sha: v.nullable(text), ref: v.nullable(text) }),
  inputs: v.object({ hash: v.nullable(text), parts: v.record(text, text) }),
  builder: v.nullable(v.object({ driver: v.nullable(text), buildkit: v.nullable(text), buildx: v.nullable(text) })),
  findings: v.array(FindingSchema),
  images: v.array(ImageReportSchema),
});

/** The same shape, held still. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type LayerReport = DeepReadonly<v.InferOutput<typeof LayerSchema>>;
export type FileReport = DeepReadonly<v.InferOutput<typeof FileSchema>>;
export type WastedFileReport = DeepReadonly<v.InferOutput<typeof WastedFileSchema>>;
export type SurfaceReport = DeepReadonly<v.InferOutput<typeof SurfaceSchema>>;
export type GoBinaryReport = DeepReadonly<v.InferOutput<typeof GoBinarySchema>>;
export type ImageReport = DeepReadonly<v.InferOutput<typeof ImageReportSchema>>;
export type WeighReport = DeepReadonly<v.InferOutput<typeof WeighReportSchema>>;
