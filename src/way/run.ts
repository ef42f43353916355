import type { Git } from '../build/git.ts';
import type { Base } from '../compare/compare.ts';
import type { Plan } from '../config/plan.ts';
import type { LayerCache } from '../image/layer-cache.ts';
import type { WeighReport } from '../model/report.ts';
import type { RunOptions } from '../system/process.ts';
import type { Spans } from '../system/spans.ts';
import type { World } from '../system/world.ts';

/** What the steps of one run share. */
export interface Run {
  readonly plan: Plan;
  /** `owner/name`, where the runner says so. */
  readonly repository: string | undefined;
  readonly world: World;
  readonly options: RunOptions;
  readonly git: Git;
  readonly clock: Spans;
  /** A layer that several images or both sides share is read once. */
  readonly cache: LayerCache;
}

/** What a run found, and what it is compared with. */
export interface Sides {
  readonly report: WeighReport;
  readonly base: Base;
}
