import { judge } from './budget/judge.ts';
import type { BuiltImage } from './build/build-platform.ts';
import { buildSides } from './build/build-sides.ts';
import { describeSource } from './build/describe-source.ts';
import { inspectEngine } from './build/engine.ts';
import { createGit, type Git } from './build/git.ts';
import { goBuildArgs } from './build/go-build-args.ts';
import { secretsFromEnvironment, secretVariables } from './build/secrets.ts';
import { type Base, compare } from './compare/compare.ts';
import type { Plan } from './config/plan.ts';
import { secretValues } from './config/secret-values.ts';
import { createLayerCache } from './image/layer-cache.ts';
import { readImages } from './image/read-images.ts';
import { CancelledError, ConfigError } from './model/errors.ts';
import { formatPlatform } from './model/platform.ts';
import type { WeighReport } from './model/report.ts';
import type { Results } from './report/view.ts';
import { childEnvironment } from './system/environment.ts';
import type { RunOptions } from './system/process.ts';
import { type Span, type Spans, spans } from './system/spans.ts';
import { temporaryFolder } from './system/temp.ts';
import type { World } from './system/world.ts';
import { openBase } from './way/base.ts';
import { withEvidence } from './way/evidence.ts';
import { baseReference, lintHead } from './way/head.ts';
import { imageOf, layoutReport, reportOf } from './way/report.ts';

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

/** What the ways below share. */
interface Run {
  readonly request: Request;
  readonly plan: Plan;
  readonly world: World;
  readonly options: RunOptions;
  readonly git: Git;
  readonly clock: Spans;
}

/** The whole way: lint, build both sides, weigh, compare, judge. Every entry calls this; publishing is theirs. */
export async function weigh(request: Request, world: World): Promise<Outcome> {
  const { plan } = request;
  const options = {
    cwd: world.cwd,
    signal: world.signal,
    meter: world.meter,
    secrets: secretValues(plan.image, secretsFromEnvironment(plan.image.secrets, world.env)),
    env: childEnvironment(world.env, {
      caches: [...plan.image.cacheFrom, ...plan.image.cacheTo],
      names: [...secretVariables(plan.image.secrets), ...argVariables(plan.image.buildArgs)],
    }),
  };
  const run: Run = { request, plan, world, options, git: createGit(options, request.auth), clock: spans(world.now) };
  const { report, base } = await sides(run);
  // A signal that came when nothing was left to end still means that nobody wants the rest.
  if (world.signal.aborted) throw new CancelledError('cancelled');
  const comparison = compare(report, base);
  const verdict = judge({
    comparison,
    findings: [...report.findings, ...report.images.flatMap((image) => image.findings)],
    limits: plan.limits,
    failOn: plan.failOn,
    requireBaseline: plan.requireBaseline,
  });
  return { report, comparison, verdict, spans: run.clock.all(world.meter.busy()) };
}

/** The variables that build arguments without a value are taken from. */
function argVariables(buildArgs: readonly string[]): readonly string[] {
  return buildArgs.filter((arg) => !arg.includes('='));
}

interface Sides {
  readonly report: WeighReport;
  readonly base: Base;
}

function sides(run: Run): Promise<Sides> {
  if (run.plan.oci !== undefined) return weighLayout(run, run.plan.oci);
  return run.plan.build ? lintBuildWeigh(run) : lintOnly(run);
}

/** A layout or archive that exists: no engine, no Dockerfile. */
async function weighLayout({ plan, world, git, clock }: Run, path: string): Promise<Sides> {
  if (plan.against.kind === 'commit') {
    throw new ConfigError('an image that exists cannot be compared with a commit: nothing is built', {
      hint: 'compare with oci:DIR or with a saved report (*.json)',
    });
  }
  if (plan.image.platforms.length > 0) {
    throw new ConfigError('platforms choose what is built, and an image that exists is weighed as it is', {
      hint: 'leave out platforms and goarch, or leave out oci',
    });
  }
  await using base = await openBase(plan, git, world);
  const images = await clock.time('weigh', () =>
    readImages(path, { name: 'default', verify: plan.verify, onNote: world.log.warn, signal: world.signal }),
  );
  return { report: layoutReport(images), base: base.finish(undefined, layoutReport) };
}

async function lintOnly({ request, plan, world, git, clock }: Run): Promise<Sides> {
  const head = await clock.time('lint', async () => lintHead(plan, world.cwd));
  const source = await describeSource(git, plan.image.context, request.repository);
  const none = { kind: 'none', label: 'none', sha: null, reason: 'build is off' } as const;
  return {
    report: reportOf([], { source, engine: null, findings: head.findings }),
    base: { source: none, report: undefined },
  };
}

async function lintBuildWeigh({ request, plan, world, options, git, clock }: Run): Promise<Sides> {
  const { log, now } = world;
  const head = await clock.time('lint', async () => lintHead(plan, world.cwd));
  // Before the engine is looked for: a base that does not exist is the person's to mend, and known at once.
  await using base = await clock.time('check out the base', () => openBase(plan, git, world));
  const engine = await clock.time('look at the builder', () => inspectEngine(plan.image.builder, options));
  const source = await describeSource(git, plan.image.context, request.repository);
  if (source.dirty) log.warn('the work tree has changes that no commit holds: they are part of what is weighed');
  const platforms = plan.image.platforms.length > 0 ? plan.image.platforms : [engine.native];
  await using folder = await temporaryFolder('build');

  const cache = createLayerCache();
  const weighOne = async (image: BuiltImage, side: 'head' | 'base') => {
    const reference = side === 'head' ? baseReference(head.dockerfile, plan.image.target) : undefined;
    const images = await clock.time(`weigh ${side} ${formatPlatform(image.platform)}`, () =>
      readImages(image.path, {
        name: 'default',
        cache,
        secrets: options.secrets ?? [],
        onNote: log.warn,
        signal: world.signal,
      }),
    );
    log.info(
      `${side === 'base' ? 'base ' : ''}${formatPlatform(image.platform)}: built in ${image.seconds.toFixed(1)} s, weighed`,
    );
    return imageOf(images, image, reference);
  };
  using children = log.children(
    `building ${platforms.map(formatPlatform).join(' and ')} with "${engine.builder}" (${engine.driver} driver, BuildKit ${engine.buildkit ?? 'of unknown version'})`,
  );
  const shop = { engine, platforms, folder: folder.path, options, now, log: children };
  const built = await clock.time('build and weigh', () =>
    buildSides(head.side, base.side, shop, plan.concurrency, weighOne),
  );
  const parts = Object.fromEntries(
    platforms
      .map((platform) => [platform, goBuildArgs(head.side.declared, platform, plan.image.buildArgs)] as const)
      .filter(([, args]) => args.length > 0)
      .map(([platform, args]) => [`build-args ${formatPlatform(platform)}`, args.join(' ')]),
  );
  const findings = withEvidence(head.findings, built.head);
  return {
    report: reportOf(built.head, { source, engine, findings, parts }),
    base: base.finish(built.base, (images) => reportOf(images, { source, engine, findings: [] })),
  };
}
