import { prepareBase } from '../build/base-side.ts';
import { describeSource } from '../build/describe-source.ts';
import { inspectEngine } from '../build/engine.ts';
import { type Base, compare } from '../compare/compare.ts';
import type { Against } from '../config/plan.ts';
import type { Comparison } from '../model/comparison.ts';
import { ConfigError } from '../model/errors.ts';
import type { WeighReport } from '../model/report.ts';
import { temporaryFolder } from '../system/temp.ts';
import { lintCheckout } from './base.ts';
import { buildImage } from './build-images.ts';
import { joinSides } from './join-sides.ts';
import { weighOperand } from './operand.ts';
import type { Run, Sides } from './run.ts';

/** One of the two things that are compared. */
export type Compared = Exclude<Against, { kind: 'none' }>;

/**
 * Weighs two things of any kind, and compares them.
 * @throws ConfigError where one is not there; what building, fetching and reading throw
 */
export async function diff(
  run: Run,
  base: Compared,
  head: Compared,
): Promise<{ readonly report: WeighReport; readonly comparison: Comparison }> {
  const before = await weighSide(run, base);
  const { report } = await weighSide(run, head);
  return { report, comparison: compare(report, { source: before.source, report: before.report }) };
}

async function weighSide(run: Run, side: Compared): Promise<{ readonly report: WeighReport } & Base> {
  return side.kind === 'commit' ? weighCommit(run, side.ref) : weighOperand(run, side);
}

/** Builds the images of a commit. Both sides of a diff are built like the base of a comparison: no cache is written. */
async function weighCommit(run: Run, ref: string): Promise<{ readonly report: WeighReport } & Base> {
  const { plan, world, options, git, clock } = run;
  const engine = await clock.time('look at the builder', () => inspectEngine(plan.images[0].builder, options));
  const sides: Sides[] = [];
  let label = ref;
  for (const image of plan.images) {
    const checkout = await clock.time(`check out ${ref}`, () => prepareBase(git, image, ref, world.cwd));
    if (checkout.kind === 'none') throw new ConfigError(`${ref} cannot be checked out`, { hint: checkout.reason });
    label = `${ref} (${checkout.sha.slice(0, 12)})`;
    await using tree = checkout.tree;
    const linted = lintCheckout(plan, checkout);
    if (linted === undefined) throw new ConfigError(`${label} has no Dockerfile there`);
    await using folder = await temporaryFolder('build');
    const source = await describeSource(git, tree.path, run.repository);
    const shop = { engine, source: { ...source, sha: checkout.sha }, folder: folder.path };
    const { report } = await buildImage(run, image, linted, undefined, shop);
    sides.push({
      report,
      base: { source: { kind: 'built', label, sha: checkout.sha, reason: null }, report: undefined },
    });
  }
  const { report, base } = joinSides(sides, false);
  return { report, source: base.source };
}
