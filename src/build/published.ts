import type * as v from 'valibot';
import { parseReference } from '../dockerfile/reference.ts';
import { ConfigError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { RunOptions } from '../system/process.ts';
import type { Engine } from './engine.ts';
import { type FoundManifest, manifestsOf } from './manifests.ts';
import { Config, imagetools, Manifest, nameOf, parse, platformName, type Registry } from './registry.ts';

/** One platform of an image in a registry, as its manifest says. */
export interface PublishedImage {
  readonly platform: Platform;
  /** `name@sha256:…` of the platform's own manifest. */
  readonly reference: string;
  readonly digest: string;
  /** Bytes that a pull moves: distinct layers, config and manifest. */
  readonly download: number;
  readonly layers: readonly string[];
  /** Entries of the config's history. */
  readonly history: readonly HistoryEntry[];
  /** Of the manifest, then of its descriptor. */
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
  readonly labels: Readonly<Record<string, unknown>>;
  /** `name@sha256:…` of the index that has something attested of the image; undefined: there is none. */
  readonly attestedIn: string | undefined;
}

type HistoryEntry = NonNullable<v.InferOutput<typeof Config>['history']>[number];

/**
 * Asks the registry, through buildx and its login, what an image is on each of some platforms.
 * @throws ConfigError for what is no reference or a platform that the image does not have; ToolError where the registry
 * does not answer.
 */
export async function inspectPublished(
  engine: Engine,
  reference: string,
  platforms: readonly Platform[],
  options: RunOptions,
): Promise<readonly PublishedImage[]> {
  if (parseReference(reference) === undefined) {
    throw new ConfigError(`"${reference}" is not an image reference`, { hint: 'write name:tag or name@sha256:…' });
  }
  const registry: Registry = { engine, name: nameOf(reference), options };
  const manifests = await manifestsOf(registry, reference);
  const images: PublishedImage[] = [];
  for (const platform of platforms) images.push(await imageFor(registry, reference, manifests, platform));
  return images;
}

async function imageFor(
  registry: Registry,
  reference: string,
  manifests: readonly FoundManifest[],
  platform: Platform,
): Promise<PublishedImage> {
  const offered: string[] = [];
  for (const { digest, size, platform: stated, annotations, attestedIn } of manifests) {
    const exact = `${registry.name}@${digest}`;
    // A manifest that says nothing of its platform has it in its config.
    const known = stated ?? parse(Config, await imagetools(registry, ['--format', '{{json .Image}}', exact]), exact);
    const name = platformName(known);
    offered.push(name);
    if (name !== formatPlatform(platform)) continue;
    const config = parse(Config, await imagetools(registry, ['--format', '{{json .Image}}', exact]), exact);
    const manifest = parse(Manifest, await imagetools(registry, ['--raw', exact]), exact);
    const distinct = new Map(manifest.layers.map((layer) => [layer.digest, layer.size]));
    const download = [...distinct.values()].reduce((sum, each) => sum + each, manifest.config.size + size);
    const layers = manifest.layers.map((layer) => layer.digest);
    return {
      ...{ platform, reference: exact, digest, download, layers, attestedIn, history: config.history ?? [] },
      annotations: [manifest.annotations ?? {}, annotations],
      labels: config.config?.Labels ?? {},
    };
  }
  throw new ConfigError(`${reference} has no image for ${formatPlatform(platform)}`, {
    hint: `it has ${[...new Set(offered)].join(', ') || 'none'}`,
  });
}
