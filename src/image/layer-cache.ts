import { FormatError } from '../model/errors.ts';
import { type LayerFacts, type LayerOptions, layerCompression, readLayer } from './layer.ts';
import type { LayerBlob } from './resolved.ts';

/**
 * Readings of layers by digest. Hand one to several `readImages`, also at the same time: what they share is read once.
 * All of them should use the same limits.
 */
export type LayerCache = Map<string, Promise<LayerFacts>>;

export function createLayerCache(): LayerCache {
  return new Map();
}

/** The facts of a layer, read now or before. */
export async function cachedLayer(cache: LayerCache, blob: LayerBlob, options: LayerOptions): Promise<LayerFacts> {
  const compression = layerCompression(blob);
  // What is not held against its digest is that of its place only: another place may have something else by that name.
  const checked = compression !== 'none' || options.verify;
  const key = checked ? blob.digest : `${blob.digest} ${blob.range.path} ${blob.range.start}`;
  let facts = cache.get(key);
  if (facts === undefined) {
    facts = readLayer(blob, compression, options);
    cache.set(key, facts);
    // A failure is that of one place too.
    facts.catch(() => cache.delete(key));
  }
  const known = await facts;
  if (known.compression === compression && known.blobBytes !== blob.range.size) {
    throw new FormatError(
      `layer ${blob.digest} has ${blob.range.size} bytes here, and ${known.blobBytes} where it was read before`,
    );
  }
  return known;
}
