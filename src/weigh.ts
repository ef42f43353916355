import { judge } from './budget/judge.ts';
import { describeSource } from './build/describe-source.ts';
import { createGit } from './build/git.ts';
import { secretsFromEnvironment, secretVariables } from './build/secrets.ts';
import { compare } from './compare/compare.ts';
import type { Plan } from './config/plan.ts';
import { secretValues } from './config/secret-values.ts';
import { readImages } from './image/read-images.ts';
import { CancelledError, ConfigError } from './model/errors.ts';
import type { Results } from './report/view.ts';
import { childEnvironment } from './system/environment.ts';
import type { RunOptions } from './system/process.ts';
import { type Span, spans } from './system/spans.ts';
import type { World } from './system/world.ts';
import { openBase } from './way/base.ts';
import { buildImages } from './way/build-images.ts';
import { lintHead } from './way/head.ts';
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
export async function weigh({ plan, repository, auth }: Request, world: World): Promise<Outcome> {
  const options = runOptions(plan, world);
  const run = { plan, repository, world, options, git: createGit(options, auth), clock: spans(world.now) };
  const { report, base } = await sides(run);
  // A signal that came when nothing was left to end still means that nobody wants the rest.
  if (world.signal.aborted) throw new CancelledError('cancelled');
  const comparison = compare(report, base);
  const verdict = judge({
    comparison,
    images: report.images,
    findings: [...report.findings, ...report.images.flatMap((image) => image.findings)],
    limits: plan.limits,
    imageLimits: new Map(plan.images.map(({ name, limits }) => [name, limits])),
    failOn: plan.failOn,
    requireBaseline: plan.requireBaseline,
  });
  return { report, comparison, verdict, spans: run.clock.all(world.meter.busy()) };
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
  if (run.plan.oci !== undefined) return weighLayout(run, run.plan.oci);
  return run.plan.build ? buildImages(run) : lintOnly(run);
}

/** A layout or archive that exists: no engine, no Dockerfile. */
async function weighLayout({ plan, world, git, clock }: Run, path: string): Promise<Sides> {
  if (plan.against.kind === 'commit') {
    throw new ConfigError('an image that exists cannot be compared with a commit: nothing is built', {
      hint: 'compare with oci:DIR or with a saved report (*.json)',
    });
  }
  const [image, ...others] = plan.images;
  if (others.length > 0) {
    throw new ConfigError(`the configuration has ${plan.images.length} images, and an archive is one`, {
      hint: 'give another --config, or leave out oci',
    });
  }
  if (image.platforms.length > 0 && image.name === 'default') {
    throw new ConfigError('platforms choose what is built, and an image that exists is weighed as it is', {
      hint: 'leave out platforms and goarch, or leave out oci',
    });
  }
  await using base = await openBase(plan, image, git, world);
  const images = await clock.time('weigh', () =>
    readImages(path, { name: image.name, verify: plan.verify, onNote: world.log.warn, signal: world.signal }),
  );
  return { report: layoutReport(images), base: base.finish(undefined, layoutReport) };
}

async function lintOnly({ plan, repository, world, git, clock }: Run): Promise<Sides> {
  const heads = await clock.time('lint', async () => plan.images.map((image) => lintHead(plan, image, world.cwd)));
  const source = await describeSource(git, plan.images[0].context, repository);
  const none = { kind: 'none', label: 'none', sha: null, reason: 'build is off' } as const;
  const findings = heads.flatMap((head) => head.findings);
  return { report: reportOf([], { source, engine: null, findings }), base: { source: none, report: undefined } };
}
