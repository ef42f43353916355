import * as v from 'valibot';
import type { DeepReadonly } from './report.ts';

/** What a run is judged to be. One source for the types and for the published JSON Schema. */

const StatusSchema = v.picklist(['pass', 'fail', 'neutral']);
const whole = v.pipe(v.number(), v.safeInteger());

const MEASURES = [
  'max-size',
  'max-download',
  'max-growth',
  'max-download-growth',
  'effective',
  'wasted',
  'os-packages',
] as const;

/** `category NAME`, or one of the fixed measures. */
const MeasureSchema = v.union([
  v.picklist(MEASURES),
  v.custom<`category ${string}`>((value) => typeof value === 'string' && value.startsWith('category ')),
]);

/** One load line against one image. Numbers are bytes, of `os-packages` packages; null where it could not be measured. */
const LimitResultSchema = v.object({
  image: v.string(),
  platform: v.string(),
  measure: MeasureSchema,
  limit: v.nullable(whole),
  /** The limit as it was given, for a person. */
  given: v.string(),
  actual: v.nullable(whole),
  /** limit − actual. */
  headroom: v.nullable(whole),
  status: StatusSchema,
  /** Why it is neutral. */
  reason: v.nullable(v.string()),
});

export const VerdictSchema = v.object({
  status: StatusSchema,
  limits: v.array(LimitResultSchema),
  /** Sentences that say why the verdict is not a pass. */
  reasons: v.array(v.string()),
});

export type VerdictStatus = v.InferOutput<typeof StatusSchema>;
export type Measure = v.InferOutput<typeof MeasureSchema>;
export type LimitResult = DeepReadonly<v.InferOutput<typeof LimitResultSchema>>;
export type Verdict = DeepReadonly<v.InferOutput<typeof VerdictSchema>>;
