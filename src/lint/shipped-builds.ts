import { posix } from 'node:path';
import type { Stage } from '../dockerfile/stages.ts';
import { copiedFilesOf } from './copied-files.ts';
import type { GoBuild } from './go-build.ts';
import type { Provenance } from './provenance.ts';
import type { RuleContext } from './rule.ts';

/** Instructions that may be looked at in all, to keep the time linear in a file of any length. */
const MAX_WORK = 100_000;

/**
 * The Go builds of stages of their own whose binaries are certainly copied into the image: followed path by path. Those
 * that may be among what is copied are left out; `isShipped` counts them.
 */
export function shippedBuildsOf(context: RuleContext): readonly GoBuild[] {
  const { dockerfile, target, shipped, lineage, goBuilds } = context;
  const likely = goBuilds.filter((build) => !shipped.has(build.run.stage) && context.isShipped(build));
  if (target === undefined || likely.length === 0) return [];
  const instructions = dockerfile.stages.reduce((sum, stage) => sum + stage.instructions.length, 1);
  const found = new Set(context.started().flatMap(({ provenance }) => buildOf(provenance)));
  let left = Math.ceil(MAX_WORK / instructions);
  for (const path of pathsIn(context, lineage, likely)) {
    if (left === 0) break;
    left -= 1;
    for (const build of buildOf(context.provenanceOf(target, path))) found.add(build);
  }
  return likely.filter((build) => found.has(build));
}

function buildOf(provenance: Provenance): readonly GoBuild[] {
  return provenance.kind === 'go-build' ? [provenance.build] : [];
}

/** Where the binaries may come to lie: the destination itself, or below it by the name of the source or of an output. */
function* pathsIn(context: RuleContext, lineage: readonly Stage[], builds: readonly GoBuild[]): Generator<string> {
  const names = new Set(builds.flatMap(({ outputs }) => outputs.map((output) => posix.basename(output))));
  for (const { to, source, from } of copiedFilesOf(context, lineage)) {
    if (to === undefined || source === undefined || from === 'context' || from === 'elsewhere') continue;
    yield to;
    yield posix.join(to, posix.basename(source));
    for (const name of names) yield posix.join(to, name);
  }
}
