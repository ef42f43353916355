import type { BaseClaim } from './claim.ts';
import { type BaseImage, type KnownBase, UNKNOWN_BASE } from './known-base.ts';

/** Digests of a base image's layers, the bottom one first; undefined where its manifest is not to be had. */
export type LayersOf = (image: BaseImage) => readonly string[] | undefined;

/** What is known in the end, and what to tell the user beside it. */
export interface Settled {
  readonly known: KnownBase;
  readonly note: string | undefined;
}

/**
 * Holds what an image says of its base against the layers: those of the base are the first of the image, digest by
 * digest, or the base is not known.
 */
export function settleBase(claim: BaseClaim, layers: readonly string[], layersOf: LayersOf): Settled {
  switch (claim.kind) {
    case 'none':
      return settled(UNKNOWN_BASE);
    case 'scratch':
      return settled({ base: null, layers: 0 });
    case 'named':
      return settleNamed(claim, layers, layersOf(claim.image));
    case 'candidates':
      return settled(settleCandidates(claim.images, layers, layersOf));
  }
}

function settleNamed(
  { image, by, layers: stated }: Extract<BaseClaim, { kind: 'named' }>,
  layers: readonly string[],
  manifest: readonly string[] | undefined,
): Settled {
  const lists = manifest === undefined ? stated : [manifest];
  const fits = lists.filter((list) => isPrefix(list, layers));
  const { reference, digest } = image;
  if (lists.length > 0 && fits.length === 0) {
    const note = `its ${by} says that it is built on ${reference}@${digest}, whose layers are not the first of its own`;
    return { known: UNKNOWN_BASE, note: `${note}: the base image is not known` };
  }
  const known = { base: image, layers: fits[0]?.length ?? null };
  if (by !== 'label') return settled(known);
  return { known, note: `its base image is what a label names, and labels may be those of the base image itself` };
}

/** The one whose layers reach up the furthest: an image below the base is a prefix too. */
function settleCandidates(images: readonly BaseImage[], layers: readonly string[], layersOf: LayersOf): KnownBase {
  const lists = images.map((image) => ({ image, list: layersOf(image) }));
  // One that cannot be looked at may reach further.
  if (lists.some(({ list }) => list === undefined)) return UNKNOWN_BASE;
  const fits = lists.filter(({ list = [] }) => list.length > 0 && isPrefix(list, layers));
  const most = Math.max(...fits.map(({ list = [] }) => list.length));
  const [best, ...equals] = fits.filter(({ list = [] }) => list.length === most);
  if (best === undefined) return UNKNOWN_BASE;
  return { base: equals.length === 0 ? best.image : null, layers: most };
}

function isPrefix(list: readonly string[], layers: readonly string[]): boolean {
  return list.length <= layers.length && list.every((digest, index) => digest === layers[index]);
}

function settled(known: KnownBase): Settled {
  return { known, note: undefined };
}
