import type { Digest } from '../../model/digest.ts';
import { FormatError } from '../../model/errors.ts';
import { samePlatform } from '../../model/platform.ts';
import { findBlob, readBlob } from '../blob.ts';
import type { ImageLimits } from '../limits.ts';
import { isAttestation, platformOf, type ResolvedImage } from '../resolved.ts';
import { type Manifest, ManifestSchema } from '../schemas.ts';
import type { BlobStore } from '../store.ts';
import { attestedProvenance } from './attested.ts';
import { claimBase } from './claim.ts';
import type { BaseImage } from './known-base.ts';
import { type Settled, settleBase } from './settle.ts';

/**
 * What a layout or archive itself shows of an image's base: annotations, labels and provenance say which it is, and the
 * provenance or the base's own manifest, where it lies there too, how many layers it has. Nothing that is wrong with
 * them stops the weighing: it is told to `onNote`, and does not count.
 */
export function layoutBase(
  store: BlobStore,
  image: ResolvedImage,
  limits: ImageLimits,
  onNote: (note: string) => void,
): Settled['known'] {
  const { config, annotations, layers } = image;
  const claim = claimBase({
    annotations,
    labels: config.config?.Labels ?? {},
    provenance: noted(() => attestedProvenance(store, image, limits), onNote),
    layers: layers.length,
    history: config.history ?? [],
  });
  const digests = layers.map(({ digest }) => digest);
  const { known, note } = settleBase(claim, digests, (base) =>
    noted(() => manifestLayers(store, base, image, limits), onNote),
  );
  if (note !== undefined) onNote(note);
  return known;
}

function noted<Value>(read: () => Value | undefined, onNote: (note: string) => void): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    onNote(`the base image is not looked for there: ${error.message}`);
    return undefined;
  }
}

/** Layers of the base's manifest, or of the one for the image's platform where its digest is that of an index. */
function manifestLayers(
  store: BlobStore,
  base: BaseImage,
  { platform }: ResolvedImage,
  limits: ImageLimits,
): readonly string[] | undefined {
  let digest: Digest | undefined = base.digest;
  for (let depth = 0; digest !== undefined && depth <= limits.indexDepth; depth += 1) {
    const range = findBlob(store, digest);
    if (range === undefined) return undefined;
    const found: Manifest = readBlob(store, { digest, size: range.size }, ManifestSchema, 'manifest', limits);
    if (!found.manifests) return found.layers?.map((layer) => layer.digest);
    const fitting = found.manifests.filter((each) => {
      const said = platformOf(each.platform);
      return said === undefined ? !isAttestation(each) : samePlatform(said, platform);
    });
    digest = fitting.length === 1 ? fitting[0]?.digest : undefined;
  }
  return undefined;
}
