import type { Digest } from '../model/digest.ts';
import { FormatError } from '../model/errors.ts';
import type { FileRange } from './file-range.ts';
import { readJson } from './json.ts';
import type { ImageLimits } from './limits.ts';
import type { Descriptor } from './schemas.ts';
import type { BlobStore } from './store.ts';

/**
 * Reads the JSON of a blob and holds its bytes against digest and size.
 * @throws FormatError where it is missing, too big, not what its digest says, or of another form
 */
export function readBlob<Output>(
  store: BlobStore,
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  schema: Parameters<typeof readJson<Output>>[1],
  kind: string,
  limits: ImageLimits,
): Output {
  const what = `${kind} ${descriptor.digest}`;
  const range = findBlob(store, descriptor.digest);
  if (range === undefined) throw new FormatError(`${what} is missing in "${store.source}"`);
  return readJson(range, schema, { what, maxBytes: limits.jsonBytes, expected: descriptor });
}

/** Where a blob lies in a layout, or undefined. */
export function findBlob(store: BlobStore, digest: Digest): FileRange | undefined {
  return store.find(`blobs/${digest.replace(':', '/')}`);
}
