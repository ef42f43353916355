import type { Drift, MovedBase } from '../model/comparison.ts';
import type { ImageReport } from '../model/report.ts';
import { baseLayers } from './parts.ts';

/**
 * What the base image itself changed by, where FROM still names the same and its digest is another. null where it did not
 * move, where FROM was changed (then the change is the author's), or where a side's base layers are not known.
 */
export function driftOf(base: ImageReport, head: ImageReport): Drift | null {
  const move = moveOf(base, head);
  const [before, after] = [baseBytes(base), baseBytes(head)];
  if (move === null || before === null || after === null) return null;
  const download = before.download === null || after.download === null ? null : after.download - before.download;
  return {
    ...move,
    unpacked: after.unpacked - before.unpacked,
    download,
  };
}

/** The move of a base image of which it is not known what it brought: null where it did not move, or where it is known. */
export function movedBaseOf(base: ImageReport, head: ImageReport): MovedBase | null {
  const isKnown = baseBytes(base) !== null && baseBytes(head) !== null;
  return isKnown ? null : moveOf(base, head);
}

function moveOf({ base: from }: ImageReport, { base: to }: ImageReport): MovedBase | null {
  if (from === null || to === null || from.reference !== to.reference || from.digest === to.digest) return null;
  return { reference: to.reference, baseDigest: from.digest, headDigest: to.digest };
}

function baseBytes(image: ImageReport): { readonly unpacked: number; readonly download: number | null } | null {
  if (image.layers.some(({ fromBase }) => fromBase === null)) return null;
  const digests = baseLayers(image);
  const layers = image.layers.filter(({ digest }) => digests.has(digest));
  let download: number | null = 0;
  // A layer that stands in the image twice is pulled once.
  for (const [, bytes] of new Map(layers.map((layer) => [layer.digest, layer.download]))) {
    download = download === null || bytes === null ? null : download + bytes;
  }
  return { unpacked: layers.reduce((sum, layer) => sum + layer.unpacked, 0), download };
}
