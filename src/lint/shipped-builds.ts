import { posix } from 'node:path';
import { copiedFilesOf } from './copied-files.ts';
import type { GoBuild } from './go-build.ts';
import type { RuleContext } from './rule.ts';

/** More programs, or more copies, than a file that people wrote has. */
const MAX_BUILDS = 100;
const MAX_COPIES = 200;

/**
 * The Go builds of stages of their own whose binaries are certainly copied into the image: followed path by path. Those
 * that may be among what is copied are left out; `isShipped` counts them.
 */
export function shippedBuildsOf(context: RuleContext): readonly GoBuild[] {
  const { target, shipped, lineage, goBuilds } = context;
  const likely = goBuilds.filter((build) => !shipped.has(build.run.stage) && context.isShipped(build));
  if (target === undefined || likely.length === 0) return [];
  const found = new Set(context.started().flatMap(({ provenance }) => buildOf(provenance)));
  for (const copy of copiedFilesOf(context, lineage).slice(0, MAX_COPIES)) {
    const { to, source, from } = copy;
    if (to === undefined || source === undefined || from === 'context' || from === 'elsewhere') continue;
    const names = new Set(
      likely.slice(0, MAX_BUILDS).flatMap(({ outputs }) => outputs.map((output) => posix.basename(output))),
    );
    for (const path of [to, posix.join(to, posix.basename(source)), ...[...names].map((name) => posix.join(to, name))])
      for (const build of buildOf(context.provenanceOf(target, path))) found.add(build);
  }
  return likely.filter((build) => found.has(build));
}

function buildOf(provenance: ReturnType<RuleContext['provenanceOf']>): readonly GoBuild[] {
  return provenance.kind === 'go-build' ? [provenance.build] : [];
}
