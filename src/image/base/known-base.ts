import type { Digest } from '../../model/digest.ts';

/** An image that another is built on, and what its reference led to. */
export interface BaseImage {
  readonly reference: string;
  readonly digest: Digest;
}

/** What is known of an image's base; null is what is not. */
export interface KnownBase {
  readonly base: BaseImage | null;
  /** How many layers, from the bottom, are the base's. */
  readonly layers: number | null;
}

export const UNKNOWN_BASE: KnownBase = { base: null, layers: null };
