import type { Finding } from './finding.ts';

/** What the head was compared with, and why that. */
export interface BaseSource {
  readonly kind: 'built' | 'report' | 'layout' | 'image' | 'none';
  /** What a person calls it: a short commit id, a file name. */
  readonly label: string;
  readonly sha: string | null;
  /** Why there is no base, or what is to be known about the one that there is. */
  readonly reason: string | null;
}

/** One measure on both sides; null where a side does not have it. `delta` is null unless both do. */
export interface Change {
  readonly base: number | null;
  readonly head: number | null;
  readonly delta: number | null;
}

/** Bytes of one named thing on both sides; 0 where a side does not have it. Never unchanged. */
export interface NamedDelta {
  readonly name: string;
  readonly base: number;
  readonly head: number;
  readonly delta: number;
}

export interface ModuleDelta extends NamedDelta {
  readonly baseVersion: string | null;
  readonly headVersion: string | null;
}

/** What a share of a change comes from. */
export type CauseKind =
  /** Layers that the base image has too. */
  | 'base-image'
  /** Code of a module in the Go binaries; the standard library's is a module of its own. */
  | 'module'
  /** DWARF and symbol tables of the Go binaries. */
  | 'debug'
  /** What of a Go binary no module explains: types, strings, padding. */
  | 'binary-data'
  /** Files of a kind that is told by the whole, such as a build cache. */
  | 'category'
  | 'file'
  /** Files too small to be listed one by one. */
  | 'small-files';

/** A part of the unpacked bytes on both sides; the parts of a comparison add up to its change, exactly. */
export interface Cause extends NamedDelta {
  readonly kind: CauseKind;
  /** Versions of a module, Go releases, or digests of a base image, where they are what changed. */
  readonly from: string | null;
  readonly to: string | null;
}

/** The base image's own change under an unchanged FROM. */
export interface Drift {
  readonly reference: string;
  readonly baseDigest: string;
  readonly headDigest: string;
  readonly unpacked: number;
  /** null where a layer's download is not known. */
  readonly download: number | null;
}

/** A file that lies elsewhere now, byte count unchanged. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

/** One image and platform. `added`: the base has no such image; `removed`: the head has none. */
export interface ImageComparison {
  readonly name: string;
  readonly platform: string;
  readonly status: 'compared' | 'added' | 'removed';
  readonly unpacked: Change;
  readonly download: Change;
  readonly effective: Change;
  readonly wasted: Change;
  /** Number of packages in the databases of the operating system. */
  readonly osPackages: Change;
  /** Largest change first, by absolute value; unchanged ones are left out. */
  readonly layers: readonly NamedDelta[];
  readonly categories: readonly NamedDelta[];
  readonly files: readonly NamedDelta[];
  readonly modules: readonly ModuleDelta[];
  /** What the change of `unpacked` comes from, largest first; they add up to it. Empty unless compared. */
  readonly causes: readonly Cause[];
  readonly moves: readonly Move[];
  /** null where the base image did not move, or it is not known whether it did. */
  readonly drift: Drift | null;
  /** Findings that only one side has. */
  readonly findings: { readonly added: readonly Finding[]; readonly fixed: readonly Finding[] };
  /** Things to know when reading the numbers, such as another Go or BuildKit version. */
  readonly notes: readonly string[];
}

export interface Comparison {
  readonly base: BaseSource;
  readonly images: readonly ImageComparison[];
  /** Findings about the source that only one side has; both empty where the base was not linted. */
  readonly findings: { readonly added: readonly Finding[]; readonly fixed: readonly Finding[] };
}
