import { createHash } from 'node:crypto';
import type * as v from 'valibot';
import { parseDigest } from '../model/digest.ts';
import { FormatError } from '../model/errors.ts';
import { OpenRange } from './file-range.ts';
import { readJson } from './json.ts';
import type { ImageLimits } from './limits.ts';
import { platformOf, type ResolvedImage } from './resolved.ts';
import { ConfigSchema, type DockerManifestSchema } from './schemas.ts';
import type { BlobStore } from './store.ts';

/**
 * The images that `manifest.json` of a docker archive names (`docker save` before engine 25, and what others write in
 * its form). Layers are known by the digest of their tar, and what they weigh compressed is not known.
 */
export function dockerImages(
  store: BlobStore,
  entries: v.InferOutput<typeof DockerManifestSchema>,
  limits: ImageLimits,
): ResolvedImage[] {
  return entries.map(({ Config: name, Layers: layers }) => {
    const range = store.find(name);
    if (range === undefined) throw new FormatError(`manifest.json names the config "${name}", which is missing`);
    const what = `config "${name}"`;
    const config = readJson(range, ConfigSchema, { what, maxBytes: limits.jsonBytes });
    if (layers.length > limits.layers) throw new FormatError(`${what} has more than ${limits.layers} layers`);
    if (config.rootfs.diff_ids.length !== layers.length) {
      throw new FormatError(`manifest.json names ${layers.length} layers, ${what} ${config.rootfs.diff_ids.length}`);
    }
    using file = new OpenRange(range);
    const hex = createHash('sha256').update(file.read(0, range.size)).digest('hex');
    const stated = /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
    if (stated !== undefined && stated !== hex) {
      throw new FormatError(`${what}: its bytes have the digest sha256:${hex}`);
    }
    const digest = parseDigest(`sha256:${hex}`);
    const platform = platformOf(config);
    if (digest === undefined || platform === undefined) throw new FormatError(`${what} names no platform`);
    return {
      platform,
      digest,
      metadataBytes: null,
      config,
      layers: config.rootfs.diff_ids.map((diffId, index) => {
        const layer = layers[index] ?? '';
        const found = store.find(layer);
        if (found === undefined) throw new FormatError(`manifest.json names the layer "${layer}", which is missing`);
        return { digest: diffId, digestOf: 'tar', range: found };
      }),
      storedAsPulled: false,
      annotations: [],
      attestations: [],
    };
  });
}
