import * as v from 'valibot';
import { type DeepReadonly, FindingSchema } from './report.ts';

/**
 * What a report says beside the weighing when it was compared. One source for the types and for the published JSON Schema.
 * Sizes are whole bytes; a delta is head − base.
 */

const whole = v.pipe(v.number(), v.safeInteger());
const size = v.pipe(whole, v.minValue(0));
const maybe = v.nullable(whole);
const text = v.string();
const maybeText = v.nullable(text);

/** What the head was compared with, and why that. */
const BaseSourceSchema = v.object({
  kind: v.picklist(['built', 'report', 'layout', 'image', 'none']),
  /** What a person calls it: a short commit id, a file name. */
  label: text,
  sha: maybeText,
  /** Why there is no base, or what is to be known about the one that there is. */
  reason: maybeText,
});

/** One measure on both sides; null where a side does not have it. `delta` is null unless both do. */
const ChangeSchema = v.object({ base: maybe, head: maybe, delta: maybe });

/** Bytes of one named thing on both sides; 0 where a side does not have it. Never unchanged. */
const NamedDeltaSchema = v.object({ name: text, base: size, head: size, delta: whole });

const ModuleDeltaSchema = v.object({ ...NamedDeltaSchema.entries, baseVersion: maybeText, headVersion: maybeText });

/** What a share of a change comes from. */
const CauseKindSchema = v.picklist([
  /** Layers that the base image has too. */
  'base-image',
  /** Code of a module in the Go binaries; the standard library's is a module of its own. */
  'module',
  /** DWARF and symbol tables of the Go binaries. */
  'debug',
  /** What of a Go binary no module explains: types, strings, padding. */
  'binary-data',
  /** Files of a kind that is told by the whole, such as a build cache. */
  'category',
  'file',
  /** Files too small to be listed one by one, on either side. */
  'small-files',
]);

/** A part of the unpacked bytes on both sides; the parts of a comparison add up to its change, exactly. */
const CauseSchema = v.object({
  ...NamedDeltaSchema.entries,
  kind: CauseKindSchema,
  /**
   * Versions of a module, Go releases, or digests of a base image, where they are what changed. Several versions that an
   * image's binaries hold of one module are joined by ", ".
   */
  from: maybeText,
  to: maybeText,
  /**
   * Of small-files: all files of fewer bytes are in it. Of a file that one side has 0 of: it may be there all the same, with
   * fewer bytes; without this it is not there.
   */
  floor: v.exactOptional(size),
  /** Copies of a file at its path on both sides, over all layers, where the share is one of several or was another kind. */
  copies: v.exactOptional(v.object({ base: size, head: size })),
});

/** The base image's own change under an unchanged FROM. */
const DriftSchema = v.object({
  reference: text,
  baseDigest: text,
  headDigest: text,
  unpacked: whole,
  /** null where a layer's download is not known. */
  download: maybe,
});

/** A base image that is another one than before under an unchanged FROM, where it is not known which layers are its own. */
const MovedBaseSchema = v.object({ reference: text, baseDigest: text, headDigest: text });

/** A file that lies elsewhere now, byte count unchanged. */
const MoveSchema = v.object({
  from: text,
  to: text,
  bytes: size,
  /** What is the same on both sides: the number of bytes alone, or every section and module of a Go binary too. */
  by: v.exactOptional(v.picklist(['bytes', 'sections'])),
});

const FindingChangesSchema = v.object({ added: v.array(FindingSchema), fixed: v.array(FindingSchema) });

/** One image and platform. `added`: the base has no such image; `removed`: the head has none. */
const ImageComparisonSchema = v.object({
  name: text,
  platform: text,
  status: v.picklist(['compared', 'added', 'removed']),
  unpacked: ChangeSchema,
  download: ChangeSchema,
  effective: ChangeSchema,
  wasted: ChangeSchema,
  /** Number of packages in the databases of the operating system. */
  osPackages: ChangeSchema,
  /** Largest change first, by absolute value; unchanged ones are left out. */
  layers: v.array(NamedDeltaSchema),
  categories: v.array(NamedDeltaSchema),
  files: v.array(NamedDeltaSchema),
  modules: v.array(ModuleDeltaSchema),
  /** Packages of the Go binaries, as far as both sides list them. */
  packages: v.array(NamedDeltaSchema),
  /** Sections of the Go binaries by kind: text, rodata, data, pclntab, symbols, dwarf, other. */
  sections: v.array(NamedDeltaSchema),
  /** What the change of `unpacked` comes from, largest first; they add up to it. Empty unless compared. */
  causes: v.array(CauseSchema),
  moves: v.array(MoveSchema),
  /** null where the base image did not move, or it is not known by how much. */
  drift: v.nullable(DriftSchema),
  /** Only where the base image moved and what it changed by is not known. */
  movedBase: v.exactOptional(MovedBaseSchema),
  /** Findings that only one side has. */
  findings: FindingChangesSchema,
  /** Things to know when reading the numbers, such as another Go or BuildKit version. */
  notes: v.array(text),
});

export const ComparisonSchema = v.object({
  base: BaseSourceSchema,
  images: v.array(ImageComparisonSchema),
  /** Findings about the source that only one side has; both empty where a side was not linted. */
  findings: FindingChangesSchema,
});

export type BaseSource = DeepReadonly<v.InferOutput<typeof BaseSourceSchema>>;
export type Change = DeepReadonly<v.InferOutput<typeof ChangeSchema>>;
export type NamedDelta = DeepReadonly<v.InferOutput<typeof NamedDeltaSchema>>;
export type ModuleDelta = DeepReadonly<v.InferOutput<typeof ModuleDeltaSchema>>;
export type CauseKind = v.InferOutput<typeof CauseKindSchema>;
export type Cause = DeepReadonly<v.InferOutput<typeof CauseSchema>>;
export type MovedBase = DeepReadonly<v.InferOutput<typeof MovedBaseSchema>>;
export type Drift = DeepReadonly<v.InferOutput<typeof DriftSchema>>;
export type Move = DeepReadonly<v.InferOutput<typeof MoveSchema>>;
export type ImageComparison = DeepReadonly<v.InferOutput<typeof ImageComparisonSchema>>;
export type Comparison = DeepReadonly<v.InferOutput<typeof ComparisonSchema>>;
