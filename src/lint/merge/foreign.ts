import type { Severity } from '../../model/finding.ts';

/** What another tool says of a Dockerfile. */
export interface ForeignFinding {
  readonly source: 'buildkit' | 'hadolint';
  /** Its own name for the check: `DL3006`, `UndefinedVar`. */
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
  /** 1-based; undefined where it speaks of the file. */
  readonly line: number | undefined;
  readonly endLine: number | undefined;
  /** Empty where there is no page. */
  readonly url: string;
}

/** Results of one tool are cut here: nobody reads more of a file. */
export const MOST_FOREIGN = 10_000;
