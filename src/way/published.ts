import { inspectEngine } from '../build/engine.ts';
import { fetchImage } from '../build/fetch-image.ts';
import type { ImagePlan } from '../config/plan.ts';
import { readImages } from '../image/read-images.ts';
import { FormatError } from '../model/errors.ts';
import { formatPlatform } from '../model/platform.ts';
import type { ImageReport } from '../model/report.ts';
import { temporaryFolder } from '../system/temp.ts';
import { publishedBase } from './published-base.ts';
import type { Run } from './run.ts';

/**
 * Weighs an image that a registry or the local engine has, through the engine.
 * @throws as fetchImage does; FormatError where what came is not what the manifest names
 */
export async function weighPublished(run: Run, reference: string, image: ImagePlan): Promise<readonly ImageReport[]> {
  const { world, options, clock, cache } = run;
  const engine = await clock.time('look at the builder', () => inspectEngine(image.builder, options));
  await using folder = await temporaryFolder('image');
  using children = world.log.children(`fetching ${reference} through "${engine.builder}"`);
  const platforms = image.platforms.length > 0 ? image.platforms : [engine.native];
  const shop = { engine, platforms, folder: folder.path, options, now: world.now, log: children };
  const fetched = await clock.time(`fetch ${reference}`, () => fetchImage(reference, image, shop));
  const reading = {
    name: image.name,
    cache,
    secrets: options.secrets ?? [],
    rules: run.plan.rules,
    policy: run.plan.policy,
    onNote: world.log.warn,
    signal: world.signal,
  };
  const reports: ImageReport[] = [];
  for (const each of fetched) {
    if (each.kind === 'saved') {
      const wanted = image.platforms.length > 0 ? image.platforms : [undefined];
      for (const platform of wanted) {
        reports.push(...(await readImages(each.path, platform === undefined ? reading : { ...reading, platform })));
      }
      continue;
    }
    const onNote = (note: string): void =>
      world.log.warn(`${image.name} ${formatPlatform(each.published.platform)}: ${note}`);
    const base = await clock.time('find the base image', () =>
      publishedBase(engine, each.published, { options, onNote }),
    );
    const [report] = await readImages(each.path, { ...reading, base });
    const { digest, download, layers, platform } = each.published;
    if (report === undefined) throw new FormatError(`the build of FROM ${reference} gave no image`);
    const came = report.layers.map((layer) => layer.digest);
    const same = each.exactLayers ? came.join() === layers.join() : came.length === layers.length;
    if (!same) {
      throw new FormatError(`what came for ${reference} has other layers than its manifest names`);
    }
    // The manifest that was built around the layers is ours; the one that a pull moves is the registry's.
    reports.push({ ...report, platform: formatPlatform(platform), digest, download });
  }
  return reports;
}
