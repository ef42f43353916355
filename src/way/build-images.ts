import type { BuiltImage } from '../build/build-platform.ts';
import { buildSides } from '../build/build-sides.ts';
import { describeSource, type Source } from '../build/describe-source.ts';
import { type Engine, inspectEngine } from '../build/engine.ts';
import { goBuildArgs } from '../build/go-build-args.ts';
import type { ImagePlan } from '../config/plan.ts';
import { createLayerCache, type LayerCache } from '../image/layer-cache.ts';
import { readImages } from '../image/read-images.ts';
import { formatPlatform } from '../model/platform.ts';
import { temporaryFolder } from '../system/temp.ts';
import { openBase } from './base.ts';
import { withEvidence } from './evidence.ts';
import { baseReference, type Head, lintHead } from './head.ts';
import { joinSides } from './join-sides.ts';
import { imageOf, reportOf } from './report.ts';
import type { Run, Sides } from './run.ts';

/** What the images of a run share. */
interface Shop {
  readonly engine: Engine;
  readonly source: Source;
  readonly cache: LayerCache;
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
    for (const image of plan.images) all.push(bases.use(await openBase(plan, image, git, world)));
    return all;
  });
  const [first] = plan.images;
  const engine = await clock.time('look at the builder', () => inspectEngine(first.builder, options));
  const source = await describeSource(git, first.context, run.repository);
  if (source.dirty) world.log.warn('the work tree has changes that no commit holds: they are part of what is weighed');
  const sides: Sides[] = [];
  const cache = createLayerCache();
  for (const [index, image] of plan.images.entries()) {
    const [head, base] = [heads[index], opened[index]];
    if (head === undefined || base === undefined) continue;
    await using folder = await temporaryFolder('build');
    const built = await buildImage(run, image, head, base.side, { engine, source, cache, folder: folder.path });
    const report = (images: Parameters<typeof reportOf>[0]) =>
      reportOf(images, { source, engine, findings: base.findings });
    sides.push({ report: built.report, base: base.finish(built.base, report) });
  }
  return joinSides(sides, plan.against.kind === 'commit');
}

async function buildImage(run: Run, image: ImagePlan, head: Head, base: Head['side'] | undefined, shop: Shop) {
  const { plan, world, options, clock } = run;
  const { log, now } = world;
  const { engine, source, cache } = shop;
  const platforms = image.platforms.length > 0 ? image.platforms : [engine.native];
  const named = plan.images.length > 1 ? `${image.name} ` : '';
  const weighOne = async (built: BuiltImage, side: 'head' | 'base') => {
    const reference = side === 'head' ? baseReference(head.dockerfile, image.target) : undefined;
    const platform = formatPlatform(built.platform);
    const images = await clock.time(`weigh ${side} ${named}${platform}`, () =>
      readImages(built.path, {
        name: image.name,
        cache,
        secrets: options.secrets ?? [],
        onNote: log.warn,
        signal: world.signal,
      }),
    );
    log.info(`${side === 'base' ? 'base ' : ''}${named}${platform}: built in ${built.seconds.toFixed(1)} s, weighed`);
    return imageOf(images, built, reference);
  };
  using children = log.children(
    `building ${named}${named === '' ? '' : 'for '}${platforms.map(formatPlatform).join(' and ')} with "${engine.builder}" (${engine.driver} driver, BuildKit ${engine.buildkit ?? 'of unknown version'})`,
  );
  const workshop = { engine, platforms, folder: shop.folder, options, now, log: children };
  const built = await clock.time('build and weigh', () =>
    buildSides(head.side, base, workshop, plan.concurrency, weighOne),
  );
  const parts = Object.fromEntries(
    platforms
      .map((platform) => [platform, goBuildArgs(head.side.declared, platform, image.buildArgs)] as const)
      .filter(([, args]) => args.length > 0)
      .map(([platform, args]) => [`build-args ${named}${formatPlatform(platform)}`, args.join(' ')]),
  );
  const findings = withEvidence(head.findings, built.head);
  return { report: reportOf(built.head, { source, engine, findings, parts }), base: built.base };
}
