import type { ContextListing } from '../dockerfile/context.ts';
import type { ContextFiles } from '../dockerfile/context-tree.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { reachedStages } from '../dockerfile/mounts.ts';
import { platformScopes } from '../dockerfile/platform-scopes.ts';
import { runScripts } from '../dockerfile/runs.ts';
import { lineageOf, targetStage } from '../dockerfile/stages.ts';
import { once } from '../model/once.ts';
import type { Platform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import { contextTakings } from './context-takings.ts';
import { copiedFilesReader } from './copied-files.ts';
import { dynamicProgramsOf } from './dynamic-program.ts';
import { startCommandOf } from './entrypoint.ts';
import { readGoInvocations } from './go-build.ts';
import { type GoSourceReader, goSourceReader } from './go-sources.ts';
import { NO_UNUSED } from './ignores/unused.ts';
import { imageStateReader } from './images/image-state.ts';
import { namedContextReader } from './named-contexts.ts';
import { pinOf } from './pinned.ts';
import { provenanceReader } from './provenance.ts';
import { purposeOf } from './purpose.ts';
import type { RuleContext } from './rule.ts';
import { readTraffic, shippingReader } from './shipped.ts';
import { shippedBuildsOf } from './shipped-builds.ts';
import { startedPrograms } from './started.ts';
import { wantedPlatforms } from './wanted-platforms.ts';
import { indexAfter, workdirReader } from './workdir.ts';

export interface ContextInput {
  readonly dockerfile: Dockerfile;
  readonly target?: string | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  readonly nativePlatforms?: readonly Platform[] | undefined;
  readonly namedContexts?: readonly string[] | undefined;
  readonly policy?: Policy | undefined;
  readonly context?: ContextListing | undefined;
  readonly files?: ContextFiles | undefined;
  readonly readGoSource?: GoSourceReader | undefined;
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
  const go = readGoInvocations({
    runs: runs.filter((run) => reached.has(run.stage)),
    workdirAt,
    scopesOn: (platform) => platformScopes(dockerfile, platform),
  });
  const imageState = imageStateReader(runs, dockerfile.stages);
  const takings = once(() => contextTakings(dockerfile, reached, workdirAt));
  const { files, readGoSource } = input;
  const copies = once(() => copiedFilesReader(context));
  const provenanceOf = provenanceReader({
    runs,
    goBuilds: go.builds,
    files,
    copiesIn: (stage) => copies()(stage),
    imageState,
    workdirAt,
  });
  const context: RuleContext = {
    dockerfile,
    target,
    lineage,
    shipped,
    reached,
    purpose: purposeOf(dockerfile.file, lineage, start),
    runs,
    goCommands: go.commands,
    goBuilds: go.builds,
    start,
    imageState,
    isShipped: shippingReader({ traffic: readTraffic(dockerfile, reached, runs), shipped, start }),
    shippedBuilds: once(() => shippedBuildsOf(context)),
    dynamicPrograms: once(() => dynamicProgramsOf(context)),
    platforms: input.platforms ?? [],
    nativePlatforms: input.nativePlatforms ?? [],
    isReplaced: namedContextReader(input.namedContexts ?? []),
    plannedPlatforms: once(() => wantedPlatforms(context)),
    policy: input.policy ?? {},
    context: input.context,
    files,
    provenanceOf,
    started: once(() =>
      startedPrograms(target, start, target === undefined ? undefined : workdirAt(indexAfter(target)), provenanceOf),
    ),
    takings,
    goSourceOf:
      files === undefined || readGoSource === undefined
        ? () => undefined
        : goSourceReader({
            files,
            read: readGoSource,
            takings,
            placeOf: ({ run }) => ({ pin: pinOf(context, run.stage), image: imageState(run.stage) }),
          }),
    unused: NO_UNUSED,
  };
  return context;
}
