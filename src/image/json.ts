import * as v from 'valibot';
import type { Digest } from '../model/digest.ts';
import { FormatError } from '../model/errors.ts';
import { type FileRange, OpenRange } from './file-range.ts';
import { verifyBytes } from './verify.ts';

/**
 * Reads JSON of a known form. With `expected`, its bytes are held against digest and size.
 * @throws FormatError; the message never repeats what the file holds.
 */
export function readJson<Output>(
  range: FileRange,
  schema: v.GenericSchema<unknown, Output>,
  options: {
    readonly what: string;
    readonly maxBytes: number;
    readonly expected?: { readonly digest: Digest; readonly size: number };
  },
): Output {
  const { what, maxBytes, expected } = options;
  if (range.size > maxBytes) throw new FormatError(`${what} has ${range.size} bytes (at most ${maxBytes} are read)`);
  if (expected !== undefined && expected.size !== range.size) {
    throw new FormatError(`${what} has ${range.size} bytes, but is said to have ${expected.size}`);
  }
  using file = new OpenRange(range);
  const bytes = file.read(0, range.size);
  if (expected !== undefined) verifyBytes(bytes, expected.digest, what);
  const result = v.safeParse(schema, parse(bytes, what));
  if (result.success) return result.output;
  const place = v.getDotPath(result.issues[0]);
  throw new FormatError(`${what} is not of the form that it should have${place === null ? '' : `, at "${place}"`}`);
}

function parse(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's own message quotes the file, which may be anything: a link to a secret, for one.
    throw new FormatError(`${what} is not JSON`);
  }
}
