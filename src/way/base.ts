import { existsSync } from 'node:fs';
import { type BaseCheckout, prepareBase, shownPath, untrackedFiles } from '../build/base-side.ts';
import { BuildError } from '../build/build-platform.ts';
import type { BaseOutcome } from '../build/build-sides.ts';
import type { Git } from '../build/git.ts';
import type { Side } from '../build/side.ts';
import type { Base } from '../compare/compare.ts';
import { knownBuildArgs } from '../config/build-args.ts';
import type { Against, BuildPlan, ImagePlan, Plan } from '../config/plan.ts';
import { readReport } from '../config/read-report.ts';
import { loadIgnore } from '../dockerfile/context.ts';
import { findDockerfile } from '../dockerfile/find.ts';
import { goBuildArgs } from '../dockerfile/go-args.ts';
import { matchPath } from '../dockerfile/ignore.ts';
import { readDockerfile } from '../dockerfile/read.ts';
import { readImages } from '../image/read-images.ts';
import { ConfigError, PlimsollError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';
import type { World } from '../system/world.ts';
import { lintDockerfile } from './head.ts';
import { layoutReport } from './report.ts';

/** The base side of a run, from before the builds to the comparison. */
export interface OpenBase extends AsyncDisposable {
  /** What is to be built, where the base is a commit. */
  readonly side: Side | undefined;
  /** What the rules say of its Dockerfile. */
  readonly findings: readonly Finding[];
  /** The base for the comparison, once the builds have ended. */
  finish(built: BaseOutcome<ImageReport> | undefined, report: (images: readonly ImageReport[]) => WeighReport): Base;
}

/** Opens what the head is compared with. @throws ConfigError where the person named something that is not there. */
export async function openBase(plan: Plan, image: ImagePlan, git: Git, world: World): Promise<OpenBase> {
  const { against } = plan;
  switch (against.kind) {
    case 'none':
      return ready(noBase(against.reason ?? null, null));
    case 'report': {
      const report = await readReport(against.path);
      const label = shownPath(against.path, world.cwd);
      return ready({ source: { kind: 'report', label, sha: report.source.sha, reason: null }, report });
    }
    case 'layout': {
      const label = shownPath(against.path, world.cwd);
      const images = await readImages(against.path, { name: image.name, signal: world.signal });
      return ready({ source: { kind: 'layout', label, sha: null, reason: null }, report: layoutReport(images) });
    }
    case 'commit':
      return openCommit(plan, image, against, git, world);
  }
}

function ready(base: Base): OpenBase {
  return { side: undefined, findings: [], finish: () => base, [Symbol.asyncDispose]: async () => {} };
}

function noBase(reason: string | null, sha: string | null): Base {
  return { source: { kind: 'none', label: sha?.slice(0, 12) ?? 'none', sha, reason }, report: undefined };
}

async function openCommit(
  plan: Plan,
  image: ImagePlan,
  against: Extract<Against, { kind: 'commit' }>,
  git: Git,
  world: World,
): Promise<OpenBase> {
  const label = (sha: string): string => `${against.why ?? against.ref} (${sha.slice(0, 12)})`;
  const checkout = await prepareBase(git, image, against.ref, world.cwd);
  if (checkout.kind === 'none') return ready(noBase(`${label(checkout.sha ?? '')}: ${checkout.reason}`, checkout.sha));
  const { tree, sha } = checkout;
  try {
    const extra = await onlyInHead(git, image);
    if (extra !== undefined) return closing(tree, noBase(extra, sha));
    const side = baseDockerfile(checkout);
    if (side === undefined) return closing(tree, noBase(`${label(sha)} has no Dockerfile there`, sha));
    const findings = lintSide(plan, side, checkout.tree.path);
    return {
      side,
      findings,
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

/** By the head's settings, so that what is new or gone is the Dockerfile's doing. */
function lintSide(plan: Plan, side: Side, root: string): readonly Finding[] {
  const dockerfile = readDockerfile(
    side.dockerfile,
    shownPath(side.dockerfile, root),
    knownBuildArgs(side.plan.buildArgs),
  );
  return lintDockerfile(plan, side.plan, dockerfile, side.dockerfile);
}

/** The base's own Dockerfile; undefined where it has none: a first run, not a failure. */
function baseDockerfile(checkout: Extract<BaseCheckout, { kind: 'tree' }>): Side | undefined {
  const { plan } = checkout;
  const place = plan.file ?? plan.context;
  if (!existsSync(place)) return undefined;
  try {
    const { path } = findDockerfile(place);
    const dockerfile = readDockerfile(path, path, knownBuildArgs(plan.buildArgs));
    return { side: 'base', plan, dockerfile: path, declared: goBuildArgs(dockerfile) };
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
