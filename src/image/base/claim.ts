import type { BaseImage } from './known-base.ts';
import { imageOf, type Provenance, type StatedBase } from './provenance.ts';

/** What an image says of where it comes from. All of it is its maker's word. */
export interface BaseEvidence {
  /** Of the manifest, then of its descriptor. */
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
  readonly labels: Readonly<Record<string, unknown>>;
  readonly provenance: Provenance | undefined;
  /** How many there are. */
  readonly layers: number;
  readonly history: readonly {
    readonly comment?: string | null | undefined;
    readonly empty_layer?: boolean | null | undefined;
  }[];
}

/** Which image is said to be the base, before its layers are held against the image's. */
export type BaseClaim =
  | { readonly kind: 'none' }
  /** Nothing: `FROM scratch`. */
  | { readonly kind: 'scratch' }
  | ({ readonly kind: 'named'; readonly by: 'provenance' | 'annotation' | 'label' } & StatedBase)
  /** One of these, or none: what builder stages used is among them. Only layers can tell. */
  | { readonly kind: 'candidates'; readonly images: readonly BaseImage[] };

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const NAME = 'org.opencontainers.image.base.name';
const DIGEST = 'org.opencontainers.image.base.digest';

/**
 * Weighs the word of one source against another's. The builder's own record of the final stage comes first, then
 * annotations, which nobody inherits. Labels are the base's as well as the image's, so they count only where nothing
 * else says which images went in.
 */
export function claimBase(evidence: BaseEvidence): BaseClaim {
  const { annotations, labels, provenance } = evidence;
  if (provenance?.bottom === 'scratch') return { kind: 'scratch' };
  if (provenance?.bottom !== undefined) return { kind: 'named', by: 'provenance', ...provenance.bottom };
  for (const each of annotations) {
    const image = statedIn(each);
    if (image !== undefined) return { kind: 'named', by: 'annotation', image, layers: [] };
  }
  if (provenance?.complete === false) return { kind: 'none' };
  const [image, ...others] = provenance?.images ?? [];
  if (image !== undefined && provenance !== undefined) {
    // A builder stage uses an image too: the only one is the base where the bottom layer was made by another build.
    const only = others.length === 0 && provenance.dockerfile && beginsElsewhere(evidence);
    if (only) return { kind: 'named', by: 'provenance', image, layers: [] };
    return { kind: 'candidates', images: provenance.images };
  }
  const labelled = statedIn(labels);
  return labelled === undefined ? { kind: 'none' } : { kind: 'named', by: 'label', image: labelled, layers: [] };
}

function statedIn(words: Readonly<Record<string, unknown>>): BaseImage | undefined {
  const [name, digest] = [words[NAME], words[DIGEST]];
  return typeof name === 'string' && typeof digest === 'string' ? imageOf(name, digest) : undefined;
}

/** Every entry of BuildKit's Dockerfile frontend is signed so, in whichever stage and however it is cached. */
function beginsElsewhere({ history, layers }: BaseEvidence): boolean {
  const [bottom, ...others] = history.filter(({ empty_layer: empty }) => !empty);
  return bottom !== undefined && others.length === layers - 1 && bottom.comment !== 'buildkit.dockerfile.v0';
}
