/** What the head was compared with, and why that. */
export interface BaseSource {
  readonly kind: 'built' | 'report' | 'layout' | 'none';
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

/** One image and platform. `added`: the base has no such image; `removed`: the head has none. */
export interface ImageComparison {
  readonly name: string;
  readonly platform: string;
  readonly status: 'compared' | 'added' | 'removed';
  readonly unpacked: Change;
  readonly download: Change;
  readonly effective: Change;
  readonly wasted: Change;
  /** Largest change first, by absolute value; unchanged ones are left out. */
  readonly layers: readonly NamedDelta[];
  readonly categories: readonly NamedDelta[];
  readonly files: readonly NamedDelta[];
  readonly modules: readonly ModuleDelta[];
  /** Things to know when reading the numbers, such as another Go or BuildKit version. */
  readonly notes: readonly string[];
}

export interface Comparison {
  readonly base: BaseSource;
  readonly images: readonly ImageComparison[];
}
