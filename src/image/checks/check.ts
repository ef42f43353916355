import type { Severity } from '../../model/finding.ts';
import type { ImageCheckId } from '../../model/image-check-ids.ts';
import type { RuleOptionName, RuleOptions } from '../../model/rule-setting.ts';
import type { ImageFacts } from './facts.ts';

/** What a check has to say of one thing in the image. */
export interface Observation {
  /** What is wrong, what it costs, what to do. */
  readonly message: string;
  /** In the image. */
  readonly path?: string;
  /** Digest of the layer that ships it. */
  readonly layer?: string;
  /** Where it differs from the check's own. */
  readonly severity?: Severity;
  /** Measured bytes behind it. */
  readonly evidenceBytes?: number;
}

/** A check on a built image: pure over the facts of one platform's image. */
export interface ImageCheck {
  readonly id: ImageCheckId;
  readonly severity: Severity;
  /** From where on it speaks, in words; the page gives it. */
  readonly threshold: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Why it matters, and when the check keeps quiet. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  /** What a setting can say beside the severity. */
  readonly options?: readonly RuleOptionName[];
  /** @param options those of its own that are set */
  readonly check: (facts: ImageFacts, options: RuleOptions) => readonly Observation[];
}
