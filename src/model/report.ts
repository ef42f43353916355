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
});

export const FileSchema = v.object({ path: text, bytes, category: text, layer: text });

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
  modules: v.array(v.object({ path: text, version: text, bytes })),
  /** Bytes of the file that `modules` does not explain. */
  unattributed: bytes,
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
  goBinaries: v.array(GoBinarySchema),
  config: v.object({ user: text, entrypoint: v.array(text), cmd: v.array(text) }),
  packages: v.object({ os: bytes }),
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

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type LayerReport = DeepReadonly<v.InferOutput<typeof LayerSchema>>;
export type FileReport = DeepReadonly<v.InferOutput<typeof FileSchema>>;
export type GoBinaryReport = DeepReadonly<v.InferOutput<typeof GoBinarySchema>>;
export type ImageReport = DeepReadonly<v.InferOutput<typeof ImageReportSchema>>;
export type WeighReport = DeepReadonly<v.InferOutput<typeof WeighReportSchema>>;
