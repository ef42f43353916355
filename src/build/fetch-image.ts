import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { BuildPlan } from '../config/plan.ts';
import { ConfigError, ToolError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { attempt, type RunOptions, run } from '../system/process.ts';
import { buildPlatform } from './build-platform.ts';
import { inspectPublished, type PublishedImage } from './published.ts';
import type { Workshop } from './side.ts';

/** An image that exists, as files: an archive of the engine's, or a layout for each platform. */
export type FetchedImage =
  | { readonly kind: 'saved'; readonly path: string }
  | {
      readonly kind: 'pulled';
      readonly path: string;
      readonly published: PublishedImage;
      readonly exactLayers: boolean;
    };

/**
 * Brings an image here. Where the docker daemon has it and no builder was named, it is saved; else its layers come
 * through a build of the one line `FROM`, which uses the builder's own access, and are held against the manifest by the caller.
 * @throws as inspectPublished and buildPlatform do
 */
export async function fetchImage(reference: string, plan: BuildPlan, shop: Workshop): Promise<readonly FetchedImage[]> {
  const saved = plan.builder === undefined ? await saveLocal(reference, shop.folder, shop.options) : undefined;
  if (saved !== undefined) return [{ kind: 'saved', path: saved }];
  const published = await inspectPublished(shop.engine, reference, shop.platforms, shop.options);
  const fetched: FetchedImage[] = [];
  for (const image of published) {
    const folder = join(shop.folder, formatPlatform(image.platform).replaceAll('/', '-'));
    const path = await pull(image, plan, folder, shop);
    if (!shop.engine.classicStore) await refuseTriggers(reference, path, image);
    fetched.push({ kind: 'pulled', path, published: image, exactLayers: !shop.engine.classicStore });
  }
  return fetched;
}

/** @returns the archive; undefined where there is no daemon, or it does not have the image */
async function saveLocal(reference: string, folder: string, options: RunOptions): Promise<string | undefined> {
  try {
    const inspected = await attempt('docker', ['image', 'inspect', '--format', '{{.Id}}', '--', reference], options);
    if (inspected.code !== 0) return undefined;
  } catch (error) {
    // No docker here: the builder may be another machine's.
    if (!(error instanceof ToolError)) throw error;
    return undefined;
  }
  const path = join(folder, 'image.tar');
  await run('docker', ['image', 'save', `--output=${path}`, '--', reference], options);
  return path;
}

async function pull(image: PublishedImage, plan: BuildPlan, folder: string, shop: Workshop): Promise<string> {
  const context = join(folder, 'context');
  await mkdir(context, { recursive: true });
  const dockerfile = join(context, 'Dockerfile');
  await writeFile(dockerfile, `FROM ${image.reference}\n`);
  const bare = bareBuild(plan, context, image.platform);
  const build = {
    engine: shop.engine,
    plan: bare,
    platform: image.platform,
    dockerfile,
    platformArgs: [],
    secrets: [],
  };
  const built = await buildPlatform({ ...build, side: 'head', folder }, shop.options, shop.now, shop.log);
  return built.path;
}

const Index = v.looseObject({ manifests: v.tuple([v.looseObject({ digest: v.string() })]) });
const Manifest = v.looseObject({ config: v.looseObject({ digest: v.string() }) });
const Config = v.looseObject({ history: v.optional(v.nullable(v.array(v.unknown()))) });

/**
 * What ONBUILD triggers added is not the image's. buildx does not show them beforehand, so what was built is looked at:
 * `FROM` alone leaves no trace in the history.
 * @throws ConfigError where there were any
 */
async function refuseTriggers(reference: string, layout: string, { history }: PublishedImage): Promise<void> {
  const read = async <Schema extends v.GenericSchema>(schema: Schema, name: string): Promise<v.InferOutput<Schema>> =>
    v.parse(v.pipe(v.string(), v.parseJson(), schema), await readFile(join(layout, name), 'utf8'));
  const blob = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
  const { manifests } = await read(Index, 'index.json');
  const { config } = await read(Manifest, blob(manifests[0].digest));
  const built = await read(Config, blob(config.digest));
  if ((built.history?.length ?? 0) === history.length) return;
  throw new ConfigError(`${reference} has ONBUILD instructions, which fetching it runs`, {
    hint: 'save it with docker image save or a copying tool, and weigh the archive with --oci',
  });
}

/** A build that nothing of the user's own goes into. */
function bareBuild(plan: BuildPlan, context: string, platform: Platform): BuildPlan {
  return {
    context,
    file: undefined,
    target: undefined,
    platforms: [platform],
    buildArgs: [],
    buildContexts: [],
    secrets: [],
    ssh: [],
    cacheFrom: [],
    cacheTo: [],
    builder: plan.builder,
    pull: false,
    noCache: false,
    // Triggers of a hostile image have nothing to reach.
    network: 'none',
    allow: [],
    addHosts: [],
    labels: [],
    shmSize: undefined,
    ulimits: [],
  };
}
