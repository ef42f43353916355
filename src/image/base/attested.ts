import { FormatError } from '../../model/errors.ts';
import { findBlob, readBlob } from '../blob.ts';
import type { ImageLimits } from '../limits.ts';
import type { ResolvedImage } from '../resolved.ts';
import { type Descriptor, ManifestSchema, StatementSchema } from '../schemas.ts';
import type { BlobStore } from '../store.ts';
import { type Provenance, readProvenance } from './provenance.ts';

const SLSA = /^https:\/\/slsa\.dev\/provenance\/(?:v1|v0\.2)$/;

/**
 * The provenance that BuildKit attested of an image in a layout; undefined where there is none, or more than one.
 * @throws FormatError where there is one that is not of the form that it should have, or is of another image
 */
export function attestedProvenance(
  store: BlobStore,
  image: ResolvedImage,
  limits: ImageLimits,
): Provenance | undefined {
  const [attestation, ...more] = image.attestations;
  // What `docker save` did not bring along is named all the same.
  if (attestation === undefined || more.length > 0 || findBlob(store, attestation.digest) === undefined) {
    return undefined;
  }
  const { layers } = readBlob(store, attestation, ManifestSchema, 'attestation', limits);
  const [statement, ...others] = (layers ?? []).filter(isProvenance);
  if (statement === undefined || others.length > 0) return undefined;
  const what = `provenance ${statement.digest}`;
  const { subject, predicate } = readBlob(store, statement, StatementSchema, 'provenance', limits);
  const [, hex] = image.digest.split(':');
  if (subject !== null && subject.length > 0 && !subject.some(({ digest }) => digest?.sha256 === hex)) {
    throw new FormatError(`${what} is that of another image`);
  }
  const provenance = readProvenance(predicate);
  if (provenance === undefined) throw new FormatError(`${what} is not of the form that it should have`);
  return provenance;
}

function isProvenance({ mediaType, annotations }: Descriptor): boolean {
  return mediaType === 'application/vnd.in-toto+json' && SLSA.test(annotations?.['in-toto.io/predicate-type'] ?? '');
}
