import type { BuiltImage } from '../build/build-platform.ts';
import { type BaseOutcome, buildSides } from '../build/build-sides.ts';
import { describeSource, type Source } from '../build/describe-source.ts';
import { type Engine, inspectEngine } from '../build/engine.ts';
import { goBuildArgs } from '../build/go-build-args.ts';
import type { ImagePlan } from '../config/plan.ts';
import { UNKNOWN_BASE } from '../image/base/known-base.ts';
import { readImages } from '../image/read-images.ts';
import { formatPlatform } from '../model/platform.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';
import { temporaryFolder } from '../system/temp.ts';
import { openBase } from './base.ts';
import { withEvidence } from './evidence.ts';
import { foldFindings } from './fold.ts';
import { baseReference, type LintedSide, lintHead, ownInstructions } from './head.ts';
import { joinSides } from './join-sides.ts';
import { mergeOthers } from './merge-others.ts';
import { imageOf, reportOf } from './report.ts';
import type { Run, Sides } from './run.ts';

/** What the images of a run share. */
interface Shop {
  readonly engine: Engine;
  readonly source: Source;
  readonly folder: string;
}

/** Lints, builds and weighs every image of the plan, and its base beside it; one image after the other. */
export async function buildImages(run: Run): Promise<Sides> {
  const { plan, world, options, git, clock } = run;
  // All of them before anything is started: what is wrong with the last is known at once.
  const heads = await clock.time('lint', async () => plan.images.map((image) => lintHead(plan, image, world.cwd)));
  // Likewise a base that does not exist: it is the person's to mend.
  await using bases = new AsyncDisposableStack();
  const opened = await clock.time('check out the base', async () => {
    const all = [];
    for (const image of plan.images) all.push(bases.use(await openBase(run, image)));
    return all;
  });
  const [first] = plan.images;
  const engine = await clock.time('look at the builder', () => inspectEngine(first.builder, options));
  const source = await describeSource(git, first.context, run.repository);
  if (source.dirty) world.log.warn('the work tree has changes that no commit holds: they are part of what is weighed');
  const sides: Sides[] = [];
  for (const [index, image] of plan.images.entries()) {
    const [plain, base] = [heads[index], opened[index]];
    if (plain === undefined || base === undefined) continue;
    const [head, linted] = await clock.time('ask other linters', () =>
      Promise.all([
        mergeOthers(run, plain.on(engine.natives), engine),
        base.linted === undefined ? undefined : mergeOthers(run, base.linted.on(engine.natives), engine),
      ]),
    );
    await using folder = await temporaryFolder('build');
    const built = await buildImage(run, image, head, linted, { engine, source, folder: folder.path });
    sides.push({
      report: built.report,
      base: base.finish(built.base, (images) =>
        foldFindings(reportOf(images, { source, engine, findings: linted?.findings ?? [] })),
      ),
    });
  }
  return joinSides(sides, plan.against.kind === 'commit');
}

/** Builds and weighs one image, and its base where there is one, for all its platforms. */
export async function buildImage(
  run: Run,
  image: ImagePlan,
  head: LintedSide,
  base: LintedSide | undefined,
  { engine, source, folder }: Shop,
): Promise<{ readonly report: WeighReport; readonly base: BaseOutcome<ImageReport> | undefined }> {
  const { plan, world, options, clock } = run;
  const platforms = image.platforms.length > 0 ? image.platforms : [engine.native];
  const named = plan.images.length > 1 ? `${image.name} ` : '';
  const weighOne = async (built: BuiltImage, side: 'head' | 'base') => {
    const platform = formatPlatform(built.platform);
    const linted = side === 'head' || base === undefined ? head : base;
    const report = await clock.time(`weigh ${side} ${named}${platform}`, () => weighBuilt(run, image, linted, built));
    const told = `${side === 'base' ? 'base ' : ''}${named}${platform}`;
    world.log.info(`${told}: built in ${built.seconds.toFixed(1)} s, weighed`);
    return report;
  };
  const what = `${named === '' ? '' : `${named}for `}${platforms.map(formatPlatform).join(' and ')}`;
  using children = world.log.children(
    `building ${what} with "${engine.builder}" (${engine.driver} driver, BuildKit ${engine.buildkit ?? 'of unknown version'})`,
  );
  const workshop = { engine, platforms, folder, options, now: world.now, log: children };
  const built = await clock.time('build and weigh', () =>
    buildSides(head.side, base?.side, workshop, plan.concurrency, weighOne),
  );
  const parts = Object.fromEntries(
    platforms
      .map((platform) => [platform, goBuildArgs(head.side.declared, platform, image.buildArgs)] as const)
      .filter(([, args]) => args.length > 0)
      .map(([platform, args]) => [`build-args ${named}${formatPlatform(platform)}`, args.join(' ')]),
  );
  const findings = withEvidence(head.findings, built.head);
  return { report: foldFindings(reportOf(built.head, { source, engine, findings, parts })), base: built.base };
}

async function weighBuilt(run: Run, image: ImagePlan, linted: LintedSide, built: BuiltImage): Promise<ImageReport> {
  const images = await readImages(built.path, {
    name: image.name,
    cache: run.cache,
    secrets: run.options.secrets ?? [],
    instructions: ownInstructions(linted.dockerfile, image.target),
    // The history held against the Dockerfile is surer than labels, which the base image may have set.
    base: UNKNOWN_BASE,
    rules: run.plan.rules,
    policy: run.plan.policy,
    onNote: run.world.log.warn,
    signal: run.world.signal,
  });
  return imageOf(images, built, baseReference(linted.dockerfile, image.target));
}
