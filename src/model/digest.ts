/** A content address `algorithm:hex`, known to be well formed. Image spec, descriptor.md, "Digests". */
export type Digest = `${'sha256' | 'sha512'}:${string}`;

const PATTERN = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** The text as a digest, or `undefined` where it is not one of the two registered algorithms in lower-case hex. */
export function parseDigest(text: unknown): Digest | undefined {
  return typeof text === 'string' && PATTERN.test(text) ? (text as Digest) : undefined;
}
