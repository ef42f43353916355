import { createHash } from 'node:crypto';
import type { Digest } from '../model/digest.ts';
import { FormatError } from '../model/errors.ts';

/**
 * Passes chunks on as they come, and at their end holds them against the digest that they were asked for by.
 * @throws FormatError where they are something else.
 */
export async function* verified(
  chunks: AsyncIterable<Uint8Array>,
  digest: Digest,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash(algorithm(digest));
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  compare(hash.digest('hex'), digest, what);
}

/** The same for bytes that are all there. */
export function verifyBytes(bytes: Uint8Array, digest: Digest, what: string): void {
  compare(createHash(algorithm(digest)).update(bytes).digest('hex'), digest, what);
}

function algorithm(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':'));
}

function compare(hex: string, digest: Digest, what: string): void {
  const actual = `${algorithm(digest)}:${hex}`;
  if (actual !== digest) throw new FormatError(`${what}: its bytes have the digest ${actual}, not ${digest}`);
}
