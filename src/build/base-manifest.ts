import { ToolError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { RunOptions } from '../system/process.ts';
import type { Engine } from './engine.ts';
import { manifestsOf, rawManifest } from './manifests.ts';
import { Manifest, nameOf, parse, platformName, type Registry } from './registry.ts';

/**
 * Digests of a base image's layers for a platform, the bottom one first, from the registry that has it, through buildx
 * and its login. What comes is held against the digest.
 * @throws ToolError where the registry does not give it, or it has no such platform
 */
export async function fetchBaseLayers(
  engine: Engine,
  base: { readonly reference: string; readonly digest: string },
  platform: Platform,
  options: RunOptions,
): Promise<readonly string[]> {
  const registry: Registry = { engine, name: nameOf(base.reference), options };
  const exact = `${registry.name}@${base.digest}`;
  const wanted = formatPlatform(platform);
  // A manifest that is named itself, and not by an index, is for the platform that it is for.
  const found = (await manifestsOf(registry, exact)).filter(
    ({ platform: stated }) => stated === undefined || platformName(stated) === wanted,
  );
  const [manifest, ...others] = found;
  if (manifest === undefined || others.length > 0) {
    throw new ToolError(`${exact} has ${found.length} images for ${wanted}`);
  }
  const what = `${registry.name}@${manifest.digest}`;
  const { text } = await rawManifest(registry, what);
  return parse(Manifest, text, what).layers.map((layer) => layer.digest);
}
