export type VerdictStatus = 'pass' | 'fail' | 'neutral';

/** One load line against one image. Sizes are bytes; null where it could not be measured. */
export interface LimitResult {
  readonly image: string;
  readonly platform: string;
  readonly measure: 'max-size' | 'max-download' | 'max-growth' | 'max-download-growth';
  readonly limit: number | null;
  /** The limit as it was given, for a person. */
  readonly given: string;
  readonly actual: number | null;
  /** limit − actual. */
  readonly headroom: number | null;
  readonly status: VerdictStatus;
  /** Why it is neutral. */
  readonly reason: string | null;
}

export interface Verdict {
  readonly status: VerdictStatus;
  readonly limits: readonly LimitResult[];
  /** Sentences that say why the verdict is not a pass. */
  readonly reasons: readonly string[];
}
