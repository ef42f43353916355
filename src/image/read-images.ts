import { formatPlatform, type Platform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import type { ImageReport } from '../model/report.ts';
import type { RuleSettings } from '../model/rule-setting.ts';
import { redact } from '../model/text.ts';
import { allBounded } from '../system/parallel.ts';
import type { KnownBase } from './base/known-base.ts';
import { layoutBase } from './base/layout-base.ts';
import { Budget } from './budget.ts';
import { cachedLayer, createLayerCache, type LayerCache } from './layer-cache.ts';
import { DEFAULT_LIMITS, type ImageLimits } from './limits.ts';
import { imageReport } from './report.ts';
import { resolveImages } from './resolve.ts';
import { openStore } from './store.ts';

export interface ReadOptions {
  /** The image's name in the report. */
  readonly name: string;
  /** Only this one; an error where it is not there. */
  readonly platform?: Platform;
  /** Replaced wherever they stand in the history and the config. */
  readonly secrets?: readonly string[];
  /** Shared with other calls, so that a layer is read once. */
  readonly cache?: LayerCache;
  /** Hold uncompressed layers against their digests too, which reads all of them. */
  readonly verify?: boolean;
  readonly limits?: Partial<ImageLimits>;
  /** Layers read at the same time; 2 unless said otherwise. */
  readonly concurrency?: number;
  /** Keywords of the instructions that the image's own Dockerfile adds to its base, in order: `COPY`, `ENV`, … */
  readonly instructions?: readonly string[] | undefined;
  /** What the caller knows of the base; where it says nothing, what is read is asked. */
  readonly base?: KnownBase | undefined;
  /** Severities of the checks, by id; `off` leaves one out. */
  readonly rules?: RuleSettings | undefined;
  readonly policy?: Policy | undefined;
  /** Ends the reading, between two pieces of a layer. */
  readonly signal?: AbortSignal;
  /** Told what was left out and why, a sentence each. */
  readonly onNote?: (note: string) => void;
}

/**
 * Weighs what an OCI layout (folder or tar) or a docker archive holds: one report for each platform, in the order of
 * the index. The same bytes give the same reports. Build time is for the caller to fill in.
 * @throws ConfigError where `source` is no such thing, FormatError for anything broken, cut off or over a ceiling.
 */
export async function readImages(source: string, options: ReadOptions): Promise<readonly ImageReport[]> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const store = await openStore(source, limits);
  const images = resolveImages(store, options.platform, limits);
  const cache = options.cache ?? createLayerCache();
  const reading = { verify: options.verify ?? false, limits, budget: new Budget(limits), signal: options.signal };
  const tasks = images.flatMap(({ layers }) => layers.map((layer) => () => cachedLayer(cache, layer, reading)));
  const facts = await allBounded(tasks, options.concurrency ?? 2);
  let used = 0;
  return images.map((image) => {
    const layers = facts.slice(used, used + image.layers.length);
    used += layers.length;
    const onNote = (note: string): void =>
      options.onNote?.(`${options.name} ${formatPlatform(image.platform)}: ${redact(note, options.secrets ?? [])}`);
    for (const note of new Set(layers.flatMap(({ notes }) => notes))) onNote(note);
    const base = options.base ?? layoutBase(store, image, limits, onNote);
    const { name, secrets = [], instructions, rules = new Map(), policy = {} } = options;
    return imageReport(image, layers, { name, secrets, instructions, rules, policy, base });
  });
}
