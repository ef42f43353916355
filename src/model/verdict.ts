export type VerdictStatus = 'pass' | 'fail' | 'neutral';

export type Measure =
  | 'max-size'
  | 'max-download'
  | 'max-growth'
  | 'max-download-growth'
  | 'effective'
  | 'wasted'
  | 'os-packages'
  | `category ${string}`;

/** One load line against one image. Numbers are bytes, of `os-packages` packages; null where it could not be measured. */
export interface LimitResult {
  readonly image: string;
  readonly platform: string;
  readonly measure: Measure;
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
