import { fetchBaseLayers } from '../build/base-manifest.ts';
import type { Engine } from '../build/engine.ts';
import type { PublishedImage } from '../build/published.ts';
import { publishedProvenance } from '../build/published-provenance.ts';
import { type BaseClaim, claimBase } from '../image/base/claim.ts';
import { type BaseImage, type KnownBase, UNKNOWN_BASE } from '../image/base/known-base.ts';
import { readProvenance } from '../image/base/provenance.ts';
import { settleBase } from '../image/base/settle.ts';
import { DEFAULT_LIMITS } from '../image/limits.ts';
import { CancelledError, ToolError } from '../model/errors.ts';
import { oneLine, redact } from '../model/text.ts';
import type { RunOptions } from '../system/process.ts';

/** A registry that the image names may be one that never answers. */
const PATIENCE = 30_000;
/** Images that builder stages used and that are asked about, at most. */
const MOST_CANDIDATES = 8;

/**
 * The base of a published image: what its annotations, labels and provenance say, held against the base's own manifest.
 * Where that cannot be had, a note says why and nothing fails.
 * @throws CancelledError when the run is
 */
export async function publishedBase(
  engine: Engine,
  image: PublishedImage,
  { options, onNote }: { readonly options: RunOptions; readonly onNote: (note: string) => void },
): Promise<KnownBase> {
  const note = (text: string): void => onNote(redact(text, options.secrets ?? []));
  const predicate = await ask(
    options,
    (patient) => publishedProvenance(engine, image, DEFAULT_LIMITS.jsonBytes, patient),
    (why) => note(`its provenance cannot be read: ${why}`),
  );
  const provenance = predicate === undefined ? undefined : readProvenance(predicate);
  if (predicate !== undefined && provenance === undefined) {
    note('its provenance is not of the form that it should have: it does not say the base image');
  }
  const { annotations, labels, history, layers } = image;
  const claim = claimBase({ annotations, labels, provenance, history, layers: layers.length });
  const candidates = candidatesOf(claim);
  if (candidates.length > MOST_CANDIDATES) {
    note(`its base image is not known: its provenance names ${candidates.length} images that may be the one`);
    return UNKNOWN_BASE;
  }
  const found = await Promise.all(
    candidates.map((base) =>
      ask(
        options,
        (patient) => fetchBaseLayers(engine, base, image.platform, patient),
        (why) => note(`which layers are the base image's is not known, ${base.reference} cannot be fetched: ${why}`),
      ),
    ),
  );
  const lists = new Map(candidates.map((base, index) => [base, found[index]]));
  const settled = settleBase(claim, layers, (base) => lists.get(base));
  if (settled.note !== undefined) note(settled.note);
  return settled.known;
}

function candidatesOf(claim: BaseClaim): readonly BaseImage[] {
  if (claim.kind === 'named') return [claim.image];
  return claim.kind === 'candidates' ? claim.images : [];
}

/** Asks with patience; what cannot be answered is told and is undefined. */
async function ask<Answer>(
  options: RunOptions,
  question: (options: RunOptions) => Promise<Answer>,
  failed: (why: string) => void,
): Promise<Answer | undefined> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PATIENCE)]);
  try {
    return await question({ ...options, signal });
  } catch (error) {
    if (error instanceof CancelledError && !options.signal.aborted) {
      failed(`no answer within ${PATIENCE / 1_000} s`);
    } else if (error instanceof ToolError) {
      failed(oneLine(error.hint?.split('\n').at(-1) ?? error.message));
    } else throw error;
    return undefined;
  }
}
