import { judge } from './budget/judge.ts';
import { describeSource } from './build/describe-source.ts';
import { createGit } from './build/git.ts';
import { secretsFromEnvironment, secretVariables } from './build/secrets.ts';
import { compare } from './compare/compare.ts';
import type { Plan } from './config/plan.ts';
import { secretValues } from './config/secret-values.ts';
import { createLayerCache } from './image/layer-cache.ts';
import { checkRuleSettings } from './lint/rule-settings.ts';
import type { Comparison } from './model/comparison.ts';
import { CancelledError, ConfigError } from './model/errors.ts';
import type { WeighReport } from './model/report.ts';
import type { Results } from './report/view.ts';
import { childEnvironment } from './system/environment.ts';
import type { RunOptions } from './system/process.ts';
import { type Span, spans } from './system/spans.ts';
import type { World } from './system/world.ts';
import { openBase } from './way/base.ts';
import { buildImages } from './way/build-images.ts';
import { type Compared, diff } from './way/diff.ts';
import { lintHead } from './way/head.ts';
import { mergeOthers } from './way/merge-others.ts';
import { type Operand, weighOperand } from './way/operand.ts';
import { layoutReport, reportOf } from './way/report.ts';
import type { Run, Sides } from './way/run.ts';

/** What a run is asked, beside the plan: what only an entry can know. */
export interface Request {
  readonly plan: Plan;
  /** `owner/name`, where the runner says so. */
  readonly repository?: string | undefined;
  /** Where a commit that is missing here can be fetched from. */
  readonly auth?: { readonly server: string; readonly token: string } | undefined;
}

export interface Outcome extends Results {
  /** How long each part took, and how much of the whole went by without a child process. */
  readonly spans: readonly Span[];
}

/** The whole way: lint, build both sides, weigh, compare, judge. Every entry calls this; publishing is theirs. */
export async function weigh(request: Request, world: World): Promise<Outcome> {
  const run = createRun(request, world);
  const { report, base } = await sides(run);
  return conclude(run, report, compare(report, base));
}

/** The same for two things that are there already, or can be built from a commit: weigh both, compare, judge. */
export async function weighTwo(request: Request, base: Compared, head: Compared, world: World): Promise<Outcome> {
  const run = createRun(request, world);
  const { report, comparison } = await diff(run, base, head);
  return conclude(run, report, comparison);
}

/** @throws ConfigError where a setting speaks of a rule or option that there is not: where nothing is linted, nobody else looks. */
function createRun({ plan, repository, auth }: Request, world: World): Run {
  checkRuleSettings(plan.rules);
  const options = runOptions(plan, world);
  const git = createGit(options, auth);
  return { plan, repository, world, options, git, clock: spans(world.now), cache: createLayerCache() };
}

function conclude({ plan, world, clock }: Run, report: WeighReport, comparison: Comparison): Outcome {
  // A signal that came when nothing was left to end still means that nobody wants the rest.
  if (world.signal.aborted) throw new CancelledError('cancelled');
  const verdict = judge({
    comparison,
    images: report.images,
    findings: [...report.findings, ...report.images.flatMap((image) => image.findings)],
    limits: plan.limits,
    imageLimits: new Map(plan.images.map(({ name, limits }) => [name, limits])),
    failOn: plan.failOn,
    requireBaseline: plan.requireBaseline,
  });
  return { report, comparison, verdict, spans: clock.all(world.meter.busy()) };
}

/** What every child process is started with: only the variables that the plan names go along. */
function runOptions({ images }: Plan, world: World): RunOptions {
  return {
    cwd: world.cwd,
    signal: world.signal,
    meter: world.meter,
    secrets: images.flatMap((image) => secretValues(image, secretsFromEnvironment(image.secrets, world.env))),
    env: childEnvironment(world.env, {
      caches: images.flatMap((image) => [...image.cacheFrom, ...image.cacheTo]),
      names: images.flatMap((image) => [...secretVariables(image.secrets), ...argVariables(image.buildArgs)]),
    }),
  };
}

/** The variables that build arguments without a value are taken from. */
function argVariables(buildArgs: readonly string[]): readonly string[] {
  return buildArgs.filter((arg) => !arg.includes('='));
}

function sides(run: Run): Promise<Sides> {
  const { oci, published } = run.plan;
  if (oci !== undefined) return weighExisting(run, { kind: 'layout', path: oci });
  if (published !== undefined) return weighExisting(run, { kind: 'image', reference: published });
  return run.plan.build ? buildImages(run) : lintOnly(run);
}

/** An image that exists: no Dockerfile, and of an archive not even an engine. */
async function weighExisting(run: Run, operand: Operand): Promise<Sides> {
  const { plan, clock } = run;
  if (plan.against.kind === 'commit') {
    throw new ConfigError('an image that exists cannot be compared with a commit: nothing is built', {
      hint: 'compare with oci:DIR, image:REF or a saved report (*.json), or use plimsoll diff',
    });
  }
  const [image, ...others] = plan.images;
  if (others.length > 0) {
    throw new ConfigError(`the configuration has ${plan.images.length} images, and this is one`, {
      hint: 'give another --config',
    });
  }
  if (operand.kind === 'layout' && image.platforms.length > 0 && image.name === 'default') {
    throw new ConfigError('platforms choose what is built, and an image that exists is weighed as it is', {
      hint: 'leave out platforms and goarch, or leave out oci',
    });
  }
  await using base = await openBase(run, image);
  const { report } = await clock.time('weigh', () => weighOperand(run, operand));
  return { report, base: base.finish(undefined, layoutReport) };
}

async function lintOnly(run: Run): Promise<Sides> {
  const { plan, repository, world, git, clock } = run;
  const plain = await clock.time('lint', async () => plan.images.map((image) => lintHead(plan, image, world.cwd)));
  const heads = await Promise.all(plain.map((head) => mergeOthers(run, head, undefined)));
  const source = await describeSource(git, plan.images[0].context, repository);
  const none = { kind: 'none', label: 'none', sha: null, reason: 'build is off' } as const;
  const findings = heads.flatMap((head) => head.findings);
  return { report: reportOf([], { source, engine: null, findings }), base: { source: none, report: undefined } };
}
