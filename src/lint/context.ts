import type { ContextListing } from '../dockerfile/context.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { reachedStages } from '../dockerfile/mounts.ts';
import { runScripts } from '../dockerfile/runs.ts';
import { lineageOf, targetStage } from '../dockerfile/stages.ts';
import type { Platform } from '../model/platform.ts';
import { startCommandOf } from './entrypoint.ts';
import { goBuildsOf } from './go-build.ts';
import { purposeOf } from './purpose.ts';
import type { RuleContext } from './rule.ts';
import { readTraffic, shippingReader } from './shipped.ts';
import { workdirReader } from './workdir.ts';

export interface ContextInput {
  readonly dockerfile: Dockerfile;
  readonly target?: string | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  readonly context?: ContextListing | undefined;
}

/**
 * Everything that rules ask about a Dockerfile, worked out once.
 * @throws ConfigError where the target is no stage of the file
 */
export function createRuleContext(input: ContextInput): RuleContext {
  const { dockerfile } = input;
  const target = targetStage(dockerfile, input.target);
  const lineage = target === undefined ? [] : lineageOf(target);
  const reached = target === undefined ? new Set<never>() : reachedStages(dockerfile.stages, target);
  const runs = runScripts(dockerfile.source, dockerfile.stages);
  const shipped = new Set(lineage);
  const start = startCommandOf(lineage);
  const workdirAt = workdirReader(dockerfile);
  return {
    dockerfile,
    target,
    lineage,
    shipped,
    reached,
    purpose: purposeOf(dockerfile.file, lineage),
    runs,
    goBuilds: runs
      .filter((run) => reached.has(run.stage))
      .flatMap((run) => goBuildsOf(run, workdirAt(run.instruction.index))),
    start,
    isShipped: shippingReader({ traffic: readTraffic(dockerfile, reached, runs), shipped, start }),
    platforms: input.platforms ?? [],
    context: input.context,
  };
}
