import type { Digest } from '../model/digest.ts';
import { FormatError } from '../model/errors.ts';
import { formatPlatform, type Platform, samePlatform } from '../model/platform.ts';
import { findBlob, readBlob } from './blob.ts';
import { dockerImages } from './docker.ts';
import type { FileRange } from './file-range.ts';
import { readJson } from './json.ts';
import type { ImageLimits } from './limits.ts';
import { isAttestation, platformOf, type ResolvedImage } from './resolved.ts';
import {
  ConfigSchema,
  type Descriptor,
  DockerManifestSchema,
  IndexSchema,
  type Manifest,
  ManifestSchema,
} from './schemas.ts';
import { type BlobStore, noImages } from './store.ts';

/**
 * The images of a layout or archive, one for each platform, in the order of the index; only `wanted` where it is given.
 * Told apart by what is there: `index.json` (OCI layout, also inside a newer docker archive), else `manifest.json`.
 * @throws FormatError where there is none, where two of them claim one platform, or for anything broken on the way.
 */
export function resolveImages(store: BlobStore, wanted: Platform | undefined, limits: ImageLimits): ResolvedImage[] {
  const index = store.find('index.json');
  const docker = store.find('manifest.json');
  const others = new Set<string>();
  let images: ResolvedImage[];
  if (index !== undefined) {
    images = layoutImages(store, index, { wanted, limits, others, dockerArchive: docker !== undefined });
  } else if (docker !== undefined) {
    const entries = readJson(docker, DockerManifestSchema, { what: 'manifest.json', maxBytes: limits.jsonBytes });
    images = dockerImages(store, entries, limits);
  } else {
    throw noImages(store.source, 'it has neither index.json nor manifest.json');
  }
  return onePerPlatform(store, wantedOnly(store, images, wanted, others));
}

/** Those of the platform that is asked for. `others` are the ones that were passed over before they were read. */
function wantedOnly(
  store: BlobStore,
  images: readonly ResolvedImage[],
  wanted: Platform | undefined,
  others: ReadonlySet<string>,
): readonly ResolvedImage[] {
  const found = wanted === undefined ? images : images.filter(({ platform }) => samePlatform(platform, wanted));
  if (found.length > 0) return found;
  const there = [...new Set([...others, ...images.map(({ platform }) => formatPlatform(platform))])].join(', ');
  const asked = wanted === undefined ? '' : ` for ${formatPlatform(wanted)}`;
  throw new FormatError(`"${store.source}" holds no image${asked}`, there === '' ? {} : { hint: `it holds ${there}` });
}

/** One image may stand in the index under several tags; two images of a platform cannot be told apart. */
function onePerPlatform(store: BlobStore, images: readonly ResolvedImage[]): ResolvedImage[] {
  const seen = new Map<string, Digest>();
  return images.filter(({ platform, digest }) => {
    const name = formatPlatform(platform);
    const before = seen.get(name);
    if (before !== undefined && before !== digest) {
      throw new FormatError(`"${store.source}" holds two images for ${name}: ${before} and ${digest}`, {
        hint: 'write each image to a fresh folder or archive of its own',
      });
    }
    seen.set(name, digest);
    return before === undefined;
  });
}

interface Walk {
  readonly wanted: Platform | undefined;
  readonly limits: ImageLimits;
  /** Takes the platforms that are not wanted, for a message. */
  readonly others: Set<string>;
  /** `docker save` leaves out what the engine did not pull, and the index names it all the same. */
  readonly dockerArchive: boolean;
}

function layoutImages(store: BlobStore, index: FileRange, walk: Walk): ResolvedImage[] {
  const { limits } = walk;
  const images: ResolvedImage[] = [];
  const seen = new Set<Digest>();
  const attestations = new Map<string, Map<Digest, Descriptor>>();
  const visit = (descriptor: Descriptor, depth: number): void => {
    if (isAttestation(descriptor)) {
      const subject = descriptor.annotations?.['vnd.docker.reference.digest'];
      if (subject === undefined) return;
      const others = attestations.get(subject) ?? new Map<Digest, Descriptor>();
      attestations.set(subject, others.set(descriptor.digest, descriptor));
      return;
    }
    if (seen.has(descriptor.digest)) return;
    const said = platformOf(descriptor.platform);
    if (said !== undefined && walk.wanted !== undefined && !samePlatform(said, walk.wanted)) {
      walk.others.add(formatPlatform(said));
      return;
    }
    seen.add(descriptor.digest);
    if (seen.size > limits.manifests)
      throw new FormatError(`"${store.source}" has more than ${limits.manifests} manifests`);
    if (depth > limits.indexDepth) {
      throw new FormatError(`"${store.source}": indexes inside of indexes, more than ${limits.indexDepth} deep`);
    }
    const range = findBlob(store, descriptor.digest);
    if (range === undefined && walk.dockerArchive) return;
    const manifest = readBlob(store, descriptor, ManifestSchema, 'manifest', limits);
    if (manifest.manifests) {
      for (const inner of manifest.manifests) visit(inner, depth + 1);
    } else if (isImage(manifest)) {
      images.push(layoutImage(store, descriptor, manifest, walk));
    }
  };
  for (const descriptor of readJson(index, IndexSchema, { what: 'index.json', maxBytes: limits.jsonBytes }).manifests) {
    visit(descriptor, 1);
  }
  return images.map((image) => ({ ...image, attestations: [...(attestations.get(image.digest)?.values() ?? [])] }));
}

function layoutImage(store: BlobStore, descriptor: Descriptor, manifest: Manifest, walk: Walk): ResolvedImage {
  const { limits } = walk;
  const what = `manifest ${descriptor.digest}`;
  if (!manifest.config) throw new FormatError(`${what} names no config`);
  const layers = manifest.layers ?? [];
  if (layers.length > limits.layers) throw new FormatError(`${what} has more than ${limits.layers} layers`);
  const config = readBlob(store, manifest.config, ConfigSchema, 'config', limits);
  if (config.rootfs.diff_ids.length !== layers.length) {
    throw new FormatError(`${what} has ${layers.length} layers, its config ${config.rootfs.diff_ids.length}`);
  }
  return {
    platform: platformOf(descriptor.platform) ?? platformOf(config) ?? { os: 'linux', architecture: 'unknown' },
    digest: descriptor.digest,
    metadataBytes: descriptor.size + manifest.config.size,
    config,
    layers: layers.map((layer) => ({ digest: layer.digest, digestOf: 'blob', range: layerRange(store, layer) })),
    storedAsPulled: !walk.dockerArchive,
    annotations: [manifest.annotations ?? {}, descriptor.annotations ?? {}],
    attestations: [],
  };
}

function layerRange(store: BlobStore, layer: Descriptor): FileRange {
  const range = findBlob(store, layer.digest);
  if (range === undefined) {
    const foreign = (layer.urls ?? []).length > 0 || /foreign|nondistributable/.test(layer.mediaType);
    throw new FormatError(
      foreign
        ? `layer ${layer.digest} is kept elsewhere (a "foreign" layer): it is not in "${store.source}" and cannot be weighed`
        : `layer ${layer.digest} is missing in "${store.source}"`,
    );
  }
  if (range.size !== layer.size) {
    throw new FormatError(`layer ${layer.digest} has ${range.size} bytes, but is said to have ${layer.size}`);
  }
  return range;
}

/** Other things than images lie in layouts too: charts, signatures, bills of materials. */
function isImage({ artifactType, config, layers }: Manifest): boolean {
  const type = config?.mediaType ?? '';
  const isConfig = type === '' || /^application\/vnd\.(?:oci|docker\.container)\.image\./.test(type);
  // A signature of cosign says that its config is that of an image. What is in it is no tar.
  const holdsOther =
    (layers ?? []).length > 0 &&
    (layers ?? []).every(({ mediaType }) => mediaType !== '' && !mediaType.includes('tar'));
  return !artifactType && isConfig && !holdsOther;
}
