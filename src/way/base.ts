import { existsSync } from 'node:fs';
import { type BaseCheckout, prepareBase, shownPath, untrackedFiles } from '../build/base-side.ts';
import { BuildError } from '../build/build-platform.ts';
import type { BaseOutcome } from '../build/build-sides.ts';
import type { Git } from '../build/git.ts';
import type { Base } from '../compare/compare.ts';
import { knownBuildArgs } from '../config/build-args.ts';
import type { Against, BuildPlan, ImagePlan, Plan } from '../config/plan.ts';
import { loadIgnore } from '../dockerfile/context.ts';
import { findDockerfile } from '../dockerfile/find.ts';
import { matchPath } from '../dockerfile/ignore.ts';
import { readDockerfile } from '../dockerfile/read.ts';
import { ConfigError, PlimsollError } from '../model/errors.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';
import { type LintedSide, lintSide } from './head.ts';
import { weighOperand } from './operand.ts';
import type { Run } from './run.ts';

/** The base side of a run, from before the builds to the comparison. */
export interface OpenBase extends AsyncDisposable {
  /** What is to be built, where the base is a commit. */
  readonly linted: LintedSide | undefined;
  /** The base for the comparison, once the builds have ended. */
  finish(built: BaseOutcome<ImageReport> | undefined, report: (images: readonly ImageReport[]) => WeighReport): Base;
}

type Checkout = Extract<BaseCheckout, { kind: 'tree' }>;

/** Opens what the head is compared with. @throws ConfigError where the person named something that is not there. */
export async function openBase(run: Run, image: ImagePlan): Promise<OpenBase> {
  const { against } = run.plan;
  switch (against.kind) {
    case 'none':
      return ready(noBase(against.reason ?? null, null));
    case 'commit':
      return openCommit(run, image, against);
    default:
      return ready(await weighOperand(run, against));
  }
}

function ready(base: Base): OpenBase {
  return { linted: undefined, finish: () => base, [Symbol.asyncDispose]: async () => {} };
}

function noBase(reason: string | null, sha: string | null): Base {
  return { source: { kind: 'none', label: sha?.slice(0, 12) ?? 'none', sha, reason }, report: undefined };
}

async function openCommit(
  { plan, git, world }: Run,
  image: ImagePlan,
  against: Extract<Against, { kind: 'commit' }>,
): Promise<OpenBase> {
  const label = (sha: string): string => `${against.why ?? against.ref} (${sha.slice(0, 12)})`;
  const checkout = await prepareBase(git, image, against.ref, world.cwd);
  if (checkout.kind === 'none') return ready(noBase(`${label(checkout.sha ?? '')}: ${checkout.reason}`, checkout.sha));
  const { tree, sha } = checkout;
  try {
    const extra = await onlyInHead(git, image);
    if (extra !== undefined) return closing(tree, noBase(extra, sha));
    const linted = lintCheckout(plan, checkout);
    if (linted === undefined) return closing(tree, noBase(`${label(sha)} has no Dockerfile there`, sha));
    return {
      linted,
      finish: (built, report) => {
        if (built?.kind !== 'built') return noBase(`${label(sha)} ${failure(built?.error)}`, sha);
        return { source: { kind: 'built', label: label(sha), sha, reason: null }, report: report(built.images) };
      },
      [Symbol.asyncDispose]: () => tree[Symbol.asyncDispose](),
    };
  } catch (error) {
    await tree[Symbol.asyncDispose]();
    throw error;
  }
}

function closing(tree: AsyncDisposable, base: Base): OpenBase {
  return { ...ready(base), [Symbol.asyncDispose]: () => tree[Symbol.asyncDispose]() };
}

/**
 * Reads the Dockerfile of a commit and lints it by the head's settings, so that what is new or gone is the Dockerfile's
 * doing. undefined where there is none: a first run, not a failure.
 */
export function lintCheckout(plan: Plan, checkout: Checkout): LintedSide | undefined {
  const image = checkout.plan;
  const place = image.file ?? image.context;
  if (!existsSync(place)) return undefined;
  try {
    const { path } = findDockerfile(place);
    const dockerfile = readDockerfile(path, shownPath(path, checkout.tree.path), knownBuildArgs(image.buildArgs));
    return lintSide(plan, 'base', image, dockerfile, path, checkout.tree.path);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** The two sides are alike only where the head's context holds nothing that git does not. */
async function onlyInHead(git: Git, plan: BuildPlan): Promise<string | undefined> {
  const { path } = findDockerfile(plan.file ?? plan.context);
  const ignore = loadIgnore(plan.context, path);
  const sent = (await untrackedFiles(git, plan.context)).filter((file) => !isIgnored(ignore, file));
  if (sent.length === 0) return undefined;
  const more = sent.length > 5 ? ` and ${sent.length - 5} more` : '';
  return `the base is not comparable: the context holds files that git does not: ${sent.slice(0, 5).join(', ')}${more}`;
}

function isIgnored(ignore: ReturnType<typeof loadIgnore>, file: string): boolean {
  let result = matchPath(ignore, '', undefined);
  let path = '';
  for (const name of file.split('/')) {
    path = path === '' ? name : `${path}/${name}`;
    result = matchPath(ignore, path, path === name ? undefined : result.match);
  }
  return result.ignored;
}

function failure(error: unknown): string {
  const told = error instanceof PlimsollError ? [error.message, error.hint ?? ''] : [String(error)];
  const what = error instanceof BuildError ? 'does not build' : 'could not be weighed';
  return `${what}: ${told
    .filter((part) => part !== '')
    .join('; ')
    .replaceAll('\n', '; ')}`;
}
